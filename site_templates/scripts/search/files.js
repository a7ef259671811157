// Takes addresses below search/households/, gives the manifest, lines and records. The only place that fetches the index:
// same site, plain GET, nothing of what was typed but the number of a file.

import { number, unfolded } from './digits.js';
import { fold, pairs } from './fold.js';

export const FORMAT = 2;

/** The index on the server is not the one this page began with. */
export class Outdated extends Error {}

/** FNV-1a, 32 bits, of the UTF-8 bytes. @param {string} text */
export function fnv1a(text) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/**
 * @typedef {object} Manifest
 * @property {number} format @property {string} folder @property {number} records @property {number} block
 * @property {number} buckets @property {[number, number]} digits @property {number} unit @property {string} pages
 * @property {string} numbers @property {string} number_signs @property {string} simplified
 * @property {[string, string][]} divisions @property {[string, string, number, number, number][]} streets
 * @property {[string, string][]} trades @property {string[]} statuses @property {[string, string][]} states
 * @property {number[]} ranges
 */

/** @typedef {{street: number, trade: number, status: number, range: number, fen: number|null}} About what a posting says */
/** @typedef {About & {number: string, name: string, address: string, state: number, bucket: string}} Household */
/** @typedef {(address: URL, options?: RequestInit) => Promise<Response>} Get */

export class SearchIndex {
  /** @param {URL} folder search/households/ @param {Manifest} manifest @param {Get} get */
  constructor(folder, manifest, get) {
    this.manifest = manifest;
    this.simplified = pairs(manifest.simplified);
    this.pages = unfolded(manifest.pages);
    this.numbers = unfolded(manifest.numbers);
    this.starts = manifest.streets.map((street) => street[3]);
    this.folder = new URL(`${manifest.folder}/`, folder);
    this.get = get;
    /** @type {Map<string, {signal: AbortSignal|undefined, value: Promise<string[]>}>} */
    this.kept = new Map();
  }

  /** @param {URL} folder @param {Get} [get] @returns {Promise<SearchIndex>} */
  static async open(folder, get = (address, options) => fetch(address, options)) {
    const response = await get(new URL('index.json', folder), { cache: 'no-cache' });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const manifest = await response.json();
    if (manifest.format !== FORMAT) throw new Outdated(`format ${manifest.format}`);
    return new SearchIndex(folder, manifest, get);
  }

  /** @param {string} text */
  fold(text) {
    return fold(text, this.simplified);
  }

  /** The record of a posting. @param {string} posting @param {number} [from] */
  recordOf(posting, from = 0) {
    return number(posting, from, from + this.manifest.digits[0]);
  }

  /** What a posting says of its record. @param {string} posting @returns {About} */
  about(posting) {
    const { digits, trades, statuses, unit } = this.manifest;
    const all = number(posting, digits[0]);
    const rest = Math.floor(all / trades.length);
    const quota = Math.floor(rest / statuses.length);
    const fen = quota ? (quota - 1) * unit : null;
    return { street: this.streetOf(this.recordOf(posting)), trade: all % trades.length, status: rest % statuses.length,
      range: this.rangeOf(fen), fen };
  }

  /** @param {number|null} fen 0 without a quota */
  rangeOf(fen) {
    return fen === null ? 0 : 1 + this.manifest.ranges.filter((bound) => fen >= bound).length;
  }

  /** The street of a record: the last that begins at it or before. @param {number} record */
  streetOf(record) {
    let from = 0;
    let to = this.starts.length;
    while (to - from > 1) {
      const middle = (from + to) >> 1;
      if (this.starts[middle] <= record) from = middle;
      else to = middle;
    }
    return from;
  }

  /** A household as it is shown. @param {string} posting @param {string} card @returns {Household} */
  household(posting, card) {
    const [no, name, address, state] = card.split('\x1f');
    const { buckets } = this.manifest;
    const bucket = (fnv1a(no) % buckets).toString(16).padStart((buckets - 1).toString(16).length, '0');
    return { ...this.about(posting), number: no, name, address, state: Number(state), bucket };
  }

  /** The posting and the card of a record, from its block. @param {number} record @param {AbortSignal} [signal] */
  async card(record, signal) {
    const lines = await this.lines('cards', Math.floor(record / this.manifest.block), signal);
    const line = lines.find((one) => this.recordOf(one) === record);
    if (!line) throw new Outdated(`record ${record}`);
    return line.split('\t');
  }

  /** The lines of a file, read once; a fetch that was broken off is begun anew. */
  /** @param {string} kind @param {number} at @param {AbortSignal} [signal] @returns {Promise<string[]>} */
  lines(kind, at, signal) {
    const path = `${kind}/${at}.txt`;
    const kept = this.kept.get(path);
    if (kept && !kept.signal?.aborted) return kept.value;
    const entry = { signal, value: this.fetched(path, signal) };
    this.kept.set(path, entry);
    entry.value.then(() => { entry.signal = undefined; },
      () => { if (this.kept.get(path) === entry) this.kept.delete(path); });
    return entry.value;
  }

  /** @param {string} path @param {AbortSignal} [signal] */
  async fetched(path, signal) {
    const response = await this.get(new URL(path, this.folder), { signal });
    if (response.status === 404) throw new Outdated(path);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return (await response.text()).split('\n');
  }
}
