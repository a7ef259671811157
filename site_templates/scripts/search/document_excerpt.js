// Takes the lines of a document and folded words, gives the piece of text around the first place where one stands.

import { fold } from './fold.js';

const BEFORE = 24;
const AFTER = 60;

/**
 * The piece of the line that has the most of the words, with … where it was cut; the first line where none has any.
 * @param {string[]} lines @param {string[]} words @param {Map<string, string>} simplified
 */
export function excerpt(lines, words, simplified) {
  let best = { line: lines[0] ?? '', at: 0, found: 0 };
  for (const line of lines) {
    const folded = fold(line, simplified);
    const places = words.map((word) => folded.indexOf(word)).filter((at) => at >= 0);
    if (places.length > best.found) best = { line, at: Math.min(...places), found: places.length };
    if (best.found === words.length) break;
  }
  const signs = [...best.line];
  const middle = best.found ? signAt(signs, best.at, simplified) : 0;
  const first = Math.max(0, middle - BEFORE);
  const last = middle + AFTER;
  return (first ? '…' : '') + signs.slice(first, last).join('') + (last < signs.length ? '…' : '');
}

/** Which sign of the line gives the sign at that place of the folded line. */
function signAt(signs, place, simplified) {
  let length = 0;
  return Math.max(0, signs.findIndex((sign) => (length += fold(sign, simplified).length) > place));
}
