// Shows the shops nearest to a household, from the lists of its street and, where these are few, of its trade.

import { MOST, gather, nearest, size, why } from './near.js';

const STREET_PAGES = 30;
const TRADE_PAGES = 5;

/** @param {Element} block */
function own(block) {
  const of = (/** @type {string} */ term) => [...block.querySelectorAll('.g-meta dt')].find((one) => one.textContent === term)?.nextElementSibling;
  const link = (/** @type {string} */ term) => /** @type {HTMLAnchorElement|undefined} */ ([...of(term)?.querySelectorAll('a') ?? []].at(-1));
  return { street: link('街道')?.href ?? '', trade: link('行业')?.href ?? '',
    shop: { href: new URL(`#${block.id}`, location.href).href.replace(/index\.html#/, '#'), name: '', address: of('经营地址')?.textContent ?? '', quota: '',
      onStreet: true, ...size(of('面积和人数')?.textContent ?? '') } };
}

/** @param {Element} block @returns {Promise<(Node|string)[]>} */
export async function shown(block) {
  const { street, trade, shop } = own(block);
  const code = trade.split('/').at(-2) ?? '';
  try {
    const found = await gather(street, code, true, STREET_PAGES);
    if (found.length <= MOST) found.push(...(await gather(trade, '', false, TRADE_PAGES)).filter((one) => !found.some(({ href }) => href === one.href)));
    return list(nearest(shop, found), shop);
  } catch {
    return ['没有取到名单，请看', Object.assign(document.createElement('a'), { href: street, textContent: '本街道全部各户' }), '。'];
  }
}

/** @param {import('./near.js').Shop[]} found @param {import('./near.js').Shop} shop */
function list(found, shop) {
  if (!found.length) return ['没有找到别的同行业的户。'];
  const rows = document.createElement('ol');
  for (const one of found) {
    const row = document.createElement('li');
    const small = Object.assign(document.createElement('small'), { textContent: why(shop, one) });
    row.append(Object.assign(document.createElement('a'), { href: one.href, textContent: one.name }), ` ${one.quota} 元/月`, small);
    rows.append(row);
  }
  const head = Object.assign(document.createElement('p'), { className: 'g-quiet',
    textContent: '按地点、面积、人数最接近的排，最像的在前。不同不等于不公，原因见页末。' });
  return [head, rows];
}
