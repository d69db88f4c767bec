import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIds } from './ids.ts';
import { createSeededRandom } from './random.ts';

function idsAt(times: readonly number[]) {
  let position = 0;
  const now = (): number => times[Math.min(position++, times.length - 1)] ?? 0;
  return createIds({ now, monotonic: now }, createSeededRandom(1));
}

test('ids carry their prefix, have one length and do not repeat', () => {
  const ids = idsAt([1_700_000_000_000]);
  const minted = new Set(Array.from({ length: 10_000 }, () => ids.mint('req')));
  assert.equal(minted.size, 10_000);
  for (const id of minted) assert.match(id, /^req_[0-9a-hjkmnp-tv-z]{26}$/);
});

test('ids of later milliseconds sort later', () => {
  const ids = idsAt([1_000, 1_001, 2_000, 1_700_000_000_000]);
  const minted = [ids.mint('x'), ids.mint('x'), ids.mint('x'), ids.mint('x')];
  assert.deepEqual(minted, minted.toSorted());
});
