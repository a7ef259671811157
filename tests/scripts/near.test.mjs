// Which shops are nearest, and why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest, road, size, why } from '../../site_templates/scripts/household/near.js';

const shop = (href, address, area, staff, onStreet = true) => ({ href, name: href, address, area, staff, quota: '1', onStreet });
const own = shop('own', '三好街12号', 50, 2);

test('the same road comes before the same street, and that before another street', () => {
  const found = nearest(own, [shop('far', '中山路1号', 50, 2, false), shop('street', '文化路3号', 50, 2), shop('road', '三好街9号', 50, 2), own]);
  assert.deepEqual(found.map(({ href }) => href), ['road', 'street', 'far']);
});

test('a shop twice as large is farther than one with half the staff more', () => {
  const found = nearest(own, [shop('large', '三好街1号', 100, 2), shop('busy', '三好街2号', 50, 3)]);
  assert.deepEqual(found.map(({ href }) => href), ['busy', 'large']);
});

test('ten at most, each once, and the same order whatever the order given', () => {
  const many = Array.from({ length: 14 }, (_, at) => shop(`s${String(at).padStart(2, '0')}`, '三好街1号', 50, 2));
  const found = nearest(own, [...many, ...many].reverse());
  assert.deepEqual(found.map(({ href }) => href), many.slice(0, 10).map(({ href }) => href));
});

test('a size that is not stated is neither near nor a reason to fail', () => {
  assert.deepEqual(size('35.5㎡，2 人'), { area: 35.5, staff: 2 });
  assert.deepEqual(size(''), { area: 0, staff: 0 });
  assert.equal(why(own, shop('x', '三好街1号', 0, 0)), '同行业，同在三好街；面积未载明，人数未载明');
  assert.equal(why(own, shop('x', '文化路1号', 35, 2, false)), '同行业，别的街道；面积 35㎡，2 人');
  assert.equal(road('三好街二巷178号'), '三好街二巷');
});
