// Takes a query, draws the documents that Pagefind finds below the households. Loads nothing until it is asked.

import { element } from './view.js';

const SHOWN = 5;
/** @type {Record<string, string>} */
const COLUMNS = {
  policies: '政策法规', press: '新闻发布', guides: '办税指南', hotline: '12366 问答', halls: '办税服务厅',
  statistics: '统计数据', disclosure: '政务公开', data: '开放数据', quota: '定额公示', about: '关于本站',
};

/** @type {Promise<any>|undefined} */
let loading;

/** Pagefind's own module, from the site's own folder. @param {URL} base */
function pagefind(base) {
  loading ??= import(new URL('pagefind/pagefind.js', base).href).then(async (module) => {
    await module.options({ excerptLength: 30 });
    return module;
  });
  loading.catch(() => { loading = undefined; });
  return loading;
}

/** @param {HTMLElement} place @param {string} query @param {URL} base @param {AbortSignal} signal */
export async function searchDocuments(place, query, base, signal) {
  const module = await pagefind(base);
  if (signal.aborted) return;
  const found = await module.search(query);
  const shown = await Promise.all(found.results.slice(0, SHOWN).map((/** @type {any} */ result) => result.data()));
  if (!signal.aborted) draw(place, found.results.length, shown, base);
}

/** @param {HTMLElement} place @param {number} total @param {any[]} documents @param {URL} base */
function draw(place, total, documents, base) {
  if (!total) {
    place.replaceChildren();
    return;
  }
  const note = total > documents.length ? `文件 ${total} 篇，先列 ${documents.length} 篇` : `文件 ${total} 篇`;
  place.replaceChildren(element('h2', 'g-results__title', [note]),
    element('ol', 'g-results__list', documents.map((one) => item(one, base))));
}

/** One of Pagefind's results. @param {any} found @param {URL} base */
function item(found, base) {
  const address = new URL(found.url, base);
  const column = COLUMNS[address.pathname.slice(base.pathname.length).split('/')[0]] ?? '';
  const title = found.meta.title ?? address.pathname;
  return element('li', 'g-result g-result--document', [
    element('h3', 'g-result__name', [element('a', '', [title], { href: address.href })]),
    element('p', 'g-result__about g-quiet', [column]), element('p', 'g-result__excerpt', excerpt(found.excerpt))]);
}

/** Pagefind's excerpt is HTML with `<mark>`; only its texts and marks are kept. @param {string} html */
function excerpt(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  return [...parsed.body.childNodes].map((node) => (
    node.nodeName === 'MARK' ? element('mark', '', [node.textContent ?? '']) : node.textContent ?? ''));
}
