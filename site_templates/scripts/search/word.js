// Takes one folded word, gives the records in which it is found and how well it fits each. Never touches the page. At the end: a
// word in which letters and characters are mixed (`lb饺子`): the records whose names sound so and have its characters.

import { eachRecord, number, numbers, place, unfolded } from './digits.js';

/** How well a word fits a record, best first. */
export const FIT = {
  whole: 0, begins: 1, name: 2, soundBegins: 3, sound: 4, number: 5, address: 6, street: 7, other: 8,
};
const MOST_NUMBER_FILES = 3;
const SILENT = '-';
const MOST_FORMS = 16;
const INITIAL = '(?:[zcs]h|[bcdfghjklmnpqrstwxyz])';
const SYLLABLE = `(?:[0-9]|${INITIAL}?[aeiouv]+(?:ng?|r)?)`;
const SPELLED = new RegExp(`^${SYLLABLE}*$`);
const BEGUN = new RegExp(`^${SYLLABLE}+${INITIAL}?$`);

/** The word is in too many records to be combined with another. */
export class TooCommon extends Error {}

/** @typedef {import('./files.js').SearchIndex} SearchIndex */

/**
 * @typedef {object} Head what a search for a common word shows
 * @property {string} key @property {number} total @property {string[]} counts street, trade, status, range
 * @property {number[]} high @property {number[]} low records with the highest and the lowest quota
 * @property {string} list where its list is @property {string} address of the part it is in @property {number[]} records @property {number[]} fits
 */
/**
 * @typedef {object} Found
 * @property {Map<number, number>|null} fits by record; null while only the head is read
 * @property {Map<number, string>} postings @property {Map<number, string>} cards of those records that came along
 * @property {Head|null} head
 */

/** @returns {Found} */
export const nothing = () => ({ fits: new Map(), postings: new Map(), cards: new Map(), head: null });

/** @param {Found[]} parts @param {'postings'|'cards'} name @returns {Map<number, string>} */
export const together = (parts, name) => new Map(parts.flatMap((part) => [...part[name]]));

/**
 * @param {SearchIndex} index @param {string} word @param {AbortSignal} [signal] @returns {Promise<Found>}
 */
export async function lookUp(index, word, signal) {
  const isNumber = /^[!-~]{5,}$/.test(word) && /\d/.test(word) && /[a-z]/.test(word);
  if (isNumber) {
    const known = await byNumber(index, word, signal);
    if (known.size) return { ...nothing(), fits: known };
  }
  let [found, more] = await Promise.all([
    byText(index, word, signal), isNumber ? new Map() : byNumber(index, word, signal)]);
  const bare = word.replaceAll("'", '');
  if (found.fits && !found.fits.size && bare !== word && /^[a-z0-9]+$/.test(bare)) found = await byText(index, bare, signal);
  const { fits } = found;
  if (fits) more.forEach((fit, record) => fits.set(record, Math.min(fit, fits.get(record) ?? fit)));
  return found;
}

/** @param {SearchIndex} index @param {string} word @param {AbortSignal} [signal] @returns {Promise<Found>} */
async function byText(index, word, signal) {
  const found = nothing();
  const where = await index.place(word, signal);
  if (!where) return found;
  const lines = await linesOf(index, where.address, where.page, word, signal);
  if (lines.length && lines[0][1] === '*') return { ...found, fits: null, head: headOf(index, lines[0], word, found, where.address) };
  for (const [key, mark, postings, ...cards] of lines) {
    if (mark !== '*') readLine(index, found, key === word && Number(mark) === FIT.begins ? FIT.whole : Number(mark), postings, cards);
  }
  return found;
}

/**
 * The lines of a page that begin with a word, in columns.
 * @param {SearchIndex} index @param {string} address @param {number} page @param {string} word
 * @param {AbortSignal} [signal]
 */
async function linesOf(index, address, page, word, signal) {
  const lines = await index.lines(`${address}/pages`, page, signal);
  return lines.filter((line) => line.startsWith(word)).map((line) => line.split('\t'));
}

/**
 * @param {SearchIndex} index @param {Found} found @param {number} fit
 * @param {string} postings @param {string[]} cards none where the first is empty
 */
function readLine(index, { fits, postings: kept, cards: beside }, fit, postings, cards) {
  const width = index.manifest.digits[0] + index.manifest.digits[1];
  for (let at = 0, nth = 0; at < postings.length; at += width, nth++) {
    const record = index.recordOf(postings, at);
    fits?.set(record, Math.min(fit, fits.get(record) ?? fit));
    kept.set(record, postings.slice(at, at + width));
    if (cards[0] && nth < cards.length) beside.set(record, cards[nth]);
  }
}

/**
 * @param {SearchIndex} index @param {string[]} line @param {string} word @param {Found} found
 * @param {string} address @returns {Head}
 */
function headOf(index, line, word, found, address) {
  const [key, , total, street, trade, status, range, high, low, list, fits, postings, ...cards] = line;
  const [width, rest] = index.manifest.digits;
  readLine(index, { ...found, fits: null }, 0, postings, cards);
  return { key, total: Number(total), counts: [street, trade, status, range], high: numbers(high, width), low: numbers(low, width),
    list, address, records: numbers(postings, width, width + rest), fits: Array.from(fits, (fit) => demoted(Number(fit), key, word)) };
}

/** A head may stand for a shorter word too, of which it then is not the whole name. */
/** @param {number} fit @param {string} key @param {string} word */
const demoted = (fit, key, word) => (fit === FIT.whole && key !== word ? FIT.begins : fit);

/**
 * The fits of all records, also of a word that has a head.
 * @param {SearchIndex} index @param {Found} found @param {string} word @param {AbortSignal} [signal]
 * @returns {Promise<Map<number, number>>}
 */
export async function every(index, found, word, signal) {
  const { head } = found;
  if (found.fits || !head) return found.fits ?? new Map();
  /** @type {Map<number, number>} */
  const fits = new Map();
  eachRecord(await listOf(index, head, signal), (record, fit) => fits.set(record, demoted(fit, head.key, word)));
  found.fits = fits;
  return fits;
}

/** @param {SearchIndex} index @param {Head} head @param {AbortSignal} [signal] */
async function listOf(index, head, signal) {
  if (!head.list) throw new TooCommon(head.key);
  if (head.list.startsWith('=')) return head.list.slice(1);
  const [first, count] = head.list.split('+').map(Number);
  const folder = `${head.address}/lists`;
  if (count) {
    const parts = await Promise.all(Array.from({ length: count }, (_, nth) => index.lines(folder, first + nth, signal)));
    return parts.map((lines) => lines.join('\n')).join('');
  }
  const line = (await index.lines(folder, first, signal)).find((one) => one.startsWith(`${head.key}\t`));
  return line ? line.slice(head.key.length + 1) : '';
}

/**
 * The records whose number begins with the word; none where these are too many to be meant.
 * @param {SearchIndex} index @param {string} word @param {AbortSignal} [signal]
 * @returns {Promise<Map<number, number>>}
 */
async function byNumber(index, word, signal) {
  const bare = word.replace(/[-._]/g, '');
  const signs = index.manifest.number_signs;
  if ([...bare].length < 4 || ![...bare].every((sign) => signs.includes(sign))) return new Map();
  const fences = await index.numbers(signal);
  if (!fences.length) return new Map();
  const first = Math.max(0, place(fences, bare, true) - 1);
  const last = Math.max(0, place(fences, `${bare}\u{10ffff}`, true) - 1);
  if (last - first >= MOST_NUMBER_FILES) return new Map();
  const folder = `${index.manifest.numbers_at}/numbers`;
  const files = await Promise.all(Array.from({ length: last - first + 1 }, (_, nth) => index.lines(folder, first + nth, signal)));
  const width = index.manifest.digits[0];
  /** @type {Map<number, number>} */
  const found = new Map();
  for (const line of files.flatMap(unfolded)) {
    const begun = line.slice(0, -width);
    const record = number(line, begun.length);
    const fits = begun.startsWith(bare) || (bare.startsWith(begun) && await hasNumber(index, record, bare, signal));
    if (fits) found.set(record, FIT.number);
  }
  return found;
}

/** Whether a record's own number begins so. */
/** @param {SearchIndex} index @param {number} record @param {string} bare @param {AbortSignal} [signal] */
async function hasNumber(index, record, bare, signal) {
  const [, card] = await index.card(record, signal);
  return index.fold(card.split('\x1f')[0]).replace(/[-._]/g, '').startsWith(bare);
}

/** @param {string} piece */
const isTyped = (piece) => /^[a-z0-9']/.test(piece);

/**
 * Whether no text has the letters of the word beside its characters: then it stands nowhere as it is typed.
 * @param {SearchIndex} index @param {string} word @param {AbortSignal} [signal]
 */
export async function isNowhere(index, word, signal) {
  const signs = [...word];
  const known = await Promise.all(signs.map((sign) => (sign > '\x7f' ? index.sign(sign, signal) : [])));
  return signs.some((sign, at) => sign > '\x7f' && [1, 2].some((side) => {
    const other = signs[at + side * 2 - 3] ?? '';
    return /[a-z]/.test(other) && !known[at]?.[side].includes(other);
  }));
}

/** @param {SearchIndex} index @param {string} word @param {AbortSignal} [signal] @returns {Promise<Found>} */
export async function byEar(index, word, signal) {
  const pieces = word.match(/[a-z0-9']+|[^a-z0-9']/gu) ?? [];
  const readings = await Promise.all(pieces.map(async (piece) => (
    isTyped(piece) ? [piece.replaceAll("'", '')] : ((await index.sign(piece, signal))?.[0] ?? '').split(' '))));
  const found = nothing();
  if (pieces.some((piece, at) => !isTyped(piece) && !readings[at][0])) return found;     // a character that no name has
  const held = pieces.map((piece, at) => (readings[at][0] === SILENT ? "'" : piece)).join('').match(/[^a-z0-9']+/gu) ?? [];
  const heard = readings.map((sounds) => (sounds[0] === SILENT ? [''] : sounds));
  const parts = await Promise.all(forms(pieces, heard).map((form) => heardAs(index, form, held, signal)));
  for (const { fits } of parts) fits?.forEach((fit, record) => found.fits?.set(record, Math.min(fit, found.fits.get(record) ?? fit)));
  return { ...found, postings: together(parts, 'postings'), cards: together(parts, 'cards') };
}

/**
 * How the word sounds: by first letters, and by syllables; whichever the typed letters can be.
 * @param {string[]} pieces @param {string[][]} readings of each piece
 */
export function forms(pieces, readings) {
  const runs = readings.filter((_, at) => isTyped(pieces[at])).map(([run]) => run);
  /** @type {string[][][]} */
  const ways = [];
  if (!runs.some((run) => /[iu]/.test(run))) {
    ways.push(readings.map((sounds, at) => (isTyped(pieces[at]) ? sounds : sounds.map((sound) => sound.slice(0, 1)))));
  }
  const last = isTyped(pieces[pieces.length - 1]) ? runs.length - 1 : -1;
  if (runs.every((run, nth) => (nth === last ? BEGUN : SPELLED).test(run))) ways.push(readings);
  return [...new Set(ways.flatMap((way) => way.reduce(lengthened, [''])))].filter(Boolean);
}

/** @param {string[]} texts @param {string[]} sounds */
const lengthened = (texts, sounds) => (
  [...new Set(texts.flatMap((text) => sounds.map((sound) => text + sound)))].slice(0, MOST_FORMS));

/**
 * The records in whose names this is heard and these characters stand: read from the lines of the sound, which have the
 * names, or, where these are too many, from lists.
 * @param {SearchIndex} index @param {string} form @param {string[]} held @param {AbortSignal} [signal] @returns {Promise<Found>}
 */
async function heardAs(index, form, held, signal) {
  const found = nothing();
  const where = await index.place(form, signal);
  if (!where) return found;
  /** @type {Map<number, string>} */
  const names = new Map();
  /** @type {Head|undefined} */
  let head;
  for (let page = where.page, goesOn = true; goesOn; page++) {
    const lines = await linesOf(index, where.address, page, form, signal);
    if (!head && lines[0]?.[1] === '*') head = headOf(index, lines[0], form, nothing(), where.address);
    if (head && head.total > index.manifest.big) return fromLists(index, head, form, held, signal);
    const near = lines.filter((line) => Number(line[1]) <= FIT.sound);
    await index.learn(near.map((line) => (line[3] ? line.join('') : '')).join(''), signal);
    near.forEach((line) => readNames(index, found, names, line));
    const all = await index.lines(`${where.address}/pages`, page, signal);
    goesOn = page < where.last && all[all.length - 1].startsWith(form);
  }
  const fits = /** @type {Map<number, number>} */ (found.fits);
  if (head && names.size < fits.size) return fromLists(index, head, form, held, signal);
  return { ...found, fits: byBeginning(fits, (record) => held.every((piece) => names.get(record)?.includes(piece))) };
}

/** A group, and of its records the names, whole where there is a card. */
/** @param {SearchIndex} index @param {Found} found @param {Map<number, string>} names @param {string[]} line */
function readNames(index, found, names, [, mark, postings, ...more]) {
  const own = nothing();
  for (const into of [own, found]) readLine(index, into, Number(mark), postings, more);
  own.fits?.forEach((_, record) => {
    const card = found.cards.get(record);
    if (card || more[0] === '') names.set(record, card ? index.fold(card.split('\x1f')[1]) : more[1]);
  });
}

/** @param {SearchIndex} index @param {Head} head @param {string} form @param {string[]} held @param {AbortSignal} [signal] */
async function fromLists(index, head, form, held, signal) {
  const fits = every(index, { ...nothing(), fits: null, head }, form, signal);
  const others = await Promise.all(held.map(async (piece) => every(index, await lookUp(index, piece, signal), piece, signal)));
  return { ...nothing(), fits: byBeginning(await fits, (record) => others.every((one) => (one.get(record) ?? FIT.other) <= FIT.name)) };
}

/** By ear a name only begins with a word or holds it. @param {Map<number, number>} fits @param {(record: number) => boolean|undefined} isWanted */
function byBeginning(fits, isWanted) {
  const wanted = [...fits].filter(([record, fit]) => fit <= FIT.sound && isWanted(record));
  return new Map(wanted.map(([record, fit]) => (
    [record, fit <= FIT.begins || fit === FIT.soundBegins ? FIT.soundBegins : FIT.sound])));
}
