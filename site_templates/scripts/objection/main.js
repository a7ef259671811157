// The form: filled in from the page of the household that the address names. Fetches that page and nothing else; sends nothing.

import { mark, today } from '../day/past.js';
import { calendar } from './calendar.js';
import { asked, box, facts, limits } from './facts.js';

const said = /** @type {HTMLElement} */ (document.querySelector('[data-own-text]'));
const printing = /** @type {HTMLElement} */ (document.querySelector('[data-print]'));
const dates = /** @type {HTMLElement} */ (document.querySelector('[data-calendar]'));
const isCounted = !!document.querySelector('script[src$="scripts/day/main.js"]');
/** @type {() => void} */
let save = () => {};

/** @param {Element} block @param {URL} address of the household */
function fill(block, address) {
  const known = facts(block);
  for (const line of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[data-fact]'))) {
    line.value = known[line.dataset.fact ?? ''] ?? '';
  }
  if (isCounted) mark(block, today(new Date()));
  const ways = block.querySelector('.g-today');
  const isOver = !!ways?.querySelector('.g-until') && !ways.querySelector('.g-until:not(.g-until--past)');
  const way = isOver ? '' : box(ways?.querySelector('b')?.textContent ?? '');
  for (const one of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[data-way]'))) {
    one.checked = one.dataset.way === way;
  }
  const words = [...ways?.childNodes ?? []].filter((node) => node.nodeName !== 'A').map((node) => document.importNode(node, true));
  const back = Object.assign(document.createElement('a'), { href: address.href, textContent: known.name });
  said.replaceChildren(back, '：', ...(words.length ? words : ['没有可以提出的定额。']),
    isOver ? '期限已过，请看下面的“哪条路，到哪天，凭什么”。' : '');
  const list = isOver ? [] : limits(block);
  dates.hidden = !list.length;
  save = () => download(calendar(list, { ...known, name: known.name, number: known.number, url: address.href, now: new Date() }), known.number);
}

/** @param {string} content @param {string} number */
function download(content, number) {
  const href = URL.createObjectURL(new Blob([content], { type: 'text/calendar' }));
  Object.assign(document.createElement('a'), { href, download: `${number}.ics` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}

async function begin() {
  const wanted = asked(location.hash);
  if (!wanted) return;
  const address = new URL(`../${wanted.bucket}/#${wanted.number}`, location.href);
  try {
    const answer = await fetch(address);
    const page = answer.ok && new DOMParser().parseFromString(await answer.text(), 'text/html');
    const block = page && page.getElementById(wanted.number);
    if (block) fill(block, address);
    else said.textContent = `没有找到公示编号 ${wanted.number}，请照通知书手写。`;
  } catch {
    said.textContent = '没有取到这一户的页面，请照通知书手写。';
  }
}

printing.addEventListener('click', () => window.print());
dates.addEventListener('click', () => save());
addEventListener('hashchange', begin);
begin();
