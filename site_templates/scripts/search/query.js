// Takes the index, folded words and what narrows them, gives which records hold all of them, best first. Never touches
// the page.

import { counts } from './digits.js';
import { isFew, isPlain, precision, sifted } from './reasons.js';
import { isMixed } from './files.js';
import { byEar, every, isNowhere, lookUp, nothing, together } from './word.js';

/** @typedef {import('./files.js').SearchIndex} SearchIndex */
/** @typedef {import('./word.js').Found} Found */
/** @typedef {{division?: string, street?: string, trade?: string, status?: string, range?: string, sort?: string}} Only */
/**
 * @typedef {object} Result
 * @property {number} total
 * @property {number[]} order the first records, or all of them
 * @property {() => Promise<number[]>} all every record, in order
 * @property {(number[]|null)[]} counts of streets, trades, statuses, ranges by position; null where it is not known
 * @property {(word: number, record: number) => number|undefined} fit
 * @property {Map<number, string>} postings @property {Map<number, string>} cards
 * @property {boolean} sorts whether the records can be put in the order of their quota
 */

export const FACETS = /** @type {const} */ (['street', 'trade', 'status', 'range']);
const BY_QUOTA = ['high', 'low'];

/**
 * @param {SearchIndex} index @param {string[]} words @param {AbortSignal} [signal] @param {Only} [only]
 * @returns {Promise<Result>}
 */
export async function search(index, words, signal, only = {}) {
  if (only.street) await index.learnStreets(signal);
  const found = await findAll(index, words, signal);
  const narrowed = ['division', 'street', 'trade', 'status', 'range'].some((name) => only[/** @type {keyof Only} */ (name)]);
  if (found.length === 1 && found[0].head && !narrowed && only.sort !== 'street') return fromHead(index, found[0], words, only, signal);
  return fromSets(index, found, words, only, signal);
}

/**
 * All words. A precise word that is in few records is looked up first: where that leaves few records, the other words are read in them; and where
 * any word leaves few, no list of another is fetched.
 * @param {SearchIndex} index @param {string[]} words @param {AbortSignal} [signal] @returns {Promise<Found[]>}
 */
async function findAll(index, words, signal) {
  const likely = words.length > 1 ? words.filter((word) => precision(word) > 2) : [];
  const common = await Promise.all(likely.map((word) => precision(word) < 10 && index.isCommon(word, signal)));
  const precise = likely.filter((_, nth) => !common[nth]).sort((a, b) => precision(b) - precision(a))[0];
  const lead = precise && await find(index, precise, signal);
  const isEnough = lead && isFew(index, lead);
  const found = await Promise.all(words.map((word) => (
    word === precise ? lead : isEnough && isPlain(word) ? sifted(index, lead, word, signal) : find(index, word, signal))));
  const known = /** @type {Found[]} */ (found);
  const few = known.length > 1 && known.find((one) => isFew(index, one));
  return few ? Promise.all(known.map((one, nth) => (one.head && isPlain(words[nth]) ? sifted(index, few, words[nth], signal) : one))) : known;
}

/** A word; where letters and characters are mixed and stand nowhere as typed, the letters by ear. */
/** @param {SearchIndex} index @param {string} word @param {AbortSignal} [signal] @returns {Promise<Found>} */
async function find(index, word, signal) {
  if (!isMixed(word)) return lookUp(index, word, signal);
  const found = await isNowhere(index, word, signal) ? nothing() : await lookUp(index, word, signal);
  return found.fits && !found.fits.size ? byEar(index, word, signal) : found;
}

/** What the head of a single word says, without reading its list. */
/**
 * @param {SearchIndex} index @param {Found} found @param {string[]} words @param {Only} only @param {AbortSignal} [signal]
 * @returns {Result}
 */
function fromHead(index, found, words, only, signal) {
  const head = /** @type {import('./word.js').Head} */ (found.head);
  const known = new Map(head.records.map((record, nth) => [record, head.fits[nth]]));
  const byQuota = BY_QUOTA.includes(only.sort ?? '');
  const order = byQuota ? head[/** @type {'high'|'low'} */ (only.sort)] : head.records;
  const all = async () => (byQuota ? order : ranked([await every(index, found, words[0], signal)]));
  return { total: head.total, order, all, counts: head.counts.map(counts), postings: found.postings, cards: found.cards,
    fit: (_, record) => (found.fits ?? known).get(record), sorts: true };
}

/** The records of all words, and how they are counted. */
/**
 * @param {SearchIndex} index @param {Found[]} found @param {string[]} words @param {Only} only @param {AbortSignal} [signal]
 * @returns {Promise<Result>}
 */
async function fromSets(index, found, words, only, signal) {
  const sets = await Promise.all(found.map((one, nth) => every(index, one, words[nth], signal)));
  const postings = together(found, 'postings');
  let order = ranked(sets).filter(inPlace(index, only));
  order = await narrowed(index, order, postings, only, signal);
  const isKnown = order.every((record) => postings.has(record));
  if (only.sort === 'street') order.sort((a, b) => a - b);
  if (isKnown && BY_QUOTA.includes(only.sort ?? '')) sortByQuota(index, order, postings, only.sort === 'high' ? -1 : 1);
  return { total: order.length, order, all: async () => order, counts: countAll(index, order, postings, isKnown),
    postings, cards: together(found, 'cards'), fit: (word, record) => sets[word].get(record), sorts: isKnown };
}

/** The records that all sets have, best first, then by number. @param {Map<number, number>[]} sets */
function ranked(sets) {
  const [least, ...others] = [...sets].sort((a, b) => a.size - b.size);
  /** @type {number[]} */
  const found = [];
  const ranks = new Map();
  for (const [record, fit] of least ?? []) {
    let sum = fit;
    for (const other of others) sum += other.get(record) ?? NaN;
    if (Number.isNaN(sum)) continue;
    ranks.set(record, sum);
    found.push(record);
  }
  return found.sort((a, b) => ranks.get(a) - ranks.get(b) || a - b);
}

/** Whether a record lies in the division and street that are wanted. @param {SearchIndex} index @param {Only} only */
function inPlace(index, { division, street }) {
  const { divisions, streets } = index.manifest;
  const wanted = streets.divisions.map((of, at) => (
    (!street || index.streets[at][0] === street) && (!division || divisions[of][0] === division)));
  return (/** @type {number} */ record) => wanted[index.streetOf(record)];
}

/** What is left by trade, status and range: read from the postings where they came along, else from lists of their own. */
/**
 * @param {SearchIndex} index @param {number[]} order @param {Map<number, string>} postings @param {Only} only
 * @param {AbortSignal} [signal]
 */
async function narrowed(index, order, postings, only, signal) {
  const { trades, statuses } = index.manifest;
  const places = {
    trade: trades.findIndex(([code]) => code === only.trade), status: statuses.indexOf(only.status ?? ''), range: Number(only.range),
  };
  let left = order;
  for (const name of /** @type {const} */ (['trade', 'status', 'range'])) {
    if (!only[name]) continue;
    if (left.every((record) => postings.has(record))) {
      left = left.filter((record) => index.about(/** @type {string} */ (postings.get(record)))[name] === places[name]);
    } else {
      const key = `\x01${name[0]}${only[name]}`;
      const found = await lookUp(index, key, signal);
      const kept = await every(index, found, key, signal);
      found.postings.forEach((posting, record) => postings.set(record, posting));
      left = left.filter((record) => kept.has(record));
    }
  }
  return left;
}

/** @param {SearchIndex} index @param {number[]} order @param {Map<number, string>} postings @param {number} sign */
function sortByQuota(index, order, postings, sign) {
  const quota = new Map(order.map((record) => [record, index.about(/** @type {string} */ (postings.get(record))).fen ?? -sign * Infinity]));
  order.sort((a, b) => sign * ((quota.get(a) ?? 0) - (quota.get(b) ?? 0)) || a - b);
}

/** @param {SearchIndex} index @param {number[]} order @param {Map<number, string>} postings @param {boolean} isKnown */
function countAll(index, order, postings, isKnown) {
  return FACETS.map((name) => {
    if (!isKnown && name !== 'street') return null;
    /** @type {number[]} */
    const sums = [];
    for (const record of order) {
      const value = name === 'street' ? index.streetOf(record) : index.about(/** @type {string} */ (postings.get(record)))[name];
      sums[value] = (sums[value] ?? 0) + 1;
    }
    return Array.from(sums, (sum) => sum ?? 0);
  });
}

/**
 * The households of these records, read with as few files as can be.
 * @param {SearchIndex} index @param {Pick<Found, 'postings'|'cards'>} result @param {number[]} records @param {AbortSignal} [signal]
 */
export async function households(index, result, records, signal) {
  const found = await Promise.all(records.map(async (record) => {
    const posting = result.postings.get(record);
    const card = result.cards.get(record);
    if (posting && card !== undefined) return index.household(posting, card);
    const [own, text] = await index.card(record, signal);
    return index.household(own, text);
  }));
  await index.learn(found.map(({ name, address }) => name + address).join(''), signal);    // to be compared with the words
  return found;
}
