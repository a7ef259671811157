// The search of the quota page: reads the box, asks the index, draws. On other pages it only leads there. What is typed
// stays in the browser: it travels behind the `#` of an address, which is never sent, and only shards are fetched.

import { words } from './fold.js';
import { ofStatus, search } from './query.js';
import { household, reasons } from './reasons.js';
import { Outdated, SearchIndex } from './shards.js';
import { item, View } from './view.js';
import { searchDocuments } from './documents.js';

const AT_A_TIME = 20;
const PAUSE = 150;  // milliseconds after the last key before a search begins
const BASE = new URL(import.meta.url.replace(/scripts\/search\/[^/]*$/, ''));
const FOLDER = new URL('search/households/', BASE);

const view = new View(document);
const boxes = [...document.querySelectorAll('input[name=q]')];
/** @type {Promise<SearchIndex>|undefined} */
let opened;
let current = new AbortController();
let timer = 0;

function index() {
  opened ??= SearchIndex.open(FOLDER);
  opened.catch(() => { opened = undefined; });
  return opened;
}

/** What the address asks for: `#q=…` as this script writes it, or `?q=…` as a link or a form without script has it. */
function asked() {
  const wanted = new URLSearchParams(location.hash.startsWith('#q=') ? location.hash.slice(1) : location.search);
  const value = (name) => (wanted.get(name) ?? '').trim();
  return { q: value('q'), division: value('division'), status: value('status') };
}

/** The address of the search for a query, without empty parts. */
function addressOf(query) {
  const address = new URL('quota/', BASE);
  const filled = Object.entries(query).filter(([name, value]) => value || name === 'q');
  address.hash = new URLSearchParams(filled).toString();
  return address.href;
}

/** Runs the query, and once more with a fresh manifest if a new release came between. */
async function run(query) {
  clearTimeout(timer);
  current.abort();
  current = new AbortController();
  const { signal } = current;
  if (!words(query.q).length) return view.clear();
  view.busy();
  try {
    await onceMore(() => households(query, signal));
  } catch (error) {
    if (!signal.aborted) failed(error, query);
    return undefined;
  }
  return documents(query.q, signal);
}

async function onceMore(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Outdated)) throw error;
    opened = undefined;
    await work();
  }
}

async function households(query, signal) {
  const ready = await index();
  if (signal.aborted) return;
  const wanted = words(query.q, ready.simplified);
  const found = await search(ready, wanted, signal, query);
  const page = async (from) => items(ready, wanted, found, found.order.slice(from, from + AT_A_TIME), signal);
  const first = await page(0);
  if (signal.aborted) return;
  view.total(found.total);
  if (found.total) view.begin(first);
  else view.empty(query.q);
  const more = async (from) => {
    const next = await page(from);
    if (signal.aborted) return;
    view.append(next);
    offer(from + AT_A_TIME);
  };
  const offer = (from) => view.offerMore(Math.max(0, found.total - from), () => (
    more(from).catch((error) => { if (!signal.aborted) failed(error, query); })));
  offer(AT_A_TIME);
  await narrow(ready, query, found, signal);
}

async function items(ready, wanted, found, numbers, signal) {
  const records = await ready.records(numbers, signal);
  return records.map((record, i) => {
    const shop = household(ready, record);
    return item(shop, wanted, reasons(shop, wanted, found.ranks, numbers[i], ready.simplified), BASE, ready.simplified);
  });
}

/** Links to the same query in one division or of one status, with their numbers. */
async function narrow(ready, query, found, signal) {
  const counted = (keep) => found.found.reduce((sum, rank, record) => sum + (rank && keep(record) ? 1 : 0), 0);
  const inDivision = new Map();
  for (const { division, first, count } of ready.streets) {
    const here = found.found.subarray(first, first + count).reduce((sum, rank) => sum + (rank ? 1 : 0), 0);
    inDivision.set(division, (inDivision.get(division) ?? 0) + here);
  }
  const divisions = ready.divisions.map(({ code, name }, i) => (
    link(query, 'division', code, name, inDivision.get(i) ?? 0)));
  const all = ready.manifest.statuses;
  const needed = all.length > 1 && found.total ? all : [];
  const kept = await Promise.all(needed.map((status) => ofStatus(ready, status, signal)));
  const statuses = kept.map((keep, i) => link(query, 'status', all[i], all[i], counted((record) => keep[record])));
  if (signal.aborted) return;
  view.narrow([group(query, 'division', '全部区县', divisions), group(query, 'status', '全部状态', statuses)]);
}

function link(query, name, value, text, count) {
  return { name: text, chosen: query[name] === value, count, href: addressOf({ ...query, [name]: value }) };
}

/** The links that lead somewhere, with a way back to all where one is chosen. */
function group(query, name, all, links) {
  const useful = links.filter(({ count }) => count);
  if (!query[name]) return useful;
  return [{ name: all, chosen: false, count: null, href: addressOf({ ...query, [name]: '' }) }, ...useful];
}

async function documents(text, signal) {
  if (!view.documents) return;
  try {
    await searchDocuments(view.documents, text, BASE, signal);
  } catch (error) {
    if (signal.aborted) return;
    view.documents.replaceChildren(`文件暂时不能搜索（${error.message}）。`);
  }
}

function failed(error, query) {
  const why = error instanceof Outdated ? '本站刚刚更新，请刷新页面后再搜。'
    : navigator.onLine ? `没有取到索引（${error.message}）。` : '现在没有连上网络。';
  view.failed(why, () => run(query));
}

/** Typing keeps the chosen division and status, and replaces the address: the back button leaves the page. */
function typed(text, pause) {
  const query = { ...asked(), q: text.trim() };
  clearTimeout(timer);
  timer = setTimeout(() => {
    history.replaceState(null, '', addressOf(query));
    run(query);
  }, pause);
}

function listen(box) {
  const changed = (pause) => {
    for (const other of boxes) if (other !== box) other.value = box.value;
    typed(box.value, pause);
  };
  box.addEventListener('input', (event) => { if (!event.isComposing) changed(PAUSE); });
  box.addEventListener('compositionend', () => changed(PAUSE));
  box.form?.addEventListener('submit', (event) => {
    event.preventDefault();
    changed(0);
  });
}

/** Arrow keys walk from the box through the results and back. */
function walk(event) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...view.results.querySelectorAll('[data-household] a')];
  const at = links.indexOf(document.activeElement);
  const fromBox = boxes.includes(document.activeElement);
  if (at < 0 && !(fromBox && event.key === 'ArrowDown')) return;
  const next = event.key === 'ArrowDown' ? at + 1 : at - 1;
  const target = next < 0 ? boxes.at(-1) : links[next];
  if (!target) return;
  event.preventDefault();
  target.focus();
}

/** On a page without results the form leads to the page that has them, without sending what was typed. */
function lead(box) {
  box.form?.addEventListener('submit', (event) => {
    event.preventDefault();
    location.assign(addressOf({ q: box.value.trim() }));
  });
}

function again() {
  const query = asked();
  for (const box of boxes) box.value = query.q;
  run(query);
}

function begin() {
  const query = asked();
  for (const box of boxes) if (query.q) box.value = query.q;
  boxes.forEach(listen);
  document.addEventListener('keydown', walk);
  window.addEventListener('hashchange', again);
  if (query.q) run(query);
  else if (boxes.some((box) => box.value.trim())) typed(boxes.find((box) => box.value.trim()).value, 0);
}

if (view.results && view.count) begin();
else boxes.forEach(lead);
