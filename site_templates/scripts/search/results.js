// The search where its results are shown: reads the box, asks the index, draws. What is typed stays in the browser: only
// shards are fetched. `main.js` loads it.

import { BASE, addressOf, boxes } from './box.js';
import { words } from './fold.js';
import { SearchIndex } from './files.js';
import { Outdated } from './kept.js';
import { asksForStreets, groups } from './narrow.js';
import { households, search } from './query.js';
import { named, reasons } from './reasons.js';
import { item, View } from './view.js';
import { searchDocuments } from './documents.js';
import { TooCommon } from './word.js';

const FIRST = 5;    // so many are shown at once: most often without a further file
const AT_A_TIME = 20;
const PAUSE = 150;  // milliseconds after the last key before a search begins
const FOLDER = new URL('search/households/', BASE);

const view = new View(document);
/** @type {Promise<SearchIndex>|undefined} */
let opened;
let current = new AbortController();
let timer = 0;

/** @param {string} [query] what is searched first, where that is known */
function index(query = '') {
  opened ??= SearchIndex.open(FOLDER, undefined, words(query));
  opened.catch(() => { opened = undefined; });
  return opened;
}

/** What the address asks for: `#q=…` as this script writes it, or `?q=…` as a link or a form without script has it. */
/** @returns {import('./narrow.js').Query} */
function asked() {
  const wanted = new URLSearchParams(location.hash.startsWith('#q=') ? location.hash.slice(1) : location.search);
  const value = (/** @type {string} */ name) => (wanted.get(name) ?? '').trim();
  return { q: value('q'), division: value('division'), street: value('street'), trade: value('trade'),
    status: value('status'), range: value('range'), sort: value('sort') };
}

/**
 * Runs the query, and once more with a fresh manifest if a new release came between.
 * @param {import('./narrow.js').Query} query
 */
async function run(query) {
  clearTimeout(timer);
  current.abort();
  current = new AbortController();
  const { signal } = current;
  if (!words(query.q).length) return view.clear();
  view.busy();
  try {
    await onceMore(() => searchHouseholds(query, signal));
  } catch (error) {
    if (!signal.aborted) failed(error, query);
    return undefined;
  }
  return documents(query.q, signal);
}

/** @param {() => Promise<void>} work */
async function onceMore(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Outdated)) throw error;
    opened = undefined;
    await work();
  }
}

/** @param {import('./narrow.js').Query} query @param {AbortSignal} signal */
async function searchHouseholds(query, signal) {
  const ready = await index(query.q);
  if (signal.aborted) return;
  await ready.learn(query.q, signal);
  const wanted = words(query.q, ready.simplified);
  const result = await search(ready, wanted, signal, query);
  const items = async (/** @type {number[]} */ records) => (await households(ready, result, records, signal)).map((one, nth) => {
    const shop = named(ready, one);
    const why = reasons(ready, shop, wanted, (word) => result.fit(word, records[nth]));
    return item(shop, wanted, why, BASE, ready.simplified);
  });
  const first = await items(result.order.slice(0, FIRST));
  if (signal.aborted) return;
  view.total(result.total);
  if (result.total) view.begin(first);
  else view.empty(query.q);
  if (asksForStreets(ready, query)) await ready.learnStreets(signal);
  if (signal.aborted) return;
  view.narrow(groups(ready, query, result, addressOf));
  const more = async (/** @type {number} */ from) => {
    const order = await result.all();
    const next = await items(order.slice(from, from + AT_A_TIME));
    if (signal.aborted) return;
    view.append(next);
    offer(from + AT_A_TIME, order.length);
  };
  const offer = (/** @type {number} */ from, /** @type {number} */ total) => view.offerMore(Math.max(0, total - from), () => (
    more(from).catch((error) => { if (!signal.aborted) failed(error, query); })));
  offer(first.length, result.total);
}

/** @param {string} text @param {AbortSignal} signal */
async function documents(text, signal) {
  if (!view.documents) return;
  try {
    await searchDocuments(view.documents, text, BASE, signal);
  } catch (error) {
    if (signal.aborted) return;
    view.documents.replaceChildren(`文件暂时不能搜索（${error instanceof Error ? error.message : error}）。`);
  }
}

/** @param {any} error @param {import('./narrow.js').Query} query */
function failed(error, query) {
  const why = error instanceof TooCommon ? `“${error.message}”太短，有它的户太多，不能和别的词一起搜。请多打几个字。`
    : error instanceof Outdated ? '本站刚刚更新，请刷新页面后再搜。'
    : navigator.onLine ? `没有取到索引（${error.message}）。` : '现在没有连上网络。';
  view.failed(why, () => run(query));
}

/**
 * Typing keeps what was chosen, and replaces the address: the back button leaves the page.
 * @param {string} text @param {number} pause
 */
function typed(text, pause) {
  const query = { ...asked(), q: text.trim() };
  clearTimeout(timer);
  timer = setTimeout(() => {
    history.replaceState(null, '', addressOf(query));
    run(query);
  }, pause);
}

/** @param {HTMLInputElement} box */
function listen(box) {
  const changed = (/** @type {number} */ pause) => {
    for (const other of boxes) if (other !== box) other.value = box.value;
    typed(box.value, pause);
  };
  box.addEventListener('input', (event) => { if (!(/** @type {InputEvent} */ (event)).isComposing) changed(PAUSE); });
  box.addEventListener('compositionend', () => changed(PAUSE));
  box.form?.addEventListener('submit', (event) => {
    event.preventDefault();
    changed(0);
  });
}

/** Arrow keys walk from the box through the results and back. @param {KeyboardEvent} event */
function walk(event) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...view.results.querySelectorAll('[data-household] a')].map((link) => /** @type {HTMLElement} */ (link));
  const at = links.findIndex((link) => link === document.activeElement);
  const fromBox = boxes.some((box) => box === document.activeElement);
  if (at < 0 && !(fromBox && event.key === 'ArrowDown')) return;
  const next = event.key === 'ArrowDown' ? at + 1 : at - 1;
  const target = next < 0 ? boxes.at(-1) : links[next];
  if (!target) return;
  event.preventDefault();
  target.focus();
}

function again() {
  const query = asked();
  for (const box of boxes) box.value = query.q;
  run(query);
}

/** The search runs from now on. */
export function begin() {
  const query = asked();
  for (const box of boxes) if (query.q) box.value = query.q;
  boxes.forEach(listen);
  index(query.q).catch(() => {});    // the manifest is there before the first word is typed; a failure is told when one is
  document.addEventListener('keydown', walk);
  window.addEventListener('hashchange', again);
  if (query.q) run(query);
  else if (boxes.some((box) => box.value.trim())) typed(boxes.map((box) => box.value).find((text) => text.trim()) ?? '', 0);
}
