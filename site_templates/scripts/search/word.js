// Takes one folded word, gives the records in which it is found and how well it fits each. Never touches the page.

import { eachRecord, number, numbers, place, unfolded } from './digits.js';

/** How well a word fits a record, best first. */
export const FIT = {
  whole: 0, begins: 1, name: 2, soundBegins: 3, sound: 4, number: 5, address: 6, street: 7, other: 8,
};
const MOST_NUMBER_FILES = 3;

/** The word is in too many records to be combined with another. */
export class TooCommon extends Error {}

/**
 * @typedef {object} Head what a search for a common word shows
 * @property {string} key @property {number} total @property {string[]} counts street, trade, status, range
 * @property {number[]} high @property {number[]} low records with the highest and the lowest quota
 * @property {string} list where its list is @property {string} address of the part it is in @property {number[]} records @property {number[]} fits
 */
/**
 * @typedef {object} Found
 * @property {Map<number, number>|null} fits by record; null while only the head is read
 * @property {Map<number, string>} postings @property {Map<number, string>} cards of those records that came along
 * @property {Head|null} head
 */

/** @returns {Found} */
export const nothing = () => ({ fits: new Map(), postings: new Map(), cards: new Map(), head: null });

/** @param {Found[]} parts @param {'postings'|'cards'} name @returns {Map<number, string>} */
export const together = (parts, name) => new Map(parts.flatMap((part) => [...part[name]]));

/**
 * @param {import('./files.js').SearchIndex} index @param {string} word @param {AbortSignal} [signal] @returns {Promise<Found>}
 */
export async function lookUp(index, word, signal) {
  const isNumber = /^[!-~]{5,}$/.test(word) && /\d/.test(word) && /[a-z]/.test(word);
  if (isNumber) {
    const known = await byNumber(index, word, signal);
    if (known.size) return { ...nothing(), fits: known };
  }
  let [found, more] = await Promise.all([
    byText(index, word, signal), isNumber ? new Map() : byNumber(index, word, signal)]);
  const bare = word.replaceAll("'", '');
  if (found.fits && !found.fits.size && bare !== word && /^[a-z0-9]+$/.test(bare)) found = await byText(index, bare, signal);
  const { fits } = found;
  if (fits) more.forEach((fit, record) => fits.set(record, Math.min(fit, fits.get(record) ?? fit)));
  return found;
}

/** @param {import('./files.js').SearchIndex} index @param {string} word @param {AbortSignal} [signal] @returns {Promise<Found>} */
async function byText(index, word, signal) {
  const found = nothing();
  const where = await index.place(word, signal);
  if (!where) return found;
  const lines = await linesOf(index, where.address, where.page, word, signal);
  if (lines.length && lines[0][1] === '*') return { ...found, fits: null, head: headOf(index, lines[0], word, found, where.address) };
  for (const [key, mark, postings, ...cards] of lines) {
    if (mark !== '*') readLine(index, found, key === word && Number(mark) === FIT.begins ? FIT.whole : Number(mark), postings, cards);
  }
  return found;
}

/**
 * The lines of a page that begin with a word, in columns.
 * @param {import('./files.js').SearchIndex} index @param {string} address @param {number} page @param {string} word
 * @param {AbortSignal} [signal]
 */
export async function linesOf(index, address, page, word, signal) {
  const lines = await index.lines(`${address}/pages`, page, signal);
  return lines.filter((line) => line.startsWith(word)).map((line) => line.split('\t'));
}

/**
 * @param {import('./files.js').SearchIndex} index @param {Found} found @param {number} fit
 * @param {string} postings @param {string[]} cards none where the first is empty
 */
export function readLine(index, { fits, postings: kept, cards: beside }, fit, postings, cards) {
  const width = index.manifest.digits[0] + index.manifest.digits[1];
  for (let at = 0, nth = 0; at < postings.length; at += width, nth++) {
    const record = index.recordOf(postings, at);
    fits?.set(record, Math.min(fit, fits.get(record) ?? fit));
    kept.set(record, postings.slice(at, at + width));
    if (cards[0] && nth < cards.length) beside.set(record, cards[nth]);
  }
}

/**
 * @param {import('./files.js').SearchIndex} index @param {string[]} line @param {string} word @param {Found} found
 * @param {string} address @returns {Head}
 */
export function headOf(index, line, word, found, address) {
  const [key, , total, street, trade, status, range, high, low, list, fits, postings, ...cards] = line;
  const [width, rest] = index.manifest.digits;
  readLine(index, { ...found, fits: null }, 0, postings, cards);
  return { key, total: Number(total), counts: [street, trade, status, range], high: numbers(high, width), low: numbers(low, width),
    list, address, records: numbers(postings, width, width + rest), fits: Array.from(fits, (fit) => demoted(Number(fit), key, word)) };
}

/** A head may stand for a shorter word too, of which it then is not the whole name. */
/** @param {number} fit @param {string} key @param {string} word */
const demoted = (fit, key, word) => (fit === FIT.whole && key !== word ? FIT.begins : fit);

/**
 * The fits of all records, also of a word that has a head.
 * @param {import('./files.js').SearchIndex} index @param {Found} found @param {string} word @param {AbortSignal} [signal]
 * @returns {Promise<Map<number, number>>}
 */
export async function every(index, found, word, signal) {
  const { head } = found;
  if (found.fits || !head) return found.fits ?? new Map();
  /** @type {Map<number, number>} */
  const fits = new Map();
  eachRecord(await listOf(index, head, signal), (record, fit) => fits.set(record, demoted(fit, head.key, word)));
  found.fits = fits;
  return fits;
}

/** @param {import('./files.js').SearchIndex} index @param {Head} head @param {AbortSignal} [signal] */
async function listOf(index, head, signal) {
  if (!head.list) throw new TooCommon(head.key);
  if (head.list.startsWith('=')) return head.list.slice(1);
  const [first, count] = head.list.split('+').map(Number);
  const folder = `${head.address}/lists`;
  if (count) {
    const parts = await Promise.all(Array.from({ length: count }, (_, nth) => index.lines(folder, first + nth, signal)));
    return parts.map((lines) => lines.join('\n')).join('');
  }
  const line = (await index.lines(folder, first, signal)).find((one) => one.startsWith(`${head.key}\t`));
  return line ? line.slice(head.key.length + 1) : '';
}

/**
 * The records whose number begins with the word; none where these are too many to be meant.
 * @param {import('./files.js').SearchIndex} index @param {string} word @param {AbortSignal} [signal]
 * @returns {Promise<Map<number, number>>}
 */
async function byNumber(index, word, signal) {
  const bare = word.replace(/[-._]/g, '');
  const signs = index.manifest.number_signs;
  if ([...bare].length < 4 || ![...bare].every((sign) => signs.includes(sign))) return new Map();
  const fences = await index.numbers(signal);
  if (!fences.length) return new Map();
  const first = Math.max(0, place(fences, bare, true) - 1);
  const last = Math.max(0, place(fences, `${bare}\u{10ffff}`, true) - 1);
  if (last - first >= MOST_NUMBER_FILES) return new Map();
  const folder = `${index.manifest.numbers_at}/numbers`;
  const files = await Promise.all(Array.from({ length: last - first + 1 }, (_, nth) => index.lines(folder, first + nth, signal)));
  const width = index.manifest.digits[0];
  /** @type {Map<number, number>} */
  const found = new Map();
  for (const line of files.flatMap(unfolded)) {
    const begun = line.slice(0, -width);
    const record = number(line, begun.length);
    const fits = begun.startsWith(bare) || (bare.startsWith(begun) && await hasNumber(index, record, bare, signal));
    if (fits) found.set(record, FIT.number);
  }
  return found;
}

/** Whether a record's own number begins so. */
/** @param {import('./files.js').SearchIndex} index @param {number} record @param {string} bare @param {AbortSignal} [signal] */
async function hasNumber(index, record, bare, signal) {
  const [, card] = await index.card(record, signal);
  return index.fold(card.split('\x1f')[0]).replace(/[-._]/g, '').startsWith(bare);
}
