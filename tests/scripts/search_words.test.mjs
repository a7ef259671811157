// Facts about the small parts of the search: digits, lists, order, folding, marking.
// Run: node --test tests/scripts/

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compare, counts, eachRecord, number, numbers, place, unfolded } from '../../site_templates/scripts/search/digits.js';
import { fnv1a } from '../../site_templates/scripts/search/kept.js';
import { fold, isRare, marked, pairs, words } from '../../site_templates/scripts/search/fold.js';
import { forms } from '../../site_templates/scripts/search/word.js';
import { isPlain, precision } from '../../site_templates/scripts/search/reasons.js';

test('digits are the characters from 0 to o, highest first', () => {
  assert.equal(number('0'), 0);
  assert.equal(number('o'), 63);
  assert.equal(number('100'), 4096);
  assert.equal(number('x10', 1), 64);
  assert.deepEqual(numbers('000102', 2), [0, 1, 2]);
  assert.deepEqual(numbers('0a?0b?', 2, 3), [49, 50]);
});

test('a list is fits, blocks of six and empty blocks', () => {
  const seen = (list) => {
    const all = [];
    eachRecord(list, (record, fit) => all.push([record, fit]));
    return all;
  };
  assert.deepEqual(seen(''), []);
  assert.deepEqual(seen('1!'), [[0, 1]]);
  assert.deepEqual(seen('2#a! 6_'), [[0, 2], [1, 2], [12, 2], [0, 6], [1, 6], [2, 6], [3, 6], [4, 6], [5, 6]]);
  assert.deepEqual(seen('0a`!'), [[31 * 6, 0]]);
});

test('counts may leave out noughts', () => {
  assert.deepEqual(counts('12,,3'), [12, 0, 3]);
});

test('texts are in the order of their characters, not of their UTF-16 units', () => {
  const sorted = ['a', 'ab', '饺', '饺子', '\uff21', '𠮷', '𠮷野'];
  assert.deepEqual([...sorted].reverse().sort(compare), sorted);
  assert.equal(place(sorted, '饺'), 2);
  assert.equal(place(sorted, '饺', true), 3);
  assert.equal(place(sorted, '𠮷a'), 6);
  assert.equal(place(sorted, ''), 0);
});

test('fences leave out what they share with the one before', () => {
  assert.deepEqual(unfolded(['0老', '1边𠮷', '3野', '0饺']), ['老', '老边𠮷', '老边𠮷野', '饺']);
  assert.deepEqual(unfolded([]), []);
});

test('FNV-1a has the published values', () => {
  assert.equal(fnv1a(''), 0x811c9dc5);
  assert.equal(fnv1a('a'), 0xe40c292c);
  assert.equal(fnv1a('foobar'), 0xbf9cf968);
});

test('full-width forms, capitals, ü and white space are folded', () => {
  assert.equal(fold('ＫＴＶ（中街） Lü\u3000𠮷'), 'ktv(中街)lv𠮷');
});

test('traditional characters are folded to simplified ones, and marked as they are printed', () => {
  const simplified = pairs('館馆東东');
  assert.deepEqual([...simplified], [['館', '馆'], ['東', '东']]);
  assert.equal(fold('東方餐館', simplified), '东方餐馆');
  assert.deepEqual(words('餐館 餐馆', simplified), ['餐馆']);
  assert.deepEqual(marked('東方餐館', ['餐馆'], simplified), [{ text: '東方', marked: false }, { text: '餐館', marked: true }]);
});

test('only a text with a character that GB 2312 has not needs the traditional ones', () => {
  assert.deepEqual(['东方餐馆', 'ＫＴＶ（中街）', 'かな', ''].map(isRare), [false, false, false, false]);
  assert.deepEqual(['東方', '餐館', '𠮷野家'].map(isRare), [true, true, true]);
});

test('what may be meant by ear or as a number is not looked for in texts', () => {
  assert.deepEqual(['饺子', '12号', 'ktv', 'lb饺子', '1234', 'kq34'].map(isPlain), [true, true, false, false, false, false]);
  assert.deepEqual(['路12号', '文化路', '饺子', 'lbjzg'].map(precision), [13, 3, 2, 0]);
});

test('a word of letters and characters sounds by first letters and by syllables, where it can', () => {
  const pieces = (word) => word.match(/[a-z0-9']+|[^a-z0-9']/gu);
  const known = { 老: ['lao'], 边: ['bian'], 饺: ['jiao'], 子: ['zi'], 行: ['hang', 'xing'], '·': [''] };
  const sounds = (word) => forms(pieces(word), pieces(word).map((piece) => known[piece] ?? [piece]));
  assert.deepEqual(sounds('lb饺子'), ['lbjz']);
  assert.deepEqual(sounds('老bian'), ['laobian']);
  assert.deepEqual(sounds('老b'), ['lb']);
  assert.deepEqual(sounds('da饺·子'), ['dajz', 'dajiaozi']);
  assert.deepEqual(sounds('y行'), ['yh', 'yx']);
  assert.equal(forms(Array(9).fill('行'), Array(9).fill(['hang', 'xing'])).length, 32);
});

test('a query is different folded words; white space of any width parts them', () => {
  assert.deepEqual(words('  饺子　中街 饺子\tＫＴＶ '), ['饺子', '中街', 'ktv']);
  assert.deepEqual(words(' \u3000 '), []);
  assert.equal(words(Array.from({ length: 50 }, (_, i) => `w${i}`).join(' ')).length, 12);
});

test('what was found is marked in the text as it is printed', () => {
  const drawn = (piece) => (piece.marked ? `[${piece.text}]` : piece.text);
  const shown = (text, ...wanted) => marked(text, wanted).map(drawn).join('');
  assert.equal(shown('老边饺子馆', '饺子'), '老边[饺子]馆');
  assert.equal(shown('ＫＴＶ（中街）', 'v(中'), 'ＫＴ[Ｖ（中]街）');
  assert.equal(shown('𠮷野家𠮷', '𠮷'), '[𠮷]野家[𠮷]');
  assert.equal(shown('哈哈哈', '哈哈'), '[哈哈哈]');
  assert.equal(shown('老边饺子', '老', '子'), '[老]边饺[子]');
  assert.equal(shown('<b>', '羊'), '<b>');
});
