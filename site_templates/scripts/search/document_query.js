// Takes the index and folded words, gives the documents that contain every word, all of them and no other.
//
// A word is covered by overlapping grams. Where two grams together stand more often in a document than what they share,
// they meet there; only documents for which the counts prove nothing are read themselves.

const PLACES = 8;  // where grams begin that cover a long word
const FEW = 4;     // documents that are sooner read than settled by more lists
const LONG = 40;

/** @typedef {import('./document_index.js').DocumentIndex} DocumentIndex */
/** @typedef {import('./document_index.js').List} List */
/** @typedef {{times: number, inTitle: boolean, isSure: boolean}} Hit what is known of a word in a document */
/** @typedef {{lists: (List|undefined)[], size: number, longest: List|undefined}} Known lists from the shortest gram on */
/** @typedef {{start: number, known: Known[]}} Chain the grams that begin at one place, for each segment */
/** @typedef {Known & {start: number, longest: List}} Gram one that the segment has */

/**
 * The numbers of the documents: with the words in the title first, then those that have them often, then the newest.
 * @param {DocumentIndex} index @param {string[]} words @param {AbortSignal} [signal] @returns {Promise<number[]>}
 */
export async function searchDocumentIndex(index, words, signal) {
  const found = await Promise.all(words.map((word) => hitsOf(index, [...word], signal)));
  const numbers = [...found[0].keys()].filter((number) => found.every((hits) => hits.has(number)));
  const ranks = new Map();
  await Promise.all(numbers.map(async (number) => {
    const hits = found.map((each) => /** @type {Hit} */ (each.get(number)));
    if (hits.every(({ isSure }) => isSure) || contains(await index.text(number, signal), words, index)) {
      const often = Math.min(...hits.map(({ times }) => times));
      ranks.set(number, (hits.every(({ inTitle }) => inTitle) ? 4 : 0) + (often > 4 ? 2 : often > 1 ? 1 : 0));
    }
  }));
  const { days } = index.manifest;
  return [...ranks.keys()].sort((a, b) => ranks.get(b) - ranks.get(a) || days[b] - days[a] || a - b);
}

/** @param {{title: string, lines: string[]}} text @param {string[]} words @param {DocumentIndex} index */
function contains({ title, lines }, words, index) {
  const folded = [title, ...lines].map((line) => index.fold(line));
  return words.every((word) => folded.some((line) => line.includes(word)));
}

/**
 * The documents that may contain one word: how often at most, in the title or not, and whether they surely do.
 * @param {DocumentIndex} index @param {string[]} signs @param {AbortSignal} [signal] @returns {Promise<Map<number, Hit>>}
 */
async function hitsOf(index, signs, signal) {
  const { length } = signs;
  const last = Math.max(0, length - 2);
  const every = Array.from({ length: last + 1 }, (_, start) => start);
  const step = last < 5 ? 1 : Math.max(2, Math.ceil(last / PLACES));
  const rounds = [[0], every.filter((start) => start % step === 0 || start === last), length > LONG ? [] : every];
  /** @type {Chain[]} */
  const chains = [];
  /** @type {Map<number, Hit>} */
  let hits = new Map();
  for (const places of rounds) {
    const wanted = places.filter((start) => !chains.some((one) => one.start === start));
    chains.push(...await Promise.all(wanted.map((start) => chain(index, signs, start, signal))));
    chains.sort((one, other) => one.start - other.start);
    hits = new Map(index.manifest.segments.flatMap((_, segment) => (
      inSegment(chains.map(({ start, known }) => ({ start, ...known[segment] })), length))));
    if ([...hits.values()].filter(({ isSure }) => !isSure).length <= (chains.length > 1 ? FEW : 0)) break;
  }
  return hits;
}

/**
 * For each segment the lists of the grams that begin at one place, as far as they go on: a longer gram than a rare one
 * is not listed.
 * @param {DocumentIndex} index @param {string[]} signs @param {number} start @param {AbortSignal} [signal]
 * @returns {Promise<Chain>}
 */
async function chain(index, signs, start, signal) {
  const { above, segments } = index.manifest;
  const longest = Math.min(signs.length - start, above.length + 1);
  const shortest = Math.min(2, longest);
  const sizes = Array.from({ length: longest - shortest + 1 }, (_, i) => i + shortest);
  const levels = await Promise.all(sizes.map((size) => index.lists(signs.slice(start, start + size), signal)));
  return { start, known: segments.map((_, segment) => {
    let at = 0;
    while (at < sizes.length - 1 && (levels[at][segment]?.times.size ?? 0) > above[sizes[at] - 1]) at++;
    return { lists: levels.map((level) => level[segment]), size: sizes[at], longest: levels[at][segment] };
  }) };
}

/** @param {(Known & {start: number})[]} grams @param {number} length @returns {[number, Hit][]} */
function inSegment(grams, length) {
  if (!grams.every(/** @returns {gram is Gram} */ (gram) => gram.longest !== undefined)) return [];
  const [fewest] = [...grams].sort((one, other) => one.longest.times.size - other.longest.times.size);
  return [...fewest.longest.times.keys()].filter((number) => grams.every(({ longest }) => longest.times.has(number)))
    .map((number) => [number, {
      times: Math.min(...grams.map(({ longest }) => /** @type {number} */ (longest.times.get(number)))),
      inTitle: grams.every(({ longest }) => longest.titles.has(number)),
      isSure: proved(grams, length, number),
    }]);
}

/**
 * Whether the counts prove that the grams meet in one document, from the first to the last character.
 * @param {Gram[]} grams @param {number} length @param {number} number
 */
function proved([first, ...rest], length, number) {
  let end = first.size;
  let least = /** @type {number} */ (first.longest.times.get(number));
  for (const { start, lists, size, longest } of rest) {
    if (start + size <= end) continue;
    if (end - start < 2) return false;
    const shared = /** @type {List} */ (lists[end - start - 2]);
    least += /** @type {number} */ (longest.times.get(number)) - /** @type {number} */ (shared.times.get(number));
    if (least < 1) return false;
    end = start + size;
  }
  return end === length;
}
