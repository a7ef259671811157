// Takes a query, draws the documents that contain it below the households. Loads nothing until it is asked.

import { excerpt } from './document_excerpt.js';
import { DocumentIndex } from './document_index.js';
import { searchDocumentIndex } from './document_query.js';
import { marked, words } from './fold.js';
import { Outdated } from './shards.js';
import { element } from './view.js';

const FIRST = 5;
const MORE = 10;
const EPOCH = Date.UTC(1900, 0, 1);
const DAY = 86_400_000;

/** @type {Promise<DocumentIndex>|undefined} */
let opened;

function index(base) {
  opened ??= DocumentIndex.open(new URL('search/documents/', base));
  opened.catch(() => { opened = undefined; });
  return opened;
}

/** @param {HTMLElement} place @param {string} query @param {URL} base @param {AbortSignal} signal */
export async function searchDocuments(place, query, base, signal) {
  try {
    await search(place, query, base, signal);
  } catch (error) {
    if (!(error instanceof Outdated)) throw error;
    opened = undefined;  // a new release came between
    await search(place, query, base, signal);
  }
}

async function search(place, query, base, signal) {
  const ready = await index(base);
  const wanted = words(query, ready.simplified);
  const found = wanted.length ? await searchDocumentIndex(ready, wanted, signal) : [];
  if (signal.aborted) return;
  if (!found.length) place.replaceChildren();
  else await show({ place, ready, wanted, found, base, signal }, null);
}

/** The documents of one column, or of all. */
async function show(search, column) {
  const { place, ready, found, signal } = search;
  const shown = column === null ? found : found.filter((number) => ready.manifest.column[number] === String(column));
  const list = element('ol', 'g-results__list', await items(search, shown.slice(0, FIRST)));
  if (signal.aborted) return;
  const title = element('h2', 'g-results__title', [`文件 ${shown.length} 篇`]);
  const rest = element('p', 'g-results__more', []);
  place.replaceChildren(title, ...columns(search, column), list, rest);
  offer(search, shown, list, rest);
}

/** A button for the next documents, as long as there are any. */
function offer(search, shown, list, rest) {
  const from = list.children.length;
  const left = Math.min(MORE, shown.length - from);
  rest.replaceChildren(...(left > 0 ? [button(`再列 ${left} 篇`, false, async () => {
    list.append(...await items(search, shown.slice(from, from + left)));
    offer(search, shown, list, rest);
    list.children[from]?.querySelector('a')?.focus();
  })] : []));
}

/** A button for each column in which something was found, with its number, where there are several. */
function columns(search, chosen) {
  const { ready, found } = search;
  const counts = ready.manifest.columns.map(([, name], i) => (
    { i, name, count: found.filter((number) => ready.manifest.column[number] === String(i)).length }));
  const useful = counts.filter(({ count }) => count);
  if (useful.length < 2) return [];
  const all = button(`全部 ${found.length}`, chosen === null, () => show(search, null));
  const each = useful.map(({ i, name, count }) => button(`${name} ${count}`, chosen === i, () => show(search, i)));
  return [element('p', 'g-results__columns', [all, ...each], { role: 'group', 'aria-label': '栏目' })];
}

function button(text, isChosen, act) {
  const made = element('button', 'g-button', [text], { type: 'button', 'aria-pressed': String(isChosen) });
  made.addEventListener('click', () => Promise.resolve(act()).catch((error) => {
    if (error.name !== 'AbortError') made.replaceWith(`没有取到（${error.message}），请再试一次。`);
  }));
  return made;
}

async function items(search, numbers) {
  const texts = await Promise.all(numbers.map((number) => search.ready.text(number, search.signal)));
  return texts.map((text, i) => item(search, numbers[i], text));
}

function item({ ready, wanted, base }, number, { path, title, lines }) {
  const { columns: names, column, days } = ready.manifest;
  const mark = (text) => marked(text, wanted, ready.simplified).map((piece) => (
    piece.marked ? element('mark', '', [piece.text]) : piece.text));
  const day = days[number] ? [' ', element('time', '', [new Date(EPOCH + days[number] * DAY).toISOString().slice(0, 10)])] : [];
  return element('li', 'g-result g-result--document', [
    element('h3', 'g-result__name', [element('a', '', mark(title), { href: new URL(`${path}/`, base).href })]),
    element('p', 'g-result__about g-quiet', [names[Number(column[number])][1], ...day]),
    element('p', 'g-result__excerpt', mark(excerpt(lines, wanted, ready.simplified)))]);
}
