// Takes a record and the words, gives where each word stands in it. Trusts the record's own text, not the index.

import { asNumber, fold } from './fold.js';
import { Outdated } from './shards.js';
import { RANK } from './query.js';

/**
 * What is printed of a household, with names in place of positions.
 * @param {import('./shards.js').SearchIndex} index @param {Record<string, any>} record
 */
export function household(index, record) {
  const { manifest } = index;
  const street = index.streets[record.street];
  return {
    ...record, street, division: index.divisions[street.division], trade: index.trades[record.trade],
    status: manifest.statuses[record.status] ?? '', state: manifest.states[record.state] ?? ['', ''],
  };
}

/**
 * The fields in which the words stand, in the order they are printed; `sound` where a word is the name by ear.
 * @param {ReturnType<typeof household>} shop @param {string[]} words @param {Uint8Array[]} ranks @param {number} number
 * @param {import('./fold.js').Simplified} [simplified]
 * @returns {string[]}
 * Raises Outdated when a word is nowhere: then index and records are not of one release.
 */
export function reasons(shop, words, ranks, number, simplified) {
  const own = (text) => fold(text, simplified);
  const texts = {
    name: own(shop.shop_name), address: own(shop.address), street: shop.street.text, division: shop.division.text,
    trade: shop.trade.text, number: own(shop.disclosure_no),
  };
  const found = new Set();
  words.forEach((word, i) => {
    const fields = Object.keys(texts).filter((field) => texts[field].includes(word));
    if (asNumber(word).some((form) => texts.number.includes(form))) fields.push('number');
    const rank = ranks[i][number];
    if (!fields.length && (rank === RANK.sound || rank === RANK.soundBegins)) fields.push('sound');
    if (!fields.length) throw new Outdated(`record ${number}`);
    fields.forEach((field) => found.add(field));
  });
  return [...found];
}
