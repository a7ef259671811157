// What a household's own page says, for the lines of the form. Reads words and figures; computes none.

/** @typedef {Record<string, string>} Facts */

/** @param {Element|null|undefined} element */
const text = (element) => (element?.textContent ?? '').trim();

/** What stands before a line break. @param {Element|null} element */
function first(element) {
  const nodes = [...element?.childNodes ?? []];
  const end = nodes.findIndex((node) => node.nodeName === 'BR');
  return nodes.slice(0, end < 0 ? undefined : end).map((node) => node.textContent ?? '').join('').trim();
}

/** A day written `2008年9月26日`, as `2008-09-26`. @param {string} words @returns {string[]} */
export function days(words) {
  return [...words.matchAll(/(\d{4})年(\d{1,2})月(\d{1,2})日/g)].map(([, year, month, day]) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

/** The household asked for behind the `#`: `002/VRW8YYPG5J`. @param {string} hash */
export function asked(hash) {
  const found = /^#([0-9a-f]+)\/([0-9A-Za-z-]+)$/.exec(hash);
  return found && { bucket: found[1], number: found[2] };
}

/** @param {Element} block the household's article @returns {Facts} */
export function facts(block) {
  const named = new Map([...block.querySelectorAll('.g-meta dt')].map((term) => [text(term), first(term.nextElementSibling)]));
  const of = (/** @type {string} */ term) => named.get(term) ?? '';
  const sentence = block.querySelector('.g-household__quota');
  const size = of('面积和人数');
  return {
    name: text(block.querySelector('h2')), number: of('公示编号'), address: of('经营地址'), trade: of('行业'),
    office: of('主管税务机关'), source: of('依据'),
    area: /([\d.]+)㎡/.exec(size)?.[1] ?? '', staff: /(\d+) 人/.exec(size)?.[1] ?? '',
    quota: text(sentence?.querySelector('strong')).replace(/ 元$/, ''),
    tax: /每月税额 (\S+) 元/.exec(text(block))?.[1] ?? '',
    period: days(text(sentence)).length === 2 ? days(text(sentence)).join(' 至 ') : '',
  };
}

/**
 * The limits of the way that is open, for the calendar: what ends, and the day.
 * @param {Element} block @returns {{ what: string, day: string }[]}
 */
export function limits(block) {
  const ways = block.querySelector('.g-today');
  const way = text(ways?.querySelector('b'));
  const own = [...ways?.querySelectorAll('strong') ?? []].filter((strong) => !strong.querySelector('.g-until--past')).flatMap((strong) => days(text(strong)));
  const end = [...block.querySelectorAll('.g-steps li')].map((step) => text(step)).find((step) => step.startsWith('执行到'));
  return [...own.map((day) => ({ what: `${way}的最后一天`, day })),
    ...end ? [{ what: '定额执行期满', day: end.replace('执行到', '') }] : []];
}

/** The box of the form that fits the way open today. @param {string} way */
export function box(way) {
  return { 提意见: 'comment', 申请重新核定: 'reassess', 申请变更定额: 'change' }[way] ?? '';
}
