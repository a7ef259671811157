// Takes addresses below search/households/, gives the manifest, lines and records.

import { number, place, unfolded } from './digits.js';
import { isRare, pairs } from './fold.js';
import { fetched, Kept, manifestOf, Outdated, placeOf } from './kept.js';

export const FORMAT = 5;
const FIRST_FILES = 128;
const STREET_STEP = 64;

/** The first character, which may be two units. @param {string} word */
const firstOf = (word) => String.fromCodePoint(/** @type {number} */ (word.codePointAt(0)));

/** The file that says what is known of a character. @param {string} sign */
const leading = (sign) => `first/${/** @type {number} */ (sign.codePointAt(0)) % FIRST_FILES}`;

/** Whether letters and Chinese characters are mixed in a folded word. @param {string} word */
export const isMixed = (word) => /[a-z]/.test(word) && /[\u0080-\uffff]/.test(word);

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
/** @typedef {import('./kept.js').Get} Get */

export class SearchIndex extends Kept {
  /** @param {URL} folder search/households/ @param {Manifest} manifest @param {Get} get */
  constructor(folder, manifest, get) {
    super(folder, get, manifest.simplified);
    this.manifest = manifest;
    /** Code and name of each street, where they were wanted. @type {[string, string][]} */
    this.streets = [];
    let end = 0;
    this.starts = manifest.streets.rooms.map((room) => (end += room * STREET_STEP) - room * STREET_STEP);
  }

  /**
   * The index, and already on their way the files that lead to what is wanted first.
   * @param {URL} folder @param {Get} [get] @param {string[]} [wanted] words @returns {Promise<SearchIndex>}
   */
  static async open(folder, get = (address, options) => fetch(address, options), wanted = []) {
    const signs = wanted.flatMap((word) => (isMixed(word) ? [...word] : [firstOf(word)]));
    const paths = new Set(signs.map((sign) => `${leading(sign)}.txt`));
    if (wanted.some((word) => /^[!-~]{4,}$/.test(word))) paths.add('numbers.txt');
    const ahead = [...paths].map((path) => /** @type {const} */ ([path, fetched(folder, path, get, linesOf, optionsOf(path))]));
    ahead.forEach(([, lines]) => lines.catch(() => {}));    // told when it is asked for
    const index = new SearchIndex(folder, await manifestOf(folder, get, FORMAT), get);
    ahead.forEach(([path, value]) => index.keep(path, { value }));
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
    return { ...this.about(posting), number: no, name, streetName, address, state: Number(state),
      bucket: placeOf(no, this.manifest.buckets) };
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

  /** The lines of a file, read once. */
  /** @param {string} kind @param {number|string} at @param {AbortSignal} [signal] @returns {Promise<string[]>} */
  lines(kind, at, signal) {
    const path = kind ? `${kind}/${at}.txt` : `${at}.txt`;
    return this.load(path, linesOf, { ...optionsOf(path), signal });
  }
}

/** Only what leads to others can change at its address, and is asked for anew. @param {string} path @returns {RequestInit} */
const optionsOf = (path) => (/^(first|simplified|streets|numbers)/.test(path) ? { cache: 'no-cache' } : {});

/** @param {Response} response */
const linesOf = async (response) => (await response.text()).split('\n');
