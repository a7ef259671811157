// The QR code of the household whose number is in the address, for the printed page; without it the address stands there. And
// the links to the form say whose form it is: behind the `#`, which is never sent.

import { qr } from './qr.js';

const SVG = 'http://www.w3.org/2000/svg';

/** @param {string} text */
function picture(text) {
  const grid = qr(text);
  if (!grid) return null;
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  const size = grid.length + 8;
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('class', 'g-qr');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', '本户地址的二维码');
  path.setAttribute('d', grid.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + 4} ${y + 4}h1v1h-1z` : ''))).join(''));
  svg.append(path);
  return svg;
}

/** The button that looks for the nearest shops: what it needs is loaded when somebody asks. @param {Element} block */
function offer(block) {
  const peers = block.querySelector('.g-peers');
  if (!peers) return;
  const place = document.createElement('div');
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'g-button g-button--plain', textContent: '找最像的十户' });
  place.className = 'g-near';
  place.setAttribute('aria-live', 'polite');
  place.append(button);
  peers.after(place);
  button.addEventListener('click', async () => {
    button.disabled = true;
    const { shown } = await import('./nearest.js');
    place.replaceChildren(...await shown(block));
  });
}

function draw() {
  document.querySelector('.g-qr')?.remove();
  document.querySelector('.g-near')?.remove();
  const block = document.getElementById(location.hash.slice(1));
  const place = block?.querySelector('.g-address');
  const code = place && picture(location.href);
  if (code) place.append(code);
  if (block?.matches('.g-household')) offer(block);
  else delete document.documentElement.dataset.asked; // a number that is not on this page leaves the whole list
}

const bucket = location.pathname.replace(/index\.html$/, '').split('/').at(-2);
for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('.g-today a'))) {
  link.hash = `${bucket}/${link.closest('article')?.id}`;
}
addEventListener('hashchange', draw);
draw();
