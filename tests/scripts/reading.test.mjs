// How a text is said, and how reading aloud goes on, stops and begins again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Aloud } from '../../site_templates/scripts/reading/aloud.js';
import { spoken } from '../../site_templates/scripts/reading/passages.js';

test('amounts, days and ranges are said as words', () => {
  assert.equal(spoken('每月 1,234,567.00 元'), '每月 1234567 元');
  assert.equal(spoken('3,500.50元'), '3500.50元');
  assert.equal(spoken('2008-09-26'), '2008年9月26日');
  assert.equal(spoken('9月8日–9月12日'), '9月8日至9月12日');
  assert.equal(spoken('5–10 人'), '5至10 人');
  assert.equal(spoken('电话 024-2300'), '电话 024-2300');
});

function speaking() {
  const said = [];
  const speech = { cancel: () => {}, speak: (words) => said.push(words) };
  const states = [];
  const aloud = new Aloud(speech, (text) => ({ text }), (state) => states.push(state));
  return { aloud, said, states, texts: () => said.map((words) => words.text) };
}

test('passages follow one another, and the end is silence', () => {
  const { aloud, said, states, texts } = speaking();
  aloud.start([{ text: 'a' }, { text: 'b' }]);
  said[0].onend();
  said[1].onend();
  assert.deepEqual(texts(), ['a', 'b']);
  assert.equal(states.at(-1), 'silent');
});

test('a pause begins the passage anew, and what an old passage still tells is passed over', () => {
  const { aloud, said, states, texts } = speaking();
  aloud.start([{ text: 'a' }, { text: 'b' }]);
  aloud.pause();
  said[0].onend();
  assert.equal(states.at(-1), 'paused');
  aloud.resume();
  said[0].onend();
  said[1].onend();
  assert.deepEqual(texts(), ['a', 'a', 'b']);
});
