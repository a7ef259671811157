// Takes bytes, gives the numbers and texts in them, one after the other. Knows nothing of what they mean.

const UTF8 = new TextDecoder();

export class Cursor {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get done() {
    return this.at >= this.bytes.length;
  }

  /** One unsigned number: seven bits a byte, lowest first, the high bit set on all but the last. */
  number() {
    let value = 0;
    let scale = 1;
    for (;;) {
      if (this.done) throw new RangeError('a number has no end');
      const byte = this.bytes[this.at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  /** The next bytes, not copied. @param {number} length */
  take(length) {
    if (this.at + length > this.bytes.length) throw new RangeError('a list is cut short');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** The next bytes as UTF-8. @param {number} length */
  text(length) {
    return UTF8.decode(this.take(length));
  }
}

/**
 * Calls back for every run of records in an inverted list.
 * @param {Uint8Array} bytes
 * @param {(place: number, first: number, length: number) => void} see `place`: twice the position, plus one at the end
 */
export function eachRun(bytes, see) {
  const cursor = new Cursor(bytes);
  while (!cursor.done) {
    const place = cursor.number();
    let next = 0;
    for (let runs = cursor.number(); runs > 0; runs--) {
      const step = cursor.number();
      const first = next + Math.floor(step / 2);
      const length = step % 2 ? cursor.number() + 2 : 1;
      see(place, first, length);
      next = first + length;
    }
  }
}
