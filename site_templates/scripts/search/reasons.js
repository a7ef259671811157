// Takes households and words, gives where each word stands in them, and how well it fits, by the households' own texts: then
// neither the word's page nor its list need be fetched.

import { Outdated } from './kept.js';
import { households } from './query.js';
import { FIT } from './word.js';

const FEW = 1000;       // so many records are read rather than the lists of the other words
const FEW_FILES = 3;    // of cards that did not come along

/** @typedef {import('./files.js').SearchIndex} SearchIndex */
/** @typedef {ReturnType<typeof named>} Shop */
/** @typedef {import('./word.js').Found} Found */

/**
 * What is printed of a household, with names in place of positions.
 * @param {SearchIndex} index @param {import('./files.js').Household} household
 */
export function named(index, household) {
  const { divisions, trades, statuses, states } = index.manifest;
  return { ...household, division: divisions[index.divisionOf(household.street)][1], tradeName: trades[household.trade][1],
    statusName: statuses[household.status], stateNames: states[household.state] ?? ['', ''] };
}

/**
 * The fields in which the words stand, in the order they are printed; `sound` where a word is the name by ear.
 * Raises Outdated when a word is nowhere: then the files are not of one release.
 * @param {SearchIndex} index @param {Shop} shop @param {string[]} words @param {(word: number) => number|undefined} fit
 * @returns {string[]}
 */
export function reasons(index, shop, words, fit) {
  const texts = Object.entries({ name: shop.name, address: shop.address, street: shop.streetName, division: shop.division,
    trade: shop.tradeName }).map(([field, text]) => [field, index.fold(text)]);
  const bare = index.fold(shop.number).replace(/[-._]/g, '');
  /** @type {Set<string>} */
  const found = new Set();
  words.forEach((word, nth) => {
    const fields = texts.filter(([, text]) => text.includes(word)).map(([field]) => field);
    if (bare.startsWith(word.replace(/[-._]/g, '')) && [...word].length > 3) fields.push('number');
    const how = fit(nth);
    if (!fields.length && (how === FIT.sound || how === FIT.soundBegins)) fields.push('sound');
    if (!fields.length && how !== undefined) throw new Outdated(shop.number);
    fields.forEach((field) => found.add(field));
  });
  return [...found];
}

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

/** @param {SearchIndex} index @param {Shop} shop @param {string} word NaN where it is nowhere */
function fitOf(index, shop, word) {
  const name = index.fold(shop.name);
  if (name.includes(word)) return name === word ? FIT.whole : name.startsWith(word) ? FIT.begins : FIT.name;
  const holds = (/** @type {string} */ text) => index.fold(text).includes(word);
  if (holds(shop.address)) return FIT.address;
  if (holds(shop.streetName)) return FIT.street;
  return holds(shop.division) || holds(shop.tradeName) ? FIT.other : NaN;
}
