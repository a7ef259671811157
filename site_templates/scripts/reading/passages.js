// What is read aloud of a page, in order: its headings, paragraphs, entries and rows, one passage each, as one would say it.

const BLOCKS = 'h1, h2, h3, h4, p, li, dt, dd, caption, tr, summary, blockquote, pre';
const SILENT = '[aria-hidden="true"], [hidden], nav, form, script, style, .g-pager, .g-hidden';

/** @typedef {{ element: Element, text: string }} Passage */

/**
 * The passages of a part of the page. What can't be seen is not read, nor what is only for finding one's way.
 * @param {Element} root
 * @param {(element: Element) => boolean} isShown
 * @returns {Passage[]}
 */
export function passages(root, isShown) {
  const found = [];
  for (const element of root.querySelectorAll(BLOCKS)) {
    if (element.closest(SILENT) || element.querySelector(BLOCKS) || element.closest('thead')) continue;
    if (element.parentElement?.closest('tr') || !isShown(element)) continue;
    const text = spoken(element.matches('tr') ? row(element) : element.textContent ?? '');
    if (text) found.push({ element, text });
  }
  return found;
}

/**
 * A row of a table: each cell with the name of its column, if it says it.
 * @param {Element} element
 */
function row(element) {
  return [...element.querySelectorAll('th, td')].map((cell) => {
    const label = cell.getAttribute('data-label');
    const text = (cell.textContent ?? '').trim();
    return text && label ? `${label}：${text}` : text;
  }).filter(Boolean).join('，');
}

/**
 * A text as it is said: amounts without the commas between thousands, ranges with 至, days as days.
 * @param {string} text
 */
export function spoken(text) {
  return text.replace(/\s+/g, ' ').trim()
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
    .replace(/\b(\d{4})-(\d{2})-(\d{2})\b/g, (_, year, month, day) => `${year}年${+month}月${+day}日`)
    .replace(/(\d(?:[年月日元户%]|\.\d+)?)\s*[–—~～]\s*(?=\d)/g, '$1至')
    .replace(/(\d+)\.00(?!\d)/g, '$1')
    .replace(/ › /g, '，');
}
