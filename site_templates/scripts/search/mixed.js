// Takes a folded word in which letters and characters are mixed (`lb饺子`), gives the records whose names sound so and have its
// characters. Never touches the page.

import { every, FIT, headOf, linesOf, lookUp, nothing, readLine, together } from './word.js';

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
  /** @type {import('./word.js').Head|undefined} */
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
