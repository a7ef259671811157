// Takes addresses below search/documents/, gives manifest, lists and texts; of what was typed only a shard's number is sent.

import { Kept, manifestOf, placeOf } from './kept.js';

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

export class DocumentIndex extends Kept {
  /** @param {URL} folder search/documents/ @param {Manifest} manifest @param {import('./kept.js').Get} get */
  constructor(folder, manifest, get) {
    super(folder, get, manifest.simplified);
    this.manifest = manifest;
    this.heavy = new Set(manifest.heavy.split(' '));
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

  /** @param {URL} folder @param {import('./kept.js').Get} [get] @returns {Promise<DocumentIndex>} */
  static async open(folder, get = (...request) => fetch(...request)) {
    return new DocumentIndex(folder, await manifestOf(folder, get, FORMAT), get);
  }

  /** The lists of a gram, one a segment. */
  /** @param {string[]} gram @param {AbortSignal} [signal] @returns {Promise<(List|undefined)[]>} */
  async lists(gram, signal) {
    const { generation, shards } = this.manifest;
    let size = 2;
    while (size < gram.length && this.heavy.has(gram.slice(0, size).join(''))) size++;
    const name = placeOf(gram.slice(0, size).join(''), shards);  // of its first characters, more where many lists begin with them
    const bytes = await this.load(`${generation}/${name}.bin`, (response) => response.arrayBuffer(), { signal });
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
      async (response) => (await response.text()).trimEnd().split('\n'), { signal });
    return { path, title, lines };
  }

  /** Whether a place is in a title. @param {number} place */
  isTitle(place) {
    const number = this.documents[Math.floor(place / BLOCK)];
    return place - this.begins[number] * BLOCK < this.manifest.titles[number];
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
