// Takes text as people type or print it, gives it as it is compared, and the way back for marking. Never guesses.

/** @typedef {Map<string, string>} Simplified the simplified form of each traditional character that matters here */

/** The manifest's `simplified`: pairs of characters in one text. @param {string} text @returns {Simplified} */
export function pairs(text) {
  const signs = [...text];
  return new Map(signs.flatMap((sign, i) => (i % 2 ? [] : [[sign, signs[i + 1]]])));
}

/**
 * NFKC, lower case, ü as v, simplified, no white space. The same as `folded` in the generator.
 * @param {string} text @param {Simplified} [simplified]
 */
export function fold(text, simplified) {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll('ü', 'v').replace(/\s+/gu, '');
  return simplified ? Array.from(plain, (sign) => simplified.get(sign) ?? sign).join('') : plain;
}

/** @type {Set<string>|undefined} */
let common;

/** Whether a text has a Chinese character that GB 2312 has not, as nearly all traditional ones. @param {string} text */
export function isRare(text) {
  common ??= new Set(gb2312());
  return [...text.normalize('NFKC')].some((sign) => sign >= '\u3400' && !common?.has(sign));
}

function gb2312() {
  const bytes = [];
  for (let high = 0xb0; high < 0xf8; high++) for (let low = 0xa1; low < 0xff; low++) bytes.push(high, low);
  return new TextDecoder('gbk').decode(Uint8Array.from(bytes));
}

const MOST_WORDS = 12;
const LONGEST = 200;

/**
 * The different words of a query, folded. All of them must be found.
 * @param {string} query @param {Simplified} [simplified]
 */
export function words(query, simplified) {
  const typed = query.slice(0, LONGEST).normalize('NFKC').split(/\s+/u);
  const pieces = typed.map((word) => fold(word, simplified)).filter(Boolean);
  return [...new Set(pieces)].slice(0, MOST_WORDS);
}

/**
 * The text cut where a word begins or ends, each piece with whether it is to be marked.
 * @param {string} text @param {string[]} wanted folded words @param {Simplified} [simplified]
 * @returns {{text: string, marked: boolean}[]}
 */
export function marked(text, wanted, simplified) {
  const signs = [...text];
  const folded = signs.map((sign) => fold(sign, simplified));
  const hit = new Array(signs.length).fill(false);
  for (const word of wanted) markWord(folded, word, hit);
  /** @type {{text: string, marked: boolean}[]} */
  const pieces = [];
  signs.forEach((sign, i) => {
    if (i && hit[i] === hit[i - 1]) pieces[pieces.length - 1].text += sign;
    else pieces.push({ text: sign, marked: hit[i] });
  });
  return pieces;
}

/** @param {string[]} folded each sign folded @param {string} word @param {boolean[]} hit */
function markWord(folded, word, hit) {
  const whole = folded.join('');
  const owner = folded.flatMap((sign, i) => new Array(sign.length).fill(i));
  for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + 1)) {
    for (let i = at; i < at + word.length; i++) hit[owner[i]] = true;
  }
}
