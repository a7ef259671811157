// Takes addresses below a folder of the index, gives what lies there, each file fetched once. The only place that fetches an
// index: same site, plain GET, nothing of what was typed but the number of a file.

import { fold, pairs } from './fold.js';

/** @typedef {(address: URL, options?: RequestInit) => Promise<Response>} Get */
/** @typedef {{signal?: AbortSignal|null, value: Promise<any>}} Entry */

/** The index on the server is not the one this page began with. */
export class Outdated extends Error {}

/** FNV-1a, 32 bits, of the UTF-8 bytes. @param {string} text */
export function fnv1a(text) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** Which of so many files or pages a text is in, as they are named. @param {string} text @param {number} count */
export const placeOf = (text, count) => (fnv1a(text) % count).toString(16).padStart((count - 1).toString(16).length, '0');

export class Kept {
  /** @param {URL} folder @param {Get} get @param {string} simplified pairs of characters */
  constructor(folder, get, simplified) {
    this.folder = folder;
    this.get = get;
    this.simplified = pairs(simplified);
    /** @type {Map<string, Entry>} */
    this.kept = new Map();
  }

  /** @param {string} text */
  fold(text) {
    return fold(text, this.simplified);
  }

  /**
   * One file, read once; a fetch that was broken off is begun anew.
   * @template T @param {string} path @param {(response: Response) => Promise<T>} read @param {RequestInit} options
   * @returns {Promise<T>}
   */
  load(path, read, options) {
    const kept = this.kept.get(path);
    if (kept && !kept.signal?.aborted) return kept.value;
    return this.keep(path, { signal: options.signal, value: fetched(this.folder, path, this.get, read, options) });
  }

  /** @param {string} path @param {Entry} entry */
  keep(path, entry) {
    this.kept.set(path, entry);
    entry.value.then(() => { entry.signal = undefined; }, () => { if (this.kept.get(path) === entry) this.kept.delete(path); });
    return entry.value;
  }
}

/**
 * @template T @param {URL} folder @param {string} path @param {Get} get @param {(response: Response) => Promise<T>} read
 * @param {RequestInit} options @returns {Promise<T>}
 */
export async function fetched(folder, path, get, read, options) {
  const response = await get(new URL(path, folder), options);
  if (response.status === 404) throw new Outdated(path);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return read(response);
}

/** The manifest of a folder, asked for anew. @param {URL} folder @param {Get} get @param {number} format @returns {Promise<any>} */
export async function manifestOf(folder, get, format) {
  const manifest = await fetched(folder, 'index.json', get, (response) => response.json(), { cache: 'no-cache' });
  if (manifest.format !== format) throw new Outdated(`format ${manifest.format}`);
  return manifest;
}
