// Takes what was found, draws it into the page's places. Data only ever becomes text nodes. Fetches nothing.

import { marked } from './fold.js';

/** @type {Record<string, string>} */
const REASONS = {
  name: '字号', address: '经营地址', street: '街道', division: '区县', trade: '行业', number: '公示编号', sound: '字号的拼音',
};

/**
 * An element with class, children (elements or texts) and attributes.
 * @param {string} tag @param {string} className @param {(Node|string)[]} children @param {Record<string, string>} attributes
 */
export function element(tag, className, children = [], attributes = {}) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * The text with the words marked.
 * @param {string} text @param {string[]} words @param {import('./fold.js').Simplified} simplified
 * @returns {(string|HTMLElement)[]}
 */
function markedText(text, words, simplified) {
  const pieces = marked(text, words, simplified);
  return pieces.map((piece) => (piece.marked ? element('mark', '', [piece.text]) : piece.text));
}

/** `1,234.50` from fen, or a dash. @param {number|null} fen */
export function yuan(fen) {
  if (fen === null || fen === undefined) return '—';
  const whole = String(Math.trunc(Math.abs(fen) / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  const cents = Math.abs(fen) % 100;
  return (fen < 0 ? '-' : '') + whole + (cents ? `.${String(cents).padStart(2, '0')}` : '');
}

/**
 * One household as a list item.
 * @param {import('./reasons.js').Shop} shop @param {string[]} words @param {string[]} why @param {URL} base
 * @param {import('./fold.js').Simplified} simplified
 */
export function item(shop, words, why, base, simplified) {
  const [state, stateName] = shop.stateNames;
  const address = new URL(`household/${shop.bucket}/#${encodeURIComponent(shop.number)}`, base);
  const text = (/** @type {string} */ value) => markedText(value, words, simplified);
  const head = element('h3', 'g-result__name', [element('a', '', text(shop.name || '（无字号）'), { href: address.href })]);
  if (stateName) head.append(' ', element('span', `g-status g-status--${state}`, [stateName]));
  if (shop.statusName && shop.statusName !== '在营') head.append(' ', element('span', 'g-tag', [shop.statusName]));
  const place = [...text(shop.division), ' ', ...text(shop.streetName), ' ', ...text(shop.address)];
  const about = ['行业：', ...text(shop.tradeName), '　公示编号：', ...text(shop.number)];
  return element('li', 'g-result', [
    head, element('p', 'g-result__quota', [`月核定营业额 ${yuan(shop.fen)} 元`]), element('p', 'g-result__place', place),
    element('p', 'g-result__about', about),
    element('p', 'g-result__why g-quiet', [`相符：${why.map((field) => REASONS[field]).join('、')}`]),
  ], { 'data-household': shop.number });
}

/** The page's places for results. */
export class View {
  /** @param {Document} page */
  constructor(page) {
    this.results = /** @type {HTMLElement} */ (page.querySelector('[data-results]'));
    this.count = /** @type {HTMLElement} */ (page.querySelector('[data-result-count]'));
    this.facets = page.querySelector('[data-facets]');
    this.documents = /** @type {HTMLElement|null} */ (page.querySelector('[data-search-documents]'));
    this.list = element('ol', '');
  }

  clear() {
    for (const place of [this.results, this.count, this.facets, this.documents]) place?.replaceChildren();
    this.count?.setAttribute('data-result-count', '');
    this.results?.removeAttribute('aria-busy');
  }

  busy() {
    this.results.setAttribute('aria-busy', 'true');
  }

  /** @param {number} total */
  total(total) {
    const shown = String(total).replace(/\B(?=(\d{3})+$)/g, ',');
    this.count.setAttribute('data-result-count', String(total));
    this.count.replaceChildren(`找到 ${shown} 户`);
  }

  /** A new list. @param {HTMLElement[]} items */
  begin(items) {
    this.list = element('ol', 'g-results__list', items, { 'aria-label': '找到的定额户' });
    this.results.replaceChildren(this.list);
    this.results.removeAttribute('aria-busy');
  }

  /** @param {number} left @param {() => Promise<void>} more */
  offerMore(left, more) {
    this.results.querySelector('[data-more]')?.remove();
    if (!left) return;
    const button = element('button', 'g-button g-results__more', [`更多（还有 ${left} 户）`],
      { type: 'button', 'data-more': '' });
    button.addEventListener('click', more);
    this.results.append(button);
  }

  /** @param {HTMLElement[]} items */
  append(items) {
    this.list.append(...items);
    items[0]?.querySelector('a')?.focus();
  }

  /** @param {string} query */
  empty(query) {
    const none = `没有哪一户的字号、地址、街道、行业或公示编号含有“${query}”。`;
    const advice = ['字号可以只打其中几个字，例如“饺子”；也可以打拼音或首字母，例如“laobian”“lbjz”。',
      '几个词之间用空格隔开，例如“饺子 青年大街”；词少一些，找到的多一些。',
      '也可以从下面的区县、街道或行业一级一级往下看。经营者姓名不能搜索。'];
    const list = element('ul', 'g-results__advice', advice.map((text) => element('li', '', [text])));
    this.results.replaceChildren(element('p', '', [none]), list);
    this.results.removeAttribute('aria-busy');
  }

  /** @param {string} why @param {() => void} again */
  failed(why, again) {
    const button = element('button', 'g-button', ['再试一次'], { type: 'button' });
    button.addEventListener('click', again);
    this.clear();
    this.results.replaceChildren(element('div', 'g-note g-note--warn', [
      element('p', '', [`搜索没有完成：${why}`]),
      element('p', '', ['也可以从下面的区县、街道或行业一级一级往下看。']), button], { role: 'alert' }));
  }

  /** Links that narrow or reorder the search; a long group can be opened. @param {import('./narrow.js').Group[]} groups */
  narrow(groups) {
    const isNarrow = matchMedia('(max-width: 40rem)').matches;    // on a phone the results come first
    this.facets?.replaceChildren(...groups.map(({ title, links, ...group }) => {
      const folded = group.folded || (isNarrow && links.some((one) => one.count !== null));
      const list = element('ul', 'g-facets__list', links.map((one) => element('li', '', [facet(one)])), { 'aria-label': title });
      /** @type {Record<string, string>} */
      const open = folded && links.some((one) => one.chosen) ? { open: '' } : {};
      const label = element(folded ? 'summary' : 'span', 'g-facets__title', [title]);
      return element(folded ? 'details' : 'div', 'g-facets__group', [label, list], open);
    }));
  }
}

/** @param {import('./narrow.js').Link} link */
function facet({ name, chosen, href, count }) {
  const shown = count === null ? name : `${name}（${count}）`;
  return element('a', 'g-facets__link', [shown], chosen ? { href, 'aria-current': 'true' } : { href });
}
