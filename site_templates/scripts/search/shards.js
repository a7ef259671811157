// Takes addresses below search/households/, gives manifest, inverted lists and records. The only place that fetches the
// index: same site, plain GET, nothing of what was typed but the number of a shard.

import { Cursor } from './varint.js';
import { fold, pairs } from './fold.js';

export const FORMAT = 1;

/** The index on the server is not the one this page began with. */
export class Outdated extends Error {}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a, 32 bits, of the UTF-8 bytes. @param {string} text */
export function fnv1a(text) {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, FNV_PRIME) >>> 0;
  return hash;
}

/** The shard of a gram as its file is named. @param {string} home @param {number} count */
export function shardOf(home, count) {
  return (fnv1a(home) % count).toString(16).padStart((count - 1).toString(16).length, '0');
}

/** The lists of one shard by key: bytes, or the number of the file that holds them. @param {Uint8Array} bytes */
export function entries(bytes) {
  const cursor = new Cursor(bytes);
  const lists = new Map();
  while (!cursor.done) {
    const key = cursor.text(cursor.number());
    const size = cursor.number();
    lists.set(key, size % 2 ? (size - 1) / 2 : cursor.take(size / 2));
  }
  return lists;
}

/** @param {Response} response */
const bytesOf = async (response) => new Uint8Array(await response.arrayBuffer());

export class SearchIndex {
  /** @param {URL} folder search/households/ @param {object} manifest @param {typeof fetch} get */
  constructor(folder, manifest, get) {
    this.manifest = manifest;
    this.syllables = new Set(manifest.syllables.split(' ').filter(Boolean));
    this.simplified = pairs(manifest.simplified);
    const text = (name) => fold(name, this.simplified);
    this.streets = manifest.streets.map(([code, name, division, first, count]) =>
      ({ code, name, division, first, count, text: text(name) }));
    this.divisions = manifest.divisions.map(([code, name]) => ({ code, name, text: text(name) }));
    this.trades = manifest.trades.map(([code, name]) => ({ code, name, text: text(name) }));
    this.folder = new URL(`${manifest.generation}/`, folder);
    this.get = get;
    /** @type {Map<string, {signal: AbortSignal|undefined, value: Promise<any>}>} */
    this.kept = new Map();
  }

  /** @param {URL} folder @param {typeof fetch} [get] @returns {Promise<SearchIndex>} */
  static async open(folder, get = (...request) => fetch(...request)) {
    const response = await get(new URL('index.json', folder), { cache: 'no-cache' });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const manifest = await response.json();
    if (manifest.format !== FORMAT) throw new Outdated(`format ${manifest.format}`);
    return new SearchIndex(folder, manifest, get);
  }

  /**
   * The lists of a shard whose key is `key`, or begins with it.
   * @param {string} home @param {string} key @param {boolean} begins @param {AbortSignal} [signal]
   * @returns {Promise<Uint8Array[]>}
   */
  async lists(home, key, begins, signal) {
    const path = `grams/${shardOf(home, this.manifest.shards)}.bin`;
    const shard = await this.load(path, async (response) => entries(await bytesOf(response)), signal);
    const keys = [...shard.keys()].filter((one) => (begins ? one.startsWith(key) : one === key));
    return Promise.all(keys.map((one) => this.bytes(shard.get(one), signal)));
  }

  async bytes(list, signal) {
    if (typeof list !== 'number') return list;
    return this.load(`long/${list}.bin`, bytesOf, signal);
  }

  /** The records with these numbers, by field name. @param {Iterable<number>} numbers @param {AbortSignal} [signal] */
  async records(numbers, signal) {
    const { block, fields } = this.manifest;
    return Promise.all([...numbers].map(async (number) => {
      const rows = await this.load(`records/${Math.floor(number / block)}.json`, (response) => response.json(), signal);
      const row = rows[number % block];
      if (!row) throw new Outdated('no such record');
      return Object.fromEntries(fields.map((field, i) => [field, row[i]]));
    }));
  }

  /** One file, read once. A fetch that was broken off is begun anew. */
  load(path, read, signal) {
    const kept = this.kept.get(path);
    if (kept && !kept.signal?.aborted) return kept.value;
    const value = this.fetched(path, read, signal);
    const entry = { signal, value };
    this.kept.set(path, entry);
    value.then(() => { entry.signal = undefined; },
      () => { if (this.kept.get(path) === entry) this.kept.delete(path); });
    return value;
  }

  async fetched(path, read, signal) {
    const response = await this.get(new URL(path, this.folder), { signal });
    if (response.status === 404) throw new Outdated(path);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return read(response);
  }
}
