import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSeededRandom } from '@ocha/kernel';
import fc from 'fast-check';
import { STRATEGIES } from '../registry.ts';
import type { Candidate, Strategy } from '../strategy.ts';

const candidates = fc.uniqueArray(
  fc.record(
    {
      id: fc.string({ minLength: 1, maxLength: 8 }),
      tier: fc.integer({ min: 1, max: 3 }),
      weight: fc.double({ min: 0.1, max: 100, noNaN: true }),
    },
    { noNullPrototype: true },
  ),
  { selector: (candidate) => candidate.id, maxLength: 12 },
);

for (const [id, strategy] of Object.entries(STRATEGIES) as [string, Strategy][]) {
  describe(`strategy ${id}`, () => {
    test('is listed under its own id and says what it does', () => {
      assert.equal(strategy.id, id);
      assert.ok(strategy.summary.length > 20);
    });

    test('gives each candidate at most once, and some when there are some', () => {
      fc.assert(
        fc.property(candidates, fc.integer(), (list, seed) => {
          const ordered = strategy.order(list, createSeededRandom(seed));
          assert.equal(new Set(ordered).size, ordered.length);
          for (const candidate of ordered) assert.ok(list.includes(candidate));
          assert.equal(ordered.length === 0, list.length === 0);
        }),
      );
    });

    test('never puts a higher tier before a lower one', () => {
      fc.assert(
        fc.property(candidates, fc.integer(), (list, seed) => {
          const tiers = strategy
            .order(list, createSeededRandom(seed))
            .map((candidate) => candidate.tier);
          assert.deepEqual(
            tiers,
            tiers.toSorted((left, right) => left - right),
          );
        }),
      );
    });

    test('is deterministic by seed and changes nothing it is given', () => {
      fc.assert(
        fc.property(candidates, fc.integer(), (list, seed) => {
          const before = structuredClone(list);
          const first = strategy.order(list, createSeededRandom(seed));
          assert.deepEqual(strategy.order(list, createSeededRandom(seed)), first);
          assert.deepEqual(list, before);
        }),
      );
    });
  });
}

test('weighted shares traffic by weight within 2 % over 20,000 calls', () => {
  const list: Candidate[] = [
    { id: 'a', tier: 1, weight: 1 },
    { id: 'b', tier: 1, weight: 3 },
    { id: 'c', tier: 1, weight: 6 },
    { id: 'd', tier: 2, weight: 1000 },
  ];
  const random = createSeededRandom(42);
  const firsts = new Map<string, number>();
  for (let call = 0; call < 20_000; call += 1) {
    const id = STRATEGIES.weighted.order(list, random)[0]?.id ?? '';
    firsts.set(id, (firsts.get(id) ?? 0) + 1);
  }
  for (const [id, share] of [
    ['a', 0.1],
    ['b', 0.3],
    ['c', 0.6],
    ['d', 0],
  ] as const) {
    assert.ok(Math.abs((firsts.get(id) ?? 0) / 20_000 - share) < 0.02, `${id}: ${firsts.get(id)}`);
  }
});

test('priority keeps the order of the route within a tier', () => {
  const list: Candidate[] = [
    { id: 'c', tier: 2, weight: 1 },
    { id: 'a', tier: 1, weight: 1 },
    { id: 'b', tier: 1, weight: 9 },
  ];
  assert.deepEqual(
    STRATEGIES.priority.order(list, createSeededRandom(1)).map(({ id }) => id),
    ['a', 'b', 'c'],
  );
});
