// Takes addresses below search/households/, gives the manifest, lines and records. The only place that fetches the index:
// same site, plain GET, nothing of what was typed but the number of a file.

import { number, place, unfolded } from './digits.js';
import { fold, isRare, pairs } from './fold.js';

export const FORMAT = 5;
const FIRST_FILES = 128;
const STREET_STEP = 64;

/** The first character, which may be two units. @param {string} word */
const firstOf = (word) => String.fromCodePoint(/** @type {number} */ (word.codePointAt(0)));

/** The file that says what is known of a character. @param {string} sign */
const leading = (sign) => `first/${/** @type {number} */ (sign.codePointAt(0)) % FIRST_FILES}`;

/** Whether letters and Chinese characters are mixed in a folded word. @param {string} word */
export const isMixed = (word) => /[a-z]/.test(word) && /[\u0080-\uffff]/.test(word);

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
 * @property {number} format @property {string} release @property {number} records @property {number} big @property {number} block
 * @property {number} blocks @property {string[]} cards @property {number} buckets @property {[number, number]} digits
 * @property {number} unit @property {string} numbers_at @property {string} number_signs
 * @property {string} simplified
 * @property {[string, string][]} divisions
 * @property {{divisions: number[], rooms: number[]}} streets
 * @property {[string, string][]} trades @property {string[]} statuses @property {[string, string][]} states
 * @property {number[]} ranges
 */

/** @typedef {{street: number, trade: number, status: number, range: number, fen: number|null}} About what a posting says */
/** @typedef {About & {number: string, name: string, streetName: string, address: string, state: number, bucket: string}} Household */
/** @typedef {(address: URL, options?: RequestInit) => Promise<Response>} Get */

export class SearchIndex {
  /** @param {URL} folder search/households/ @param {Manifest} manifest @param {Get} get */
  constructor(folder, manifest, get) {
    this.manifest = manifest;
    this.simplified = pairs(manifest.simplified);
    /** Code and name of each street, where they were wanted. @type {[string, string][]} */
    this.streets = [];
    let end = 0;
    this.starts = manifest.streets.rooms.map((room) => (end += room * STREET_STEP) - room * STREET_STEP);
    this.folder = folder;
    this.get = get;
    /** @type {Map<string, {signal: AbortSignal|undefined, value: Promise<string[]>}>} */
    this.kept = new Map();
  }

  /**
   * The index, and already on their way the files that lead to what is wanted first.
   * @param {URL} folder @param {Get} [get] @param {string[]} [wanted] words @returns {Promise<SearchIndex>}
   */
  static async open(folder, get = (address, options) => fetch(address, options), wanted = []) {
    const signs = wanted.flatMap((word) => (isMixed(word) ? [...word] : [firstOf(word)]));
    const paths = new Set(signs.map((sign) => `${leading(sign)}.txt`));
    if (wanted.some((word) => /^[!-~]{4,}$/.test(word))) paths.add('numbers.txt');
    const ahead = [...paths].map((path) => /** @type {const} */ ([path, fetched(folder, path, get)]));
    ahead.forEach(([, lines]) => lines.catch(() => {}));    // told when it is asked for
    const response = await get(new URL('index.json', folder), { cache: 'no-cache' });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const manifest = await response.json();
    if (manifest.format !== FORMAT) throw new Outdated(`format ${manifest.format}`);
    const index = new SearchIndex(folder, manifest, get);
    ahead.forEach(([path, value]) => index.keep(path, { signal: undefined, value }));
    return index;
  }

  /**
   * Fetches the traditional characters where the text has one that may be one of them.
   * @param {string} text @param {AbortSignal} [signal]
   */
  async learn(text, signal) {
    if (!isRare(text)) return;
    const [all] = await this.lines('', 'simplified', signal);
    pairs(all).forEach((simple, sign) => this.simplified.set(sign, simple));
  }

  /** Fetches codes and names of the streets. @param {AbortSignal} [signal] */
  async learnStreets(signal) {
    if (this.streets.length) return;
    const { divisions, streets } = this.manifest;
    this.streets = (await this.current('streets', signal)).map((line, at) => {
      const [code, name] = line.split('\t');
      return [code.startsWith('=') ? code.slice(1) : divisions[streets.divisions[at]][0] + code, name];
    });
  }

  /** The position of the division of a street. @param {number} street */
  divisionOf(street) {
    return this.manifest.streets.divisions[street];
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
    const [no, name, streetName, address, state] = card.split('\x1f');
    const { buckets } = this.manifest;
    const bucket = (fnv1a(no) % buckets).toString(16).padStart((buckets - 1).toString(16).length, '0');
    return { ...this.about(posting), number: no, name, streetName, address, state: Number(state), bucket };
  }

  /** The posting and the card of a record, from its block. @param {number} record @param {AbortSignal} [signal] */
  async card(record, signal) {
    const { block, blocks, cards } = this.manifest;
    const at = Math.floor(record / block);
    const lines = await this.lines(`${cards[Math.floor(at / blocks)]}/cards`, at, signal);
    const line = lines.find((one) => this.recordOf(one) === record);
    if (!line) throw new Outdated(`record ${record}`);
    return line.split('\t');
  }

  /**
   * What is known of a character: its readings, the letters before it, those behind it, the characters
   * behind it with which it is in many records, then where keys are that begin with it.
   * @param {string} sign @param {AbortSignal} [signal] @returns {Promise<string[]|undefined>}
   */
  async sign(sign, signal) {
    const lines = await this.current(leading(sign), signal);
    return lines.find((line) => line.startsWith(`${sign}\t`))?.split('\t').slice(1);
  }

  /**
   * The address of the part, the page where a word is looked up and the last that its first character has, if there is one.
   * @param {string} word @param {AbortSignal} [signal] @returns {Promise<{address: string, page: number, last: number}|undefined>}
   */
  async place(word, signal) {
    const sign = firstOf(word);
    const [, , , , address, first, ...fences] = await this.sign(sign, signal) ?? [];
    const page = Number(first);
    return address ? { address, page: page + place(fences, word.slice(sign.length), true), last: page + fences.length } : undefined;
  }

  /** Whether a word may be in more records than `big`. @param {string} word @param {AbortSignal} [signal] */
  async isCommon(word, signal) {
    const [sign, second] = [...word];
    return !second || ((await this.sign(sign, signal))?.[3].includes(second) ?? false);
  }

  /** For each file of numbers what its first begins with. @param {AbortSignal} [signal] */
  async numbers(signal) {
    return unfolded(await this.current('numbers', signal));
  }

  /** The lines of a file that can change at its address, when it is of this release. */
  /** @param {string} name @param {AbortSignal} [signal] @returns {Promise<string[]>} */
  async current(name, signal) {
    const [release, ...lines] = await this.lines('', name, signal);
    if (release !== this.manifest.release) throw new Outdated(release);
    return lines;
  }

  /** The lines of a file, read once; a fetch that was broken off is begun anew. */
  /** @param {string} kind @param {number|string} at @param {AbortSignal} [signal] @returns {Promise<string[]>} */
  lines(kind, at, signal) {
    const path = kind ? `${kind}/${at}.txt` : `${at}.txt`;
    const kept = this.kept.get(path);
    if (kept && !kept.signal?.aborted) return kept.value;
    return this.keep(path, { signal, value: fetched(this.folder, path, this.get, signal) });
  }

  /** @param {string} path @param {{signal: AbortSignal|undefined, value: Promise<string[]>}} entry */
  keep(path, entry) {
    this.kept.set(path, entry);
    entry.value.then(() => { entry.signal = undefined; },
      () => { if (this.kept.get(path) === entry) this.kept.delete(path); });
    return entry.value;
  }
}

/**
 * The lines of a file. Only what leads to others can change at its address, and is asked for anew.
 * @param {URL} folder @param {string} path @param {Get} get @param {AbortSignal} [signal] @returns {Promise<string[]>}
 */
async function fetched(folder, path, get, signal) {
  const response = await get(new URL(path, folder), /^(first|simplified|streets|numbers)/.test(path) ? { signal, cache: 'no-cache' } : { signal });
  if (response.status === 404) throw new Outdated(path);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.text()).split('\n');
}
