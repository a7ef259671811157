// Takes addresses below search/documents/, gives manifest, lists and texts; of what was typed only a shard's number is sent.

import { fold, pairs } from './fold.js';

const FORMAT = 2;
const ID = 8;
export const BLOCK = 1024;
const UTF8 = new TextDecoder();

/**
 * @typedef {object} Manifest
 * @property {number} format @property {string} generation @property {number} documents @property {number[]} segments
 * @property {number[]} blocks @property {number[]} titles
 * @property {number} shards @property {number} longest @property {[string, string][]} columns @property {string} column
 * @property {string} ids @property {number[]} days @property {string} heavy @property {string} simplified
 */

/** @typedef {{bytes: Uint8Array, at: number}} Cursor where in a shard is read */
/** @typedef {{places: number[]}} Rare every place of a gram, in order */
/** @typedef {{times: Map<number, number>, titles: Set<number>}} Common how often in which blocks; those with it in a title */
/** @typedef {Rare|Common} List */

export class DocumentIndex {
  /** @param {URL} folder search/documents/ @param {Manifest} manifest @param {import('./files.js').Get} get */
  constructor(folder, manifest, get) {
    this.folder = folder;
    this.manifest = manifest;
    this.get = get;
    this.simplified = pairs(manifest.simplified);
    this.heavy = new Set(manifest.heavy.split(' '));
    /** @type {Map<string, {signal: AbortSignal|undefined, value: Promise<any>}>} */
    this.kept = new Map();
    const { blocks, segments } = manifest;
    /** the document of each block */
    this.documents = blocks.flatMap((count, number) => Array(count).fill(number));
    let next = 0;
    /** the first block of each document */
    this.begins = [...blocks.map((count) => (next += count) - count), next];
    let document = 0;
    /** the first block of each segment */
    this.firsts = segments.map((count) => this.begins[(document += count) - count]);
  }

  /** @param {URL} folder @param {import('./files.js').Get} [get] @returns {Promise<DocumentIndex>} */
  static async open(folder, get = (...request) => fetch(...request)) {
    const index = new DocumentIndex(folder, /** @type {any} */ ({ segments: [], blocks: [], titles: [], simplified: '', heavy: '' }), get);
    const manifest = await index.fetched('index.json', (response) => response.json(), { cache: 'no-cache' });
    if (manifest.format !== FORMAT) throw new Error(`format ${manifest.format}`);
    return new DocumentIndex(folder, manifest, get);
  }

  /** The lists of a gram, one a segment. */
  /** @param {string[]} gram @param {AbortSignal} [signal] @returns {Promise<(List|undefined)[]>} */
  async lists(gram, signal) {
    const { generation, shards } = this.manifest;
    let size = 2;
    while (size < gram.length && this.heavy.has(gram.slice(0, size).join(''))) size++;
    let hash = 0x811c9dc5;  // FNV-1a of the gram's home: its first characters, more where many lists begin with them
    for (const byte of new TextEncoder().encode(gram.slice(0, size).join(''))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    const name = (hash % shards).toString(16).padStart((shards - 1).toString(16).length, '0');
    const bytes = await this.load(`${generation}/${name}.bin`, (response) => response.arrayBuffer(), signal);
    const cursor = { bytes: new Uint8Array(bytes), at: 0 };
    return this.firsts.map((first) => {
      const end = number(cursor) + cursor.at;
      const list = find(cursor, end, gram.join(''), first);
      cursor.at = end;
      return list;
    });
  }

  /** @param {number} number @param {AbortSignal} [signal] @returns {Promise<{path: string, title: string, lines: string[]}>} */
  async text(number, signal) {
    const name = this.manifest.ids.slice(number * ID, number * ID + ID);
    const [path, title, ...lines] = await this.load(`text/${name}.txt`,
      async (response) => (await response.text()).trimEnd().split('\n'), signal);
    return { path, title, lines };
  }

  /** Whether a place is in a title. @param {number} place */
  isTitle(place) {
    const number = this.documents[Math.floor(place / BLOCK)];
    return place - this.begins[number] * BLOCK < this.manifest.titles[number];
  }

  /** @param {string} text */
  fold(text) {
    return fold(text, this.simplified);
  }

  /**
   * One file, read once; a fetch that was broken off is begun anew.
   * @template T @param {string} path @param {(response: Response) => Promise<T>} read @param {AbortSignal} [signal]
   * @returns {Promise<T>}
   */
  load(path, read, signal) {
    const kept = this.kept.get(path);
    if (kept && !kept.signal?.aborted) return kept.value;
    const entry = { signal, value: this.fetched(path, read, { signal }) };
    this.kept.set(path, entry);
    entry.value.then(() => { entry.signal = undefined; }, () => { if (this.kept.get(path) === entry) this.kept.delete(path); });
    return entry.value;
  }

  /** @template T @param {string} path @param {(response: Response) => Promise<T>} read @param {RequestInit} options */
  async fetched(path, read, options) {
    const response = await this.get(new URL(path, this.folder), options);
    if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}`), { isGone: response.status === 404 });
    return read(response);
  }
}

/** A varint. @param {Cursor} cursor */
function number(cursor) {
  for (let value = 0, scale = 1; ; scale *= 128) {
    const byte = cursor.bytes[cursor.at++];
    value += (byte & 127) * scale;
    if (!(byte > 127)) return value;
  }
}

/**
 * The list of one key in a segment's part of a shard; each key begins like the one before.
 * @param {Cursor} cursor @param {number} end @param {string} wanted @param {number} first the segment's first block
 * @returns {List|undefined}
 */
function find(cursor, end, wanted, first) {
  for (let key = /** @type {string[]} */ ([]); cursor.at < end;) {
    const head = number(cursor);
    key = key.slice(0, head >> 3);
    for (let more = head & 7; more >= 0; more--) {
      const lead = cursor.bytes[cursor.at];
      const from = cursor.at;
      cursor.at += lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
      key.push(UTF8.decode(cursor.bytes.subarray(from, cursor.at)));
    }
    const size = number(cursor);
    if (key.join('') === wanted) return list(cursor, size, first);
    for (let left = size >> 1; left; left--) if (number(cursor) & size & 1) number(cursor);
  }
  return undefined;
}

/** @param {Cursor} cursor @param {number} size @param {number} first @returns {List} */
function list(cursor, size, first) {
  if (!(size & 1)) {
    let place = first * BLOCK;
    return { places: Array.from({ length: size >> 1 }, () => (place += number(cursor))) };
  }
  /** @type {Common} */
  const found = { times: new Map(), titles: new Set() };
  for (let left = size >> 1, at = first; left; left--) {
    const step = number(cursor);
    at += step >> 2;
    found.times.set(at, step & 1 ? number(cursor) + 2 : 1);
    if (step & 2) found.titles.add(at);
  }
  return found;
}
