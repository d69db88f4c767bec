import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSeededRandom } from '@ocha/kernel';
import fc from 'fast-check';
import { BREAKER_DEFAULTS, createBreaker } from './breaker.ts';

const SETTINGS = { ...BREAKER_DEFAULTS, jitter: 0 };
const breaker = (settings = SETTINGS) => createBreaker(settings, createSeededRandom(1));

/** Opens a fresh breaker at time 0. */
function opened(settings = SETTINGS) {
  const made = breaker(settings);
  for (let count = 0; count < settings.consecutiveMax; count += 1) made.failure(0, 'hard');
  assert.equal(made.state(0).value, 'open');
  return made;
}

describe('breaker', () => {
  test('opens at the fifth hard failure in a row, not before', () => {
    const made = breaker();
    for (let count = 1; count < 5; count += 1) {
      assert.equal(made.failure(count, 'hard'), false);
      assert.equal(made.tryAdmit(count), true);
    }
    assert.equal(made.failure(5, 'hard'), true);
    assert.equal(made.tryAdmit(6), false);
  });

  test('a success in between starts the row anew', () => {
    const made = breaker({ ...SETTINGS, samplesMin: 100 });
    for (let count = 0; count < 20; count += 1) {
      made.failure(count, 'hard');
      if (count % 4 === 3) made.success(count);
    }
    assert.equal(made.state(20).value, 'closed');
  });

  test('rate limits never count in a row, but in the rate', () => {
    const few = breaker({ ...SETTINGS, samplesMin: 100 });
    for (let count = 0; count < 50; count += 1) few.failure(count, 'soft');
    assert.equal(few.state(50).value, 'closed');
    const many = breaker();
    for (let count = 0; count < 8; count += 1) many.success(count);
    for (let count = 0; count < 3; count += 1) many.failure(count, 'soft');
    assert.equal(many.state(10).value, 'open');
  });

  test('what left the window does not count', () => {
    const made = breaker();
    for (let count = 0; count < 9; count += 1) made.failure(count, 'soft');
    assert.equal(made.failure(10_500, 'soft'), false);
    assert.equal(made.state(10_500).value, 'closed');
  });

  test('lets exactly one probe through, and closes only by its success', () => {
    const made = opened();
    assert.equal(made.tryAdmit(999), false);
    assert.equal(made.tryAdmit(1_000), true);
    assert.equal(made.tryAdmit(1_001), false);
    made.success(1_002);
    assert.equal(made.state(1_002).value, 'closed');
  });

  test('a failed probe doubles the time, a rate limit fails it too, and the time is capped', () => {
    const made = opened();
    let now = 0;
    for (const expectedMs of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      const state = made.state(now);
      assert.ok(state.value === 'open');
      assert.equal(state.until - now, expectedMs);
      now = state.until;
      assert.equal(made.tryAdmit(now), true);
      assert.equal(made.failure(now, 'soft'), true);
    }
  });

  test('stays away as long as the provider asks, within bounds', () => {
    for (const [hintMs, expectedMs] of [
      [30_000, 30_000],
      [9e9, 300_000],
      [10, 1_000],
    ] as const) {
      const made = breaker({ ...SETTINGS, consecutiveMax: 1 });
      made.failure(0, 'hard', hintMs);
      const state = made.state(0);
      assert.ok(state.value === 'open');
      assert.equal(state.until, expectedMs);
    }
  });

  test('a probe that was given back may be taken again', () => {
    const made = opened();
    assert.equal(made.tryAdmit(2_000), true);
    made.release();
    assert.equal(made.tryAdmit(2_001), true);
  });

  test('stragglers from before it opened neither close nor prolong it', () => {
    const made = opened();
    made.success(10);
    assert.equal(made.failure(20, 'hard'), false);
    assert.deepEqual(made.state(500), { value: 'open', until: 1_000 });
  });

  test('the same outcomes open it at the same place however they are spaced within the window', () => {
    const outcomes = fc.array(fc.constantFrom('ok', 'hard', 'soft'), { maxLength: 60 });
    const trip = (list: readonly string[], times: readonly number[]): number => {
      const made = breaker();
      return list.findIndex((outcome, index) => {
        const now = times[index] ?? 0;
        if (outcome !== 'ok') return made.failure(now, outcome as 'hard' | 'soft');
        made.success(now);
        return false;
      });
    };
    fc.assert(
      fc.property(
        outcomes,
        fc.array(fc.integer({ min: 0, max: 8_999 }), { minLength: 60, maxLength: 60 }),
        (list, gaps) => {
          const spread = gaps.toSorted((left, right) => left - right);
          assert.equal(trip(list, spread), trip(list, []));
        },
      ),
    );
  });
});
