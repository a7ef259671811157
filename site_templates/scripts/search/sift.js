// Takes a few records and the words that may stand in them, compares the records' own texts, gives how each word fits: so
// that neither the word's page nor its list need be fetched. Never changes what is found.

import { named } from './reasons.js';
import { households } from './query.js';
import { FIT } from './word.js';

const FEW = 1000;       // so many records are read rather than the lists of the other words
const FEW_FILES = 3;    // of cards that did not come along

/** @typedef {import('./files.js').SearchIndex} SearchIndex */
/** @typedef {import('./word.js').Found} Found */

/** Whether a word can be found in texts alone: not by ear, nor as a number. @param {string} word */
export const isPlain = (word) => /[^!-~]/.test(word) && !/[a-z]/.test(word);

/** More where fewer records are likely: of house numbers and long words. @param {string} word */
export const precision = (word) => (isPlain(word) ? [...word].length + (/\d/.test(word) ? 9 : 0) : 0);

/** Whether reading these records costs less than another page or list. @param {SearchIndex} index @param {Found} found */
export function isFew(index, found) {
  if (!found.fits || found.fits.size > FEW) return false;
  const missing = [...found.fits.keys()].filter((record) => !found.cards.has(record) || !found.postings.has(record));
  return new Set(missing.map((record) => Math.floor(record / index.manifest.block))).size <= FEW_FILES;
}

/**
 * How a word fits each of the records of `found`, by their own texts.
 * @param {SearchIndex} index @param {Found} found @param {string} word @param {AbortSignal} [signal] @returns {Promise<Found>}
 */
export async function sifted(index, found, word, signal) {
  const records = [...(found.fits?.keys() ?? [])];
  const shops = (await households(index, found, records, signal)).map((one) => named(index, one));
  const fits = new Map(shops.map((shop, nth) => /** @type {[number, number]} */ ([records[nth], fitOf(index, shop, word)])));
  fits.forEach((fit, record) => { if (Number.isNaN(fit)) fits.delete(record); });
  return { fits, head: null, postings: new Map(), cards: new Map() };
}

/** @param {SearchIndex} index @param {import('./reasons.js').Shop} shop @param {string} word NaN where it is nowhere */
function fitOf(index, shop, word) {
  const name = index.fold(shop.name);
  if (name.includes(word)) return name === word ? FIT.whole : name.startsWith(word) ? FIT.begins : FIT.name;
  const holds = (/** @type {string} */ text) => index.fold(text).includes(word);
  if (holds(shop.address)) return FIT.address;
  if (holds(shop.streetName)) return FIT.street;
  return holds(shop.division) || holds(shop.tradeName) ? FIT.other : NaN;
}
