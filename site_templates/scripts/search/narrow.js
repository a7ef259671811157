// Takes a query and its counts, gives the links that narrow or reorder it. Knows no element of the page.

import { FACETS } from './query.js';

/** @typedef {{q: string, division: string, street: string, trade: string, status: string, range: string, sort: string}} Query */
/** @typedef {{name: string, chosen: boolean, href: string, count: number|null}} Link */
/** @typedef {{title: string, links: Link[], folded: boolean}} Group */

const TITLES = { division: '区县', street: '街道', trade: '行业', status: '状态', range: '月定额' };
const SORTS = [['', '相符程度'], ['high', '定额从高到低'], ['low', '定额从低到高'], ['street', '街道']];
const FOLDED_FROM = 14;

/**
 * @param {import('./files.js').SearchIndex} index @param {Query} query @param {import('./query.js').Result} result
 * @param {(query: Query) => string} addressOf @returns {Group[]}
 */
export function groups(index, query, result, addressOf) {
  const { divisions, trades, statuses } = index.manifest;
  const counted = Object.fromEntries(FACETS.map((name, nth) => [name, result.counts[nth]]));
  const ofDivision = divisions.map(() => 0);
  index.manifest.streets.divisions.forEach((division, at) => { ofDivision[division] += counted.street?.[at] ?? 0; });
  const all = {
    division: named(divisions, ofDivision),
    street: asksForStreets(index, query) ? named(index.streets, counted.street) : [],
    trade: named(trades, counted.trade),
    status: named(statuses.map((status) => [status, status]), counted.status),
    range: named(ranges(index), counted.range),
  };
  const found = Object.entries(all).map(([name, choices]) => group(/** @type {keyof typeof TITLES} */ (name), choices, query, addressOf));
  return [...found.filter(({ links }) => links.length > 1), sorts(query, result, addressOf)].filter((one) => one.links.length > 1);
}

/** Whether the streets are among what can be chosen. @param {import('./files.js').SearchIndex} index @param {Query} query */
export const asksForStreets = (index, query) => Boolean(query.division || query.street || index.manifest.divisions.length < 2);

/** @typedef {{code: string, name: string, count: number}} Choice */
/** @param {any[][]} table @param {number[]|null|undefined} counts @returns {Choice[]} */
const named = (table, counts) => (counts ? table.map(([code, name], at) => ({ code, name, count: counts[at] || 0 })) : []);

/** The ranges of the quota by their position, in words. @param {import('./files.js').SearchIndex} index @returns {string[][]} */
function ranges({ manifest }) {
  const yuan = manifest.ranges.map((fen) => String(fen / 100));
  const between = yuan.slice(1).map((bound, at) => `${yuan[at]}–${bound} 元`);
  const words = ['无定额', `不到 ${yuan[0]} 元`, ...between, `${yuan[yuan.length - 1]} 元以上`];
  return words.map((word, at) => [String(at), word]);
}

/**
 * @param {keyof typeof TITLES} name @param {Choice[]} choices @param {Query} query @param {(query: Query) => string} addressOf
 * @returns {Group}
 */
function group(name, choices, query, addressOf) {
  const without = name === 'division' ? { ...query, division: '', street: '' } : { ...query, [name]: '' };
  const useful = choices.filter(({ code, count }) => count || code === query[name]);
  const links = useful.map(({ code, name: text, count }) => (
    { name: text || '未填', chosen: query[name] === code, count, href: addressOf({ ...without, [name]: code }) }));
  const back = query[name] ? [{ name: '全部', chosen: false, count: null, href: addressOf(without) }] : [];
  return { title: TITLES[name], links: [...back, ...links], folded: links.length > FOLDED_FROM };
}

/** @param {Query} query @param {import('./query.js').Result} result @param {(query: Query) => string} addressOf @returns {Group} */
function sorts(query, result, addressOf) {
  const possible = result.total > 1 ? SORTS.filter(([sort]) => result.sorts || !['high', 'low'].includes(sort)) : [];
  const links = possible.map(([sort, name]) => (
    { name, chosen: query.sort === sort, count: null, href: addressOf({ ...query, sort }) }));
  return { title: '排序', links, folded: false };
}
