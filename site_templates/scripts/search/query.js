// Takes the index and folded words, gives which records contain all of them and how well. Never touches the page.

import { asNumber } from './fold.js';
import { eachRun } from './varint.js';
import { readings } from './pinyin.js';

/** How well a word fits a record; a record's rank is the sum over the words. */
export const RANK = {
  whole: 9, nameBegins: 8, name: 7, soundBegins: 6, sound: 5, number: 4, address: 3, street: 2, other: 1,
};
const SIZE = { n: 2, a: 2, d: 3, i: 3 };
const PLACES = 4096;

/**
 * The grams that cover a text end to end, with their offsets.
 * @template T @param {T[]} signs @param {number} size @returns {{offset: number, gram: T[]}[]}
 */
export function tiles(signs, size) {
  if (signs.length <= size) return [{ offset: 0, gram: signs }];
  const offsets = [];
  for (let at = 0; at + size <= signs.length; at += size) offsets.push(at);
  if (signs.length % size) offsets.push(signs.length - size);
  return offsets.map((offset) => ({ offset, gram: signs.slice(offset, offset + size) }));
}

/**
 * @typedef {{total: number, order: Uint32Array, ranks: Uint8Array[], found: Uint8Array}} Found
 * `found`: the rank of every record, 0 where not all words are in it; `order`: the records found, best first.
 */

/**
 * @param {import('./shards.js').SearchIndex} index @param {string[]} words @param {AbortSignal} [signal]
 * @param {{division?: string, status?: string}} [only] @returns {Promise<Found>}
 */
export async function search(index, words, signal, only = {}) {
  const ranks = await Promise.all(words.map((word) => rankWord(index, word, signal)));
  const found = allOf(ranks, index.manifest.records);
  await keepOnly(index, found, only, signal);
  return { ...inOrder(found), ranks, found };
}

/** @param {Uint8Array[]} ranks @param {number} count */
function allOf(ranks, count) {
  const found = new Uint8Array(count);
  for (let record = 0; record < count && ranks.length; record++) {
    let sum = 0;
    for (const one of ranks) {
      if (!one[record]) { sum = 0; break; }
      sum += one[record];
    }
    found[record] = sum;
  }
  return found;
}

/** Records by rank, and by number within a rank. @param {Uint8Array} found */
function inOrder(found) {
  const counts = new Uint32Array(257);
  for (const rank of found) counts[rank]++;
  const total = found.length - counts[0];
  const next = new Uint32Array(257);
  for (let rank = 255; rank > 0; rank--) next[rank] = next[rank + 1] + counts[rank + 1];
  const order = new Uint32Array(total);
  found.forEach((rank, record) => { if (rank) order[next[rank]++] = record; });
  return { total, order };
}

/** Clears what is not in the division, or not of the status, that was asked for. */
async function keepOnly(index, found, only, signal) {
  if (only.division) {
    for (const street of index.streets) {
      if (index.divisions[street.division].code === only.division) continue;
      found.fill(0, street.first, street.first + street.count);
    }
  }
  if (only.status) {
    const keep = await ofStatus(index, only.status, signal);
    found.forEach((_, record) => { if (!keep[record]) found[record] = 0; });
  }
}

/** 1 for every record of the status. */
export async function ofStatus(index, status, signal) {
  const keep = new Uint8Array(index.manifest.records);
  for (const list of await index.lists(status, `u${status}`, false, signal)) {
    eachRun(list, (_, first, length) => keep.fill(1, first, first + length));
  }
  return keep;
}

/** The rank of one word in every record. @returns {Promise<Uint8Array>} */
async function rankWord(index, word, signal) {
  const ranks = new Uint8Array(index.manifest.records);
  const put = (record, rank) => { if (ranks[record] < rank) ranks[record] = rank; };
  const letters = word.replaceAll("'", '');
  const jobs = [
    text(index, 'n', word, (p, ended) => (p ? RANK.name : ended ? RANK.whole : RANK.nameBegins), put, signal),
    text(index, 'a', word, () => RANK.address, put, signal),
    ...asNumber(word).map((number) => text(index, 'd', number, byNumber, put, signal)),
    ...byTrade(index, word, put, signal),
  ];
  if (/^[a-z0-9]+$/.test(letters)) jobs.push(text(index, 'i', letters, bySound, put, signal));
  if (/^[a-z]{2,}$/.test(letters)) jobs.push(...bySyllable(index, letters, put, signal));
  byPlace(index, word, ranks);
  await Promise.all(jobs);
  return ranks;
}

const byNumber = (position, ended) => (!position && ended ? RANK.whole : RANK.number);
const bySound = (position) => (position ? RANK.sound : RANK.soundBegins);

/** Streets and divisions: runs of records, known from the manifest. */
function byPlace(index, word, ranks) {
  for (const street of index.streets) {
    const inStreet = street.text.includes(word);
    if (!inStreet && !index.divisions[street.division].text.includes(word)) continue;
    ranks.fill(inStreet ? RANK.street : RANK.other, street.first, street.first + street.count);
  }
}

function byTrade(index, word, put, signal) {
  return index.trades.filter((trade) => trade.text.includes(word)).map(async ({ code }) => {
    const lists = await index.lists(code, `t${code}`, false, signal);
    phrase([{ offset: 0, lists }], () => RANK.other, put);
  });
}

/** Whether the field can hold the word at all; a disclosure number is ASCII only. */
function possible(index, field, word) {
  const signs = index.manifest.signs[field];
  return signs === undefined || [...word].every((sign) => (sign > '~' ? field !== 'd' : signs.includes(sign)));
}

async function text(index, field, word, rankAt, put, signal) {
  if (!possible(index, field, word)) return;
  const wanted = tiles([...word], SIZE[field]).map(async ({ offset, gram }) => {
    const letters = gram.join('');
    return { offset, lists: await index.lists(letters, field + letters, false, signal) };
  });
  phrase(await Promise.all(wanted), rankAt, put);
}

/** One job for each reading of the letters. */
function bySyllable(index, letters, put, signal) {
  return readings(letters, index.syllables).map(async (pieces) => {
    if (pieces.length === 1) return oneSyllable(index, pieces[0], put, signal);
    const wanted = tiles(pieces, 2).map(async ({ offset, gram: [first, second] }) => {
      const begins = offset + 2 === pieces.length;
      const lists = await index.lists(`${first} ${second[0]}`, `s${first} ${second}`, begins, signal);
      return { offset, lists };
    });
    return phrase(await Promise.all(wanted), bySound, put);
  });
}

async function oneSyllable(index, begun, put, signal) {
  const whole = [...index.syllables].filter((syllable) => syllable.startsWith(begun));
  const lists = await Promise.all(whole.map((syllable) => index.lists(syllable, `s${syllable}`, false, signal)));
  phrase([{ offset: 0, lists: lists.flat() }], bySound, put);
}

/**
 * Puts a rank on each record in which the tiles lie end to end.
 * @param {{offset: number, lists: Uint8Array[]}[]} tilesFound
 * @param {(position: number, ended: boolean) => number} rankAt @param {(record: number, rank: number) => void} put
 */
function phrase(tilesFound, rankAt, put) {
  if (tilesFound.some(({ lists }) => !lists.length)) return;
  if (tilesFound.length === 1) return everyRun(tilesFound[0].lists, rankAt, put);
  const last = Math.max(...tilesFound.map(({ offset }) => offset));
  const size = ({ lists }) => lists.reduce((sum, list) => sum + list.length, 0);
  let hits = null;
  for (const tile of [...tilesFound].sort((a, b) => size(a) - size(b))) hits = joined(hits, tile, tile.offset === last);
  for (const [spot, ended] of hits) put(Math.floor(spot / PLACES), rankAt(spot % PLACES, ended));
}

function everyRun(lists, rankAt, put) {
  for (const list of lists) {
    eachRun(list, (place, first, length) => {
      const rank = rankAt(place >> 1, place % 2 === 1);
      for (let record = first; record < first + length; record++) put(record, rank);
    });
  }
}

/** The spots (record and position of the whole text) that this tile shares with the ones before it. */
function joined(hits, { offset, lists }, isLast) {
  const spots = new Map();
  for (const list of lists) {
    eachRun(list, (place, first, length) => {
      const position = (place >> 1) - offset;
      if (position < 0) return;
      for (let record = first; record < first + length; record++) {
        const spot = record * PLACES + position;
        if (!hits || hits.has(spot)) spots.set(spot, (hits?.get(spot) ?? false) || (isLast && place % 2 === 1));
      }
    });
  }
  return spots;
}
