// Takes the index and folded words, gives the documents that contain every word, all of them and no other. Draws nothing.
//
// A word is covered by overlapping grams of a few characters. Where two grams together stand more often in a document
// than what they share, they meet there; only documents for which the counts prove nothing are read themselves.

import { fold } from './fold.js';

const MOST_PLACES = 8;
const ENOUGH = 6;
const LONG = 40;
const FEW = 8;  // documents that are sooner read than settled by more lists

/** @typedef {{times: number, inTitle: boolean, sure: boolean}} Hit */

/**
 * The numbers of the documents that contain all words: those with the words in their title first, then the newest of
 * those that have them often, then of those that have them seldom.
 * @param {import('./document_index.js').DocumentIndex} index @param {string[]} words @param {AbortSignal} [signal]
 */
export async function searchDocumentIndex(index, words, signal) {
  const found = await Promise.all(words.map((word) => hitsOf(index, [...word], signal)));
  found.sort((one, other) => one.size - other.size);
  const numbers = [...(found[0]?.keys() ?? [])].filter((number) => found.every((hits) => hits.has(number)));
  const kept = await Promise.all(numbers.map(async (number) => {
    const open = words.length && found.some((hits) => !hits.get(number).sure);
    return !open || contains(await index.text(number, signal), words, index.simplified);
  }));
  const ranks = new Map(numbers.map((number) => [number, rank(found.map((hits) => hits.get(number)))]));
  const days = index.manifest.days;
  return numbers.filter((_, i) => kept[i])
    .sort((one, other) => ranks.get(other) - ranks.get(one) || days[other] - days[one] || one - other);
}

/** @param {Hit[]} hits one a word */
function rank(hits) {
  const often = Math.min(...hits.map(({ times }) => times));
  return (hits.every(({ inTitle }) => inTitle) ? 4 : 0) + (often > 4 ? 2 : often > 1 ? 1 : 0);
}

/** Whether every word stands in some line. */
function contains({ title, lines }, words, simplified) {
  const folded = [title, ...lines].map((line) => fold(line, simplified));
  return words.every((word) => folded.some((line) => line.includes(word)));
}

/** The documents that may contain one word, and whether they surely do. @returns {Promise<Map<number, Hit>>} */
async function hitsOf(index, signs, signal) {
  const length = signs.length;
  const chains = new Map();
  const follow = async (places) => {
    const wanted = places.filter((start) => !chains.has(start));
    const found = await Promise.all(wanted.map((start) => chain(index, signs, start, signal)));
    found.forEach((one) => chains.set(one.start, one));
  };
  await follow([0]);
  if (settled(chains.get(0), length)) return hitsIn(index, chains, length);
  await follow(spread(length));
  const hits = hitsIn(index, chains, length);
  const open = [...hits.values()].filter(({ sure }) => !sure).length;
  if (open <= FEW || length > LONG) return hits;
  await follow(Array.from({ length: length - 1 }, (_, start) => start));
  return hitsIn(index, chains, length);
}

/** @param {Map<number, object>} chains by place @returns {Map<number, Hit>} */
function hitsIn(index, chains, length) {
  const ordered = [...chains.values()].sort((one, other) => one.start - other.start);
  const hits = new Map();
  index.manifest.segments.forEach((_, segment) => {
    const here = ordered.map(({ start, sizes, known }) => {
      const lists = known[segment];
      return { start, lists, size: sizes[lists.length - 1], longest: lists.at(-1) };
    });
    for (const [number, hit] of inSegment(here, length)) hits.set(number, hit);
  });
  return hits;
}

/** Where grams begin that cover a word: everywhere in a short one, spread over a long one. @param {number} length */
function spread(length) {
  const last = Math.max(0, length - 2);
  const step = length <= ENOUGH ? 1 : Math.max(2, Math.ceil(last / MOST_PLACES));
  const places = [];
  for (let start = 0; start < last; start += step) places.push(start);
  return [...places, last];
}

/**
 * For each segment the lists of the grams that begin at one place, down to the longest that is kept there: a longer gram
 * than a rare one is not listed.
 */
async function chain(index, signs, start, signal) {
  const longest = Math.min(signs.length - start, index.manifest.above.length + 1);
  const sizes = longest === 1 ? [1] : Array.from({ length: longest - 1 }, (_, i) => i + 2);
  const levels = await Promise.all(sizes.map((size) => index.lists(signs.slice(start, start + size), signal)));
  const extended = (list, i) => list && list.times.size > index.manifest.above[sizes[i] - 1];
  const known = index.manifest.segments.map((_, segment) => {
    const lists = levels.map((level) => level[segment]);
    const end = lists.findIndex((list, i) => !extended(list, i));
    return end < 0 ? lists : lists.slice(0, end + 1);
  });
  return { start, sizes, known };
}

/** Whether the grams at the first place alone decide every segment. */
function settled({ sizes, known }, length) {
  return known.every((lists) => !lists.at(-1) || sizes[lists.length - 1] === length);
}

/**
 * The hits in one segment.
 * @param {{start: number, lists: import('./document_index.js').List[], size: number,
 *   longest: import('./document_index.js').List|undefined}[]} kept
 */
function* inSegment(kept, length) {
  if (kept.some(({ longest }) => !longest)) return;
  const fewest = kept.reduce((one, other) => (other.longest.times.size < one.longest.times.size ? other : one));
  for (const number of fewest.longest.times.keys()) {
    if (!kept.every(({ longest }) => longest.times.has(number))) continue;
    const times = Math.min(...kept.map(({ longest }) => longest.times.get(number)));
    const inTitle = kept.every(({ longest }) => longest.titles.has(number));
    yield [number, { times, inTitle, sure: proved(kept, length, number) }];
  }
}

/** Whether the counts prove that the grams meet in one document, from the first to the last character. */
function proved(kept, length, number) {
  let end = kept[0].size;
  let least = kept[0].longest.times.get(number);
  for (const { start, lists, size, longest } of kept.slice(1)) {
    if (start + size <= end) continue;
    const shared = end - start;
    if (shared < 2) return false;
    least += longest.times.get(number) - lists[shared - 2].times.get(number);
    if (least < 1) return false;
    end = start + size;
  }
  return end === length;
}
