// Facts about the small parts of the search: numbers, folding, marking, readings, tiles, shards.
// Run: node --test tests/scripts/

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asNumber, fold, marked, pairs, words } from '../../site_templates/scripts/search/fold.js';
import { readings } from '../../site_templates/scripts/search/pinyin.js';
import { tiles } from '../../site_templates/scripts/search/query.js';
import { entries, fnv1a, shardOf } from '../../site_templates/scripts/search/shards.js';
import { Cursor, eachRun } from '../../site_templates/scripts/search/varint.js';

const runs = (...bytes) => {
  const seen = [];
  eachRun(new Uint8Array(bytes), (...run) => seen.push(run));
  return seen;
};

test('a varint ends at the first byte without the high bit', () => {
  const cursor = new Cursor(new Uint8Array([0, 127, 0x80, 1, 0xff, 0x7f, 0xff, 0xff, 0xff, 0x7f]));
  assert.deepEqual([cursor.number(), cursor.number(), cursor.number(), cursor.number(), cursor.number()],
    [0, 127, 128, 16383, 2 ** 28 - 1]);
  assert.ok(cursor.done);
});

test('a file that is cut short is an error, not a smaller result', () => {
  assert.throws(() => new Cursor(new Uint8Array([0x80])).number(), RangeError);
  assert.throws(() => entries(new Uint8Array([1, 0x6e, 6, 1])), RangeError);
});

test('a list holds places, gaps and runs', () => {
  assert.deepEqual(runs(1, 1, 0), [[1, 0, 1]]);
  assert.deepEqual(runs(0, 2, 6, 5, 0, 4, 1, 0), [[0, 3, 1], [0, 6, 2], [4, 0, 1]]);
  assert.deepEqual(runs(), []);
});

test('FNV-1a has the published values', () => {
  assert.equal(fnv1a(''), 0x811c9dc5);
  assert.equal(fnv1a('a'), 0xe40c292c);
  assert.equal(fnv1a('foobar'), 0xbf9cf968);
});

test('a shard is named in as many hexadecimal digits as the largest', () => {
  assert.equal(shardOf('老边', 1), '0');
  assert.match(shardOf('老边', 16), /^[0-9a-f]$/);
  assert.match(shardOf('老边', 4096), /^[0-9a-f]{3}$/);
});

test('a shard gives lists, and the numbers of long lists', () => {
  const found = entries(new Uint8Array([2, 0x6e, 0x61, 6, 1, 1, 0, 2, 0x6e, 0x62, 15]));
  assert.deepEqual([...found.keys()], ['na', 'nb']);
  assert.deepEqual([...found.get('na')], [1, 1, 0]);
  assert.equal(found.get('nb'), 7);
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

test('a query is different folded words; white space of any width parts them', () => {
  assert.deepEqual(words('  饺子　中街 饺子\tＫＴＶ '), ['饺子', '中街', 'ktv']);
  assert.deepEqual(words(' \u3000 '), []);
  assert.equal(words(Array.from({ length: 50 }, (_, i) => `w${i}`).join(' ')).length, 12);
});

test('a number may be typed with dashes, a mere dash and digit is no number', () => {
  assert.deepEqual(asNumber('kq34-tx7b'), ['kq34-tx7b', 'kq34tx7b']);
  assert.deepEqual(asNumber('-1'), ['-1']);
  assert.deepEqual(asNumber('kq34'), ['kq34']);
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

test('letters are read as syllables, the last one perhaps only begun', () => {
  const syllables = new Set(['xi', 'an', 'xian', 'lao', 'bian', 'bi']);
  assert.deepEqual(readings('xian', syllables), [['xian'], ['xi', 'an']]);
  assert.deepEqual(readings('laob', syllables), [['lao', 'b']]);
  assert.deepEqual(readings('laobi', syllables), [['lao', 'bi']]);
  assert.deepEqual(readings('lbjz', syllables), []);
  assert.ok(readings('xian'.repeat(20), syllables).length <= 32);
});

test('tiles cover a text end to end, the last one moved back', () => {
  const cut = (text, size) => tiles([...text], size).map(({ offset, gram }) => `${offset}${gram.join('')}`);
  assert.deepEqual(cut('老', 2), ['0老']);
  assert.deepEqual(cut('老边饺子', 2), ['0老边', '2饺子']);
  assert.deepEqual(cut('老边饺子馆', 2), ['0老边', '2饺子', '3子馆']);
  assert.deepEqual(cut('𠮷野家', 2), ['0𠮷野', '1野家']);
});
