// The ten shops of the same trade that are most like one: by place, floor area and staff, each with why. Ranks what the lists
// of the site say; the amounts are theirs.

/** @typedef {{ href: string, name: string, address: string, area: number, staff: number, quota: string, onStreet: boolean }} Shop */

export const MOST = 10;
const APART = { street: 1, road: 0.3, unknown: 0.7 };

/** The road of an address: what stands before the first digit. @param {string} address */
export const road = (address) => address.split(/[\d０-９]/)[0].trim();

/** How unlike two measures are: nought where they are the same. @param {number} a @param {number} b */
const apart = (a, b) => (a > 0 && b > 0 ? Math.abs(Math.log(a / b)) : APART.unknown);

/** @param {Shop} own @param {Shop} other */
function distance(own, other) {
  const place = other.onStreet ? (road(own.address) === road(other.address) ? 0 : APART.road) : APART.street;
  return place + apart(own.area, other.area) + apart(own.staff, other.staff) / 2;
}

/** Why a shop is comparable, in words. @param {Shop} own @param {Shop} other */
export function why(own, other) {
  const place = !other.onStreet ? '同行业，别的街道' : road(own.address) && road(own.address) === road(other.address) ? `同行业，同在${road(own.address)}` : '同行业，同街道';
  const area = other.area ? `面积 ${other.area}㎡` : '面积未载明';
  const staff = other.staff ? `${other.staff} 人` : '人数未载明';
  return `${place}；${area}，${staff}`;
}

/** The nearest, the nearest first; the same distance by address. @param {Shop} own @param {Shop[]} others */
export function nearest(own, others) {
  const once = new Map(others.filter((other) => other.href !== own.href).map((other) => [other.href, other]));
  return [...once.values()].sort((a, b) => distance(own, a) - distance(own, b) || (a.href < b.href ? -1 : 1)).slice(0, MOST);
}

/** @param {string} text */
export function size(text) {
  return { area: Number(/([\d.]+)㎡/.exec(text)?.[1] ?? 0), staff: Number(/(\d+) 人/.exec(text)?.[1] ?? 0) };
}

/**
 * The shops of a trade on one page of a list.
 * @param {Document} page @param {string} address of that page @param {string} trade its code, or empty for all @param {boolean} onStreet
 * @returns {Shop[]}
 */
function listed(page, address, trade, onStreet) {
  const groups = [...page.querySelectorAll('.g-listing tbody')].filter((group) => !trade || group.querySelector(`th a[href*="/industry/${trade}/"]`));
  return groups.flatMap((group) => [...group.querySelectorAll('tr')]).flatMap((row) => {
    const link = row.querySelector('th a[href*="household/"]');
    const cells = row.querySelectorAll('td');
    if (!link || cells.length < 2) return [];
    const small = cells[0].querySelector('small')?.textContent ?? '';
    return [{ href: new URL(link.getAttribute('href') ?? '', address).href, name: link.textContent ?? '', onStreet, ...size(small),
      address: (cells[0].textContent ?? '').slice(0, -small.length || undefined).trim(), quota: cells[1].querySelector('b')?.textContent ?? '' }];
  });
}

/**
 * @param {string} first address of the list's first page @param {string} trade @param {boolean} onStreet @param {number} most pages
 * @returns {Promise<Shop[]>}
 */
export async function gather(first, trade, onStreet, most) {
  /** @type {Shop[]} */
  const found = [];
  for (let address = first, number = 0; address && number < most; number++) {
    const answer = await fetch(address);
    if (!answer.ok) break;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const here = listed(page, address, trade, onStreet);
    if (found.length && !here.length) break;
    found.push(...here);
    const next = page.querySelector('a[rel=next]')?.getAttribute('href');
    address = next ? new URL(next, address).href : '';
  }
  return found;
}
