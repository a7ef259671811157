// Takes a query, draws the documents that contain it below the households. Loads nothing until it is asked.

import { DocumentIndex } from './document_index.js';
import { searchDocumentIndex } from './document_query.js';
import { marked, words } from './fold.js';
import { Outdated } from './kept.js';
import { element } from './view.js';

const FIRST = 5;
const MORE = 10;
const BEFORE = 24;
const AFTER = 60;
const EPOCH = Date.UTC(1900, 0, 1);
const DAY = 86_400_000;

/**
 * @typedef {object} Search
 * @property {HTMLElement} place @property {DocumentIndex} index @property {string[]} wanted folded words
 * @property {number[]} found documents @property {URL} base @property {AbortSignal} signal
 */
/** @typedef {[string, string, number]} Choice name, column, how many documents */

/** @type {Promise<DocumentIndex>|undefined} */
let opened;

/** @param {HTMLElement} place @param {string} query @param {URL} base @param {AbortSignal} signal */
export async function searchDocuments(place, query, base, signal, again = true) {
  try {
    opened ??= DocumentIndex.open(new URL('search/documents/', base));
    opened.catch(() => { opened = undefined; });
    const index = await opened;
    const wanted = words(query, index.simplified);
    const found = wanted.length ? await searchDocumentIndex(index, wanted, signal) : [];
    if (signal.aborted) return;
    place.replaceChildren();
    if (found.length) await show({ place, index, wanted, found, base, signal }, '');
  } catch (error) {
    if (!(error instanceof Outdated) || !again) throw error;
    opened = undefined;
    await searchDocuments(place, query, base, signal, false);  // a new release came between
  }
}

/** The documents of one column, or of all. @param {Search} search @param {string} column empty for all */
async function show(search, column) {
  const { place, index: { manifest }, found, signal } = search;
  const of = (/** @type {string} */ one) => found.filter((number) => manifest.column[number] === one);
  const shown = column ? of(column) : found;
  const list = element('ol', 'g-results__list', await items(search, shown.slice(0, FIRST)));
  if (signal.aborted) return;
  const columns = manifest.columns.map(/** @returns {Choice} */ ([, name], i) => [name, String(i), of(String(i)).length])
    .filter(([, , count]) => count);
  /** @type {Choice[]} */
  const choices = columns.length < 2 ? [] : [['全部', '', found.length], ...columns];
  const rest = element('p', 'g-results__more');
  place.replaceChildren(element('h2', 'g-results__title', [`文件 ${shown.length} 篇`]),
    element('p', 'g-results__columns', choices.map(([name, one, count]) => (
      button(`${name} ${count}`, () => show(search, one), { 'aria-pressed': String(one === column) })))), list, rest);
  offer(search, shown, list, rest);
}

/** A button for the next documents, as long as there are any. */
/** @param {Search} search @param {number[]} shown @param {HTMLElement} list @param {HTMLElement} rest */
function offer(search, shown, list, rest) {
  const from = list.children.length;
  const next = shown.slice(from, from + MORE);
  rest.replaceChildren(...(next.length ? [button(`再列 ${next.length} 篇`, async () => {
    list.append(...await items(search, next));
    offer(search, shown, list, rest);
    list.children[from].querySelector('a')?.focus();
  })] : []));
}

/** @param {string} text @param {() => Promise<void>} act @param {Record<string, string>} [attributes] */
function button(text, act, attributes = {}) {
  const made = element('button', 'g-button', [text], { type: 'button', ...attributes });
  made.addEventListener('click', () => act().catch((error) => made.replaceWith(`没有取到（${error.message}），请再搜一次。`)));
  return made;
}

/** @param {Search} search @param {number[]} numbers */
async function items({ index, wanted, base, signal }, numbers) {
  const { columns, column, days } = index.manifest;
  const mark = (/** @type {string} */ text) => marked(text, wanted, index.simplified).map((piece) => (
    piece.marked ? element('mark', '', [piece.text]) : piece.text));
  return Promise.all(numbers.map(async (number) => {
    const { path, title, lines } = await index.text(number, signal);
    const day = days[number] ? new Date(EPOCH + days[number] * DAY).toISOString().slice(0, 10) : '';
    return element('li', 'g-result g-result--document', [
      element('h3', 'g-result__name', [element('a', '', mark(title), { href: new URL(`${path}/`, base).href })]),
      element('p', 'g-result__about g-quiet', [`${columns[Number(column[number])][1]} ${day}`]),
      element('p', 'g-result__excerpt', mark(excerpt(lines, wanted, index)))]);
  }));
}

/** The piece around the first place in the line that has the most of the words. */
/** @param {string[]} lines @param {string[]} wanted @param {DocumentIndex} index */
function excerpt(lines, wanted, index) {
  /** @type {[string, number, number]} */
  let best = ['', 0, -1];
  for (const line of lines) {
    const folded = index.fold(line);
    const places = wanted.map((word) => folded.indexOf(word)).filter((at) => at >= 0);
    if (places.length > best[2]) best = [line, Math.min(...places), places.length];
  }
  const signs = [...best[0]];
  let left = best[1];  // of the folded signs before the place
  const middle = best[2] > 0 ? signs.findIndex((sign) => (left -= index.fold(sign).length) < 0) : 0;
  const first = Math.max(0, middle - BEFORE);
  const last = Math.max(0, middle) + AFTER;
  return `${first ? '…' : ''}${signs.slice(first, last).join('')}${last < signs.length ? '…' : ''}`;
}
