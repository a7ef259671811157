// On pages that are made anew while days pass; a site that is kept as of one day has no such script.

import { mark, today } from './past.js';

const day = today(new Date());
mark(document, day);
document.documentElement.dataset.day = day;
for (const one of document.querySelectorAll('.g-days time')) {
  const is = one instanceof HTMLTimeElement && one.dateTime === day;
  if (is) one.parentElement?.setAttribute('aria-current', 'date');
  else one.parentElement?.removeAttribute('aria-current');
}
