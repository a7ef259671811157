// Takes a household and the words, gives where each word stands in it. Trusts the household's own text, not the index.

import { Outdated } from './files.js';
import { FIT } from './word.js';

/** @typedef {import('./files.js').SearchIndex} SearchIndex */
/** @typedef {ReturnType<typeof named>} Shop */

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
