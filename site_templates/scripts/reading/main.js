// The elders' mode: its switch on every page, and reading aloud while it is on. Without script the switch is not shown.

import { Aloud } from './aloud.js';
import { passages } from './passages.js';

const KEY = 'gongshi-mode';
const root = document.documentElement;
const content = /** @type {HTMLElement} */ (document.getElementById('content'));
const button = (/** @type {string} */ name) => /** @type {HTMLButtonElement} */ (document.querySelector(`[data-${name}]`));
const modes = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll('[data-elder]')]);
const [bar, read, stop] = [document.querySelector('[data-aloud]'), button('aloud-read'), button('aloud-stop')];
let state = 'silent';

const aloud = 'speechSynthesis' in window
  ? new Aloud(speechSynthesis, (text) => new SpeechSynthesisUtterance(text), show) : null;

/**
 * @param {'silent'|'reading'|'paused'} now
 * @param {Element} [element]
 */
function show(now, element) {
  state = now;
  read.textContent = { silent: '朗读本页', reading: '暂停朗读', paused: '继续朗读' }[now];
  stop.hidden = now === 'silent';
  if (now !== 'paused' && (element || now === 'silent')) {
    document.querySelector('.g-read')?.classList.remove('g-read');
    element?.classList.add('g-read');
    element?.scrollIntoView({ block: 'center' });
  }
}

/** @param {boolean} isOn */
function set(isOn) {
  if (isOn) root.dataset.mode = 'elder';
  else delete root.dataset.mode;
  for (const one of modes) one.setAttribute('aria-pressed', String(isOn));
  bar?.toggleAttribute('hidden', !isOn);
  if (!isOn && state !== 'silent') aloud?.stop();
}

for (const one of modes) {
  one.addEventListener('click', () => {
    const isOn = root.dataset.mode !== 'elder';
    set(isOn);
    try {
      if (isOn) localStorage.setItem(KEY, 'elder');
      else localStorage.removeItem(KEY);
    } catch {
      // Not kept, then: the page at hand has it all the same.
    }
  });
}
read.hidden = !aloud;
read.addEventListener('click', () => {
  if (state === 'reading') aloud?.pause();
  else if (state === 'paused') aloud?.resume();
  else aloud?.start(passages(content, (element) => element.checkVisibility()));
});
stop.addEventListener('click', () => aloud?.stop());
addEventListener('pagehide', () => aloud?.stop());
addEventListener('storage', (event) => {
  if (event.key === KEY) set(event.newValue === 'elder');
});
set(root.dataset.mode === 'elder');
