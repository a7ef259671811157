// Takes the index and folded words, gives the documents that contain every word, all of them and no other.
//
// A rare gram is listed with its places, a common one with the blocks it stands in and how often. A word begins at a place if
// each of its rare grams stands where it should; of a common end the counts prove it, and where they prove nothing the
// document is read.

import { BLOCK } from './document_index.js';

const FEW = 5;     // documents that are sooner read than settled by more lists: as many as are shown first
const LONG = 40;

/** @typedef {import('./document_index.js').DocumentIndex} DocumentIndex */
/** @typedef {import('./document_index.js').List} List */
/** @typedef {{times: number, inTitle: boolean, isSure: boolean}} Hit what is known of a word in a document */
/** @typedef {{start: number, levels: (List|undefined)[][]}} Chain the grams that begin at one place: for each length, segment */
/** @typedef {{start: number, end: number, list: List|undefined}} Gram what a segment has of them: the longest it lists */

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
  const last = Math.max(0, signs.length - 2);
  const every = Array.from({ length: last + 1 }, (_, start) => start);
  const light = every.filter((start) => !index.heavy.has(signs.slice(start, start + 2).join('')));
  const rounds = [[light[0] ?? 0], light.slice(-1), [0, ...light, last], signs.length > LONG ? [] : every];
  /** @type {Chain[]} */
  const chains = [];
  /** @type {Map<number, Hit>} */
  let hits = new Map();
  for (const places of rounds) {
    const wanted = [...new Set(places)].filter((start) => !chains.some((one) => one.start === start));
    chains.push(...await Promise.all(wanted.map((start) => chain(index, signs, start, signal))));
    hits = new Map();
    index.manifest.segments.forEach((_, segment) => inSegment(index, chains.map((one) => gram(one, segment)), signs.length,
      (start, size) => chains.find((one) => one.start === start)?.levels[size - shortest(signs, start)]?.[segment], hits));
    if ([...hits.values()].filter(({ isSure }) => !isSure).length <= (chains.length > 1 ? FEW : 0)) break;
  }
  return hits;
}

/** @param {string[]} signs @param {number} start */
function shortest(signs, start) {
  return Math.min(2, signs.length - start);
}

/**
 * The lists of the grams that begin at one place, of every length.
 * @param {DocumentIndex} index @param {string[]} signs @param {number} start @param {AbortSignal} [signal]
 * @returns {Promise<Chain>}
 */
async function chain(index, signs, start, signal) {
  const least = shortest(signs, start);
  const sizes = Array.from({ length: Math.min(signs.length - start, index.manifest.longest) - least + 1 }, (_, i) => i + least);
  return { start, levels: await Promise.all(sizes.map((size) => index.lists(signs.slice(start, start + size), signal))) };
}

/** The longest gram of a chain that the segment lists; nothing where one that must be is not. */
/** @param {Chain} chain @param {number} segment @returns {Gram} */
function gram({ start, levels }, segment) {
  let at = 0;
  for (let list = levels[0][segment]; at < levels.length - 1 && list; list = levels[++at][segment]) {
    if ('places' in list && !levels[at + 1][segment]) break;
  }
  return { start, end: start + at + 2, list: levels[at][segment] };
}

/**
 * Adds the documents of a segment in which every gram stands where it should.
 * @param {DocumentIndex} index @param {Gram[]} grams @param {number} length of the word
 * @param {(start: number, size: number) => List|undefined} listed @param {Map<number, Hit>} hits
 */
function inSegment(index, grams, length, listed, hits) {
  if (!grams.every(({ list }) => list)) return;
  const whole = grams.find(({ start, end, list }) => start === 0 && end >= length && list && 'times' in list);
  const anchor = grams.find(({ list }) => list && 'places' in list);
  if (whole || !anchor) {
    const { times, titles } = /** @type {import('./document_index.js').Common} */ ((whole ?? grams[0]).list);
    for (const [block, count] of times) add(hits, index.documents[block], count, titles.has(block), whole !== undefined);
    return;
  }
  let places = /** @type {import('./document_index.js').Rare} */ (anchor.list).places.map((place) => place - anchor.start)
    .filter((place) => documentAt(index, place) === documentAt(index, place + anchor.start));
  /** @type {boolean[]} */
  const isCovered = Array(length).fill(false);
  for (const { start, end, list } of grams) {
    if (list && 'places' in list) {
      const known = new Set(list.places);
      places = places.filter((place) => known.has(place + start));
      isCovered.fill(true, start, end);
    } else if (list) {
      places = places.filter((place) => list.times.has(Math.floor((place + start) / BLOCK)));
    }
  }
  const until = isCovered.lastIndexOf(true) + 1;
  const isWhole = isCovered.indexOf(false) < 0 || isCovered.indexOf(false) === until;
  for (const place of places) {
    const isSure = isWhole && (until === length || ends(place, places, until, grams, listed));
    add(hits, documentAt(index, place), 1, index.isTitle(place), isSure);
  }
}

/** @param {DocumentIndex} index @param {number} place */
function documentAt(index, place) {
  return index.documents[Math.floor(place / BLOCK)];
}

/** @param {Map<number, Hit>} hits @param {number} number @param {number} times @param {boolean} inTitle @param {boolean} isSure */
function add(hits, number, times, inTitle, isSure) {
  const hit = hits.get(number);
  if (!hit) hits.set(number, { times, inTitle, isSure });
  else Object.assign(hit, { times: hit.times + times, inTitle: hit.inTitle || inTitle, isSure: hit.isSure || isSure });
}

/**
 * Whether the counts prove that the word goes on to its end: what it shares with a common end stands in the block no more
 * often than that end does, but for fewer than there are places.
 * @param {number} place @param {number[]} places @param {number} until the place in the word up to which all is known
 * @param {Gram[]} grams @param {(start: number, size: number) => List|undefined} listed
 */
function ends(place, places, until, grams, listed) {
  return grams.some(({ start, list }) => {
    const shared = listed(start, until - start);
    if (!list || 'places' in list || !shared || 'places' in shared || start >= until) return false;
    const block = Math.floor((place + start) / BLOCK);
    const here = places.filter((other) => Math.floor((other + start) / BLOCK) === block).length;
    return here + (list.times.get(block) ?? 0) > (shared.times.get(block) ?? 0);
  });
}
