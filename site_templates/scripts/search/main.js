// The search box of every page. Where results are shown the search itself is loaded; elsewhere the box only leads there, so
// that a page that nobody searches on stays light.

import { addressOf, boxes } from './box.js';

/** Leads to the page that has the results, without sending what was typed. @param {HTMLInputElement} box */
function lead(box) {
  box.form?.addEventListener('submit', (event) => {
    event.preventDefault();
    location.assign(addressOf({ q: box.value.trim() }));
  });
}

if (document.querySelector('[data-results]') && document.querySelector('[data-result-count]')) {
  import('./results.js').then((search) => search.begin());
} else boxes.forEach(lead);
