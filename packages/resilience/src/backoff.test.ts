import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSeededRandom } from '@ocha/kernel';
import { backoffMs } from './backoff.ts';

test('waits are uniform below a ceiling that doubles up to the cap', () => {
  const random = createSeededRandom(5);
  const settings = { baseMs: 50, capMs: 300 };
  for (const [retry, ceiling] of [
    [1, 50],
    [2, 100],
    [3, 200],
    [4, 300],
    [12, 300],
  ] as const) {
    const waits = Array.from({ length: 2_000 }, () => backoffMs(retry, settings, random));
    assert.ok(Math.max(...waits) <= ceiling);
    assert.ok(Math.max(...waits) > ceiling * 0.98);
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    assert.ok(Math.abs(mean - ceiling / 2) < ceiling * 0.05, `retry ${retry}: mean ${mean}`);
  }
});
