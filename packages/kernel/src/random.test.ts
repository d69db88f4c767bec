import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSeededRandom } from './random.ts';

test('the same seed gives the same sequence, another seed another one', () => {
  const draw = (seed: number): number[] => {
    const random = createSeededRandom(seed);
    return Array.from({ length: 20 }, () => random.next());
  };
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
});

test('numbers stay in [0, 1) and fill it evenly', () => {
  const random = createSeededRandom(1);
  const buckets = new Array<number>(10).fill(0);
  for (let count = 0; count < 100_000; count += 1) {
    const value = random.next();
    assert.ok(value >= 0 && value < 1);
    const bucket = Math.floor(value * 10);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  for (const bucket of buckets)
    assert.ok(Math.abs(bucket - 10_000) < 500, `bucket holds ${bucket}`);
});

test('below gives integers under the bound', () => {
  const random = createSeededRandom(3);
  const seen = new Set(Array.from({ length: 200 }, () => random.below(3)));
  assert.deepEqual([...seen].sort(), [0, 1, 2]);
});
