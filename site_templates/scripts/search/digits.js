// Takes the characters of the index, gives numbers and sets of records. Knows nothing of what they mean.

const BASE = 64;
const ZERO = 48;
const SKIPS = 31;
const FIRST_SKIP = 96;
const EMPTY = 32;
const BLOCK = 6;

/** A number in base 64, highest digit first. @param {string} text @param {number} [from] @param {number} [to] */
export function number(text, from = 0, to = text.length) {
  let value = 0;
  for (let at = from; at < to; at++) value = value * BASE + text.charCodeAt(at) - ZERO;
  return value;
}

/** The numbers of a text of equally wide ones. @param {string} text @param {number} width @param {number} [step] */
export function numbers(text, width, step = width) {
  const found = [];
  for (let at = 0; at + step <= text.length; at += step) found.push(number(text, at, at + width));
  return found;
}

/**
 * Calls back for every record of a list: for each fit its digit, then characters that stand for six records each (bits),
 * between them how many blocks of six are empty (base 31).
 * @param {string} list @param {(record: number, fit: number) => void} see
 */
export function eachRecord(list, see) {
  for (const part of list ? list.split(' ') : []) {
    const fit = Number(part[0]);
    let record = 0;
    let skip = 0;
    for (let at = 1; at < part.length; at++) {
      const code = part.charCodeAt(at);
      if (code >= FIRST_SKIP) {
        skip = skip * SKIPS + code - FIRST_SKIP;
        continue;
      }
      record += skip * BLOCK;
      skip = 0;
      for (let bit = 0; bit < BLOCK; bit++) if (((code - EMPTY) >> bit) & 1) see(record + bit, fit);
      record += BLOCK;
    }
  }
}

/** How many records each value has: `12,,3` are 12 of value 0, none of 1, 3 of 2. @param {string} text */
export const counts = (text) => text.split(',').map(Number);

/** By code points, as the index is sorted; JavaScript's own order is by UTF-16 units. @param {string} a @param {string} b */
export function compare(a, b) {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    if (a[at] !== b[at]) return /** @type {number} */ (a.codePointAt(low(a, at))) - /** @type {number} */ (b.codePointAt(low(b, at)));
  }
  return a.length - b.length;
}

/** Where the character begins to which this unit belongs. @param {string} text @param {number} at */
const low = (text, at) => (at && /[\udc00-\udfff]/.test(text[at]) ? at - 1 : at);

/**
 * The first place in sorted texts whose text is not below the wanted one; with `after`, the first above it.
 * @param {string[]} sorted @param {string} wanted @param {boolean} [after]
 */
export function place(sorted, wanted, after = false) {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const order = compare(sorted[middle], wanted);
    if (order < 0 || (after && order === 0)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Texts of which each leaves out what it shares with the one before; a digit says how many characters that is. */
/** @param {string[]} lines @returns {string[]} */
export function unfolded(lines) {
  /** @type {string[]} */
  let before = [];
  return lines.map((line) => {
    before = [...before.slice(0, number(line, 0, 1)), ...line.slice(1)];
    return before.join('');
  });
}
