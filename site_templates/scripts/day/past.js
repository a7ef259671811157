// Which last days are over on the visitor's own day. A page says what was so on the day it was made; this says what became of it.

/** Today where the bureau is, as 2008-09-26: China has one time, eight hours before Greenwich. @param {Date} now */
export const today = (now) => new Date(now.getTime() + 8 * 3600e3).toISOString().slice(0, 10);

/** Marks the last days that are over, says what has ended with them, counts the days that are left. @param {ParentNode} root @param {string} day */
export function mark(root, day) {
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (root.querySelectorAll('.g-until'))) {
    if (time.dateTime >= day || time.classList.contains('g-until--past')) continue;
    time.classList.add('g-until--past');
    time.append('（已过）');
    for (const said of /** @type {NodeListOf<HTMLElement>} */ (time.closest('[data-window]')?.querySelectorAll('[data-ended]') ?? [])) {
      said.textContent = said.dataset.ended ?? '';
      said.classList.replace('g-status--open', 'g-status--ended');
    }
  }
  for (const count of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('[data-left]'))) {
    const left = (count.dataset.left ?? '').split(' ').filter((one) => one >= day).length;
    count.textContent = `${left}`;
    const line = count.closest('.g-deadline__left');
    if (line instanceof HTMLElement) line.hidden = !left;
  }
}
