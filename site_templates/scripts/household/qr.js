// A QR code (ISO/IEC 18004) of a short text: bytes, correction level M, versions 1 to 10, mask 0. Draws nothing.

// For each version: bytes in all, correction bytes a block, blocks. The rest of the bytes is spread over the blocks, the last ones longer.
const VERSIONS = [[26, 10, 1], [44, 16, 1], [70, 26, 1], [100, 18, 2], [134, 24, 2], [172, 16, 4], [196, 18, 4], [242, 22, 4], [292, 22, 5], [346, 26, 5]];
const ALIGNED = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];
const FORMAT = 0b101010000010010; // level M, mask 0
const VERSION_BITS = [0x07c94, 0x085bc, 0x09a99, 0x0a4d3]; // of 7 to 10

/** Product in the field of 256. @param {number} a @param {number} b */
function times(a, b) {
  let product = 0;
  for (; b; b >>= 1, a = a << 1 ^ (a > 127 ? 0x11d : 0)) if (b & 1) product ^= a;
  return product;
}

/** The correction bytes of a block. @param {number[]} data @param {number} count */
function correction(data, count) {
  let divisor = [1];
  for (let i = 0, root = 1; i < count; i++, root = times(root, 2)) {
    divisor = [...divisor, 0].map((value, at) => value ^ (at ? times(divisor[at - 1], root) : 0));
  }
  const rest = [...data, ...new Array(count).fill(0)];
  data.forEach((_, at) => {
    const lead = rest[at];
    divisor.forEach((value, nth) => { rest[at + nth] ^= times(value, lead); });
  });
  return rest.slice(data.length);
}

/** The code's bytes, data and correction interleaved. @param {Uint8Array} text @param {number} version from 0 */
function codewords(text, version) {
  const [total, each, blocks] = VERSIONS[version];
  const room = total - each * blocks;
  const bits = [4, text.length].map((value, nth) => value.toString(2).padStart(nth ? version > 8 ? 16 : 8 : 4, '0'))
    .concat([...text].map((byte) => byte.toString(2).padStart(8, '0'))).join('') + '0000';
  const data = (bits.slice(0, room * 8).match(/.{1,8}/g) ?? []).map((byte) => parseInt(byte.padEnd(8, '0'), 2));
  for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad);
  const short = Math.floor(room / blocks);
  const parts = [];
  for (let nth = 0, at = 0; nth < blocks; nth++) {
    const end = at + short + (nth >= blocks - room % blocks ? 1 : 0);
    parts.push(data.slice(at, end));
    at = end;
  }
  const woven = (/** @type {number[][]} */ rows) => rows[rows.length - 1].flatMap((_, at) => rows.filter((row) => at < row.length).map((row) => row[at]));
  return [...woven(parts), ...woven(parts.map((part) => correction(part, each)))];
}

/**
 * The modules of the code, row by row: 1 is dark. Null where the text is too long.
 * @param {string} text @returns {number[][]|null}
 */
export function qr(text) {
  const bytes = new TextEncoder().encode(text);
  const version = VERSIONS.findIndex(([total, each, blocks], nth) => bytes.length + (nth > 8 ? 3 : 2) <= total - each * blocks);
  if (version < 0) return null;
  const size = version * 4 + 21;
  /** @type {(number|undefined)[][]} */
  const grid = Array.from({ length: size }, () => new Array(size).fill(undefined));
  const set = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number|boolean} */ dark) => { if (grid[y]) grid[y][x] = Number(dark); };
  const square = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ reach) => {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        if (x + dx >= 0 && x + dx < size && y + dy >= 0 && y + dy < size) set(x + dx, y + dy, ring !== reach - (reach > 2 ? 2 : 1) && ring !== 4);
      }
    }
  };
  for (let at = 0; at < size; at++) { set(6, at, at % 2 === 0); set(at, 6, at % 2 === 0); }
  const places = ALIGNED[version];
  for (const x of places) {
    for (const y of places) {
      if (!(x === 6 && (y === 6 || y === size - 7) || y === 6 && x === size - 7)) square(x, y, 2);
    }
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) square(x, y, 4);
  for (let nth = 0; nth < 15; nth++) {
    const dark = FORMAT >> nth & 1;
    if (nth < 6) set(8, nth, dark);
    else if (nth < 8) set(8, nth + 1, dark);
    else if (nth === 8) set(7, 8, dark);
    else set(14 - nth, 8, dark);
    if (nth < 8) set(size - 1 - nth, 8, dark);
    else set(8, size - 15 + nth, dark);
  }
  set(8, size - 8, 1);
  for (let nth = 0; version > 5 && nth < 18; nth++) {
    const [a, b, dark] = [Math.floor(nth / 3), size - 11 + nth % 3, VERSION_BITS[version - 6] >> nth & 1];
    set(a, b, dark);
    set(b, a, dark);
  }
  const stream = codewords(bytes, version);
  let bit = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const y = (right + 1 & 2) === 0 ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (grid[y][x] !== undefined) continue;
        const dark = bit < stream.length * 8 ? stream[bit >> 3] >> 7 - (bit & 7) & 1 : 0;
        set(x, y, dark ^ Number((x + y) % 2 === 0));
        bit++;
      }
    }
  }
  return grid.map((row) => row.map(Number));
}
