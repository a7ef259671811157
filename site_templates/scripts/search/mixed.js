// Takes a folded word in which letters and characters are mixed (`lb饺子`), gives the records whose names sound so and have its
// characters. Never touches the page.

import { every, FIT, headOf, linesOf, lookUp, nothing, readLine } from './word.js';

const SILENT = '-';
const MOST_FORMS = 16;
const INITIAL = '(?:[zcs]h|[bcdfghjklmnpqrstwxyz])';
const SYLLABLE = `(?:[0-9]|${INITIAL}?[aeiouv]+(?:ng?|r)?)`;
const SPELLED = new RegExp(`^${SYLLABLE}*$`);
const BEGUN = new RegExp(`^${SYLLABLE}+${INITIAL}?$`);

/** @typedef {import('./files.js').SearchIndex} SearchIndex */
/** @typedef {import('./word.js').Found} Found */

/** @param {string} piece */
const isTyped = (piece) => /^[a-z0-9']/.test(piece);

/**
 * Whether no text has the letters of the word beside its characters: then it stands nowhere as it is typed.
 * @param {SearchIndex} index @param {string} word @param {AbortSignal} [signal]
 */
export async function isNowhere(index, word, signal) {
  const isLetter = (/** @type {string} */ sign) => sign >= 'a' && sign <= 'z';
  const signs = [...word];
  const meetings = await Promise.all(signs.slice(1).map(async (other, at) => {
    const one = signs[at];
    if (isLetter(one) && other > '\x7f') return (await index.sign(other, signal))?.[1].includes(one) ?? false;
    if (one > '\x7f' && isLetter(other)) return (await index.sign(one, signal))?.[2].includes(other) ?? false;
    return true;
  }));
  return meetings.includes(false);
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
  for (const { fits, postings, cards } of parts) {
    fits?.forEach((fit, record) => found.fits?.set(record, Math.min(fit, found.fits.get(record) ?? fit)));
    postings.forEach((posting, record) => found.postings.set(record, posting));
    cards.forEach((card, record) => found.cards.set(record, card));
  }
  return found;
}

/**
 * How the word sounds: by first letters, and by syllables; whichever the typed letters can be.
 * @param {string[]} pieces @param {string[][]} readings of each piece
 */
export function forms(pieces, readings) {
  const typed = pieces.map((piece, at) => (isTyped(piece) ? readings[at][0] : undefined));
  const known = /** @type {string[]} */ (typed.filter((one) => one !== undefined));
  const end = typed[typed.length - 1];
  /** @type {string[][][]} */
  const ways = [];
  if (!known.some((one) => /[iu]/.test(one))) {
    ways.push(readings.map((sounds, at) => (typed[at] === undefined ? sounds.map((sound) => sound.slice(0, 1)) : sounds)));
  }
  const before = end === undefined ? known : known.slice(0, -1);
  if (before.every((one) => SPELLED.test(one)) && (end === undefined || BEGUN.test(end))) ways.push(readings);
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
  /** @type {import('./word.js').Head|undefined} */
  let head;
  for (let page = where.page, goesOn = true; goesOn; page++) {
    const lines = await linesOf(index, where.address, page, form, signal);
    if (!head && lines[0]?.[1] === '*') head = headOf(index, lines[0], form, nothing(), where.address);
    if (head && head.total > index.manifest.big) return fromLists(index, head, form, held, signal);
    lines.forEach(([, mark, postings, ...more]) => {
      if (mark !== '*' && Number(mark) <= FIT.sound) readNames(index, found, names, Number(mark), postings, more);
    });
    const all = await index.lines(`${where.address}/pages`, page, signal);
    goesOn = page < where.last && all[all.length - 1].startsWith(form);
  }
  const fits = /** @type {Map<number, number>} */ (found.fits);
  if (head && names.size < fits.size) return fromLists(index, head, form, held, signal);
  return { ...found, fits: byBeginning(fits, (record) => held.every((piece) => names.get(record)?.includes(piece))) };
}

/**
 * @param {SearchIndex} index @param {Found} found @param {Map<number, string>} names @param {number} fit
 * @param {string} postings @param {string[]} more cards; or nothing and the end of the name
 */
function readNames(index, found, names, fit, postings, more) {
  const own = nothing();
  readLine(index, own, fit, postings, more);
  own.fits?.forEach((_, record) => {
    const card = own.cards.get(record);
    if (card !== undefined) names.set(record, index.fold(card.split('\x1f')[1]));
    else if (more[0] === '' && !names.has(record)) names.set(record, more[1]);
  });
  readLine(index, found, fit, postings, more);
}

/** @param {SearchIndex} index @param {import('./word.js').Head} head @param {string} form @param {string[]} held @param {AbortSignal} [signal] */
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
