// The boxes of a page and the address to which they lead. What is typed travels behind the `#`, which is never sent.

/** The root of the site. */
export const BASE = new URL(import.meta.url.replace(/scripts\/search\/[^/]*$/, ''));

/** @type {HTMLInputElement[]} */
export const boxes = [...document.querySelectorAll('input[name=q]')].map((box) => /** @type {HTMLInputElement} */ (box));

/** The address of the search for a query, without empty parts. @param {Partial<import('./narrow.js').Query>} query */
export function addressOf(query) {
  const address = new URL('quota/', BASE);
  const filled = Object.entries(query).filter(([name, value]) => value || name === 'q');
  address.hash = new URLSearchParams(filled).toString();
  return address.href;
}
