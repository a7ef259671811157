// Takes addresses below search/documents/, gives manifest, lists and texts. Fetches by plain GET, and sends nothing of what
// was typed but the number of a shard.

import { Cursor } from './varint.js';
import { pairs } from './fold.js';
import { Outdated, shardOf } from './shards.js';

const FORMAT = 1;
const ID = 8;

/**
 * The list of a gram in one segment: how often it stands in each document, and which have it in their title.
 * @typedef {{times: Map<number, number>, titles: Set<number>}} List
 */

export class DocumentIndex {
  constructor(folder, manifest, get) {
    this.folder = folder;
    this.manifest = manifest;
    this.get = get;
    this.simplified = pairs(manifest.simplified);
    this.heavy = new Set(manifest.heavy.split(' '));
    this.kept = new Map();
    let first = 0;
    this.firsts = manifest.segments.map((count) => (first += count) - count);
  }

  /** @param {URL} folder search/documents/ @param {typeof fetch} [get] @param {AbortSignal} [signal] */
  static async open(folder, get = (...request) => fetch(...request), signal = undefined) {
    const response = await get(new URL('index.json', folder), { cache: 'no-cache', signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const manifest = await response.json();
    if (manifest.format !== FORMAT) throw new Outdated(`format ${manifest.format}`);
    return new DocumentIndex(folder, manifest, get);
  }

  /** Where a gram is at home: the first two characters, more where many lists begin with them. @param {string[]} gram */
  home(gram) {
    let size = 2;
    while (size < gram.length && this.heavy.has(gram.slice(0, size).join(''))) size++;
    return gram.slice(0, size).join('');
  }

  /** The lists of a gram, one a segment; undefined where a segment has none. @param {string[]} gram
   * @param {AbortSignal} [signal] @returns {Promise<(List|undefined)[]>} */
  async lists(gram, signal) {
    const path = `${this.manifest.generation}/${shardOf(this.home(gram), this.manifest.shards)}.bin`;
    const shard = await this.load(path, async (response) => new Uint8Array(await response.arrayBuffer()), signal);
    const cursor = new Cursor(shard);
    const key = gram.join('');
    return this.firsts.map((first) => find(new Cursor(cursor.take(cursor.number())), key, first));
  }

  /** What a document says: its address, its title, its lines. @param {number} number @param {AbortSignal} [signal] */
  async text(number, signal) {
    const name = this.manifest.ids.slice(number * ID, number * ID + ID);
    const whole = await this.load(`text/${name}.txt`, (response) => response.text(), signal);
    const [path, title, ...lines] = whole.trimEnd().split('\n');
    return { path, title, lines };
  }

  /** One file, read once; a fetch that was broken off is begun anew. */
  load(path, read, signal) {
    const kept = this.kept.get(path);
    if (kept && !kept.signal?.aborted) return kept.value;
    const entry = { signal, value: this.fetched(path, read, signal) };
    this.kept.set(path, entry);
    entry.value.then(() => { entry.signal = undefined; },
      () => { if (this.kept.get(path) === entry) this.kept.delete(path); });
    return entry.value;
  }

  async fetched(path, read, signal) {
    const response = await this.get(new URL(path, this.folder), { signal });
    if (response.status === 404) throw new Outdated(path);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return read(response);
  }
}

/** The list of one key in one segment's part of a shard; keys are sorted, each begins like the one before.
 * @returns {List|undefined} */
function find(cursor, wanted, first) {
  let key = [];
  while (!cursor.done) {
    const head = cursor.take(1)[0];
    key = key.slice(0, head >> 3);
    for (let more = head & 7; more >= 0; more--) key.push(sign(cursor));
    const list = read(cursor, first, key.join('') === wanted);
    if (list) return list;
  }
  return undefined;
}

/** One character of UTF-8. */
function sign(cursor) {
  const byte = cursor.bytes[cursor.at];
  return cursor.text(byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4);
}

/** Reads over one list, and gives it if it is wanted. */
function read(cursor, first, wanted) {
  const times = new Map();
  const titles = new Set();
  const size = cursor.number();
  let at = first;
  for (let left = size >> 1; left > 0; left--) {
    const step = cursor.number();
    at += step >> 1;
    const found = step & 1 ? cursor.number() + 2 : 1;
    if (wanted) times.set(at, found);
  }
  at = first;
  for (let left = size & 1 ? cursor.number() : 0; left > 0; left--) titles.add(at += cursor.number());
  return wanted ? { times, titles } : undefined;
}
