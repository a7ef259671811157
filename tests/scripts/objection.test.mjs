// Facts about the calendar file and the address of the form.
// Run: node --test tests/scripts/

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { calendar, folded } from '../../site_templates/scripts/objection/calendar.js';
import { asked, box, days } from '../../site_templates/scripts/objection/facts.js';

test('the address names a bucket and a number, or nothing', () => {
  assert.deepEqual(asked('#0a2/HP7K-2M9'), { bucket: '0a2', number: 'HP7K-2M9' });
  for (const hash of ['', '#', '#x/1', '#0a2/', '#../../x/1', '#0a2/<b>']) assert.equal(asked(hash), null);
});

test('days are found in words', () => {
  assert.deepEqual(days('从2008年9月1日到2009年8月31日。'), ['2008-09-01', '2009-08-31']);
});

test('the way open today ticks one box of the form, or none', () => {
  assert.deepEqual(['提意见', '申请重新核定', '申请变更定额', '行政复议', ''].map(box), ['comment', 'reassess', 'change', '', '']);
});

test('no line of the calendar is longer than 75 bytes, and unfolding gives it back', () => {
  const line = `SUMMARY:${'申请重新核定的最后一天'.repeat(9)}`;
  const rows = folded(line).split('\r\n');
  assert.ok(rows.every((row) => Buffer.byteLength(row) <= 75));
  assert.equal(rows.join('\r\n').replaceAll('\r\n ', ''), line);
});

test('a limit is a whole day, also at the end of a month, with signs escaped', () => {
  const text = calendar([{ what: '定额执行期满', day: '2008-12-31' }],
    { name: 'A,B;C', number: 'K2', url: 'https://example.org/', now: new Date('2008-09-26T01:02:03.456Z') });
  for (const line of ['DTSTART;VALUE=DATE:20081231', 'DTEND;VALUE=DATE:20090101', 'DTSTAMP:20080926T010203Z', 'SUMMARY:定额执行期满：A\\,B\\;C']) {
    assert.ok(text.split('\r\n').includes(line), line);
  }
  assert.ok(text.endsWith('END:VCALENDAR\r\n'));
});
