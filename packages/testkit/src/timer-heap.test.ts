import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTimerHeap } from './timer-heap.ts';

test('timer heap gives timers by instant, equal instants by order of scheduling', () => {
  const instants = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 });
  fc.assert(
    fc.property(instants, (dues) => {
      const heap = createTimerHeap<{ readonly dueAt: number; readonly order: number }>();
      const items = dues.map((dueAt, order) => ({ dueAt, order }));
      for (const item of items) heap.push(item);
      const popped = items.map(() => heap.pop());
      items.sort((left, right) => left.dueAt - right.dueAt || left.order - right.order);
      assert.deepEqual(popped, items);
      assert.equal(heap.peek(), undefined);
      assert.equal(heap.pop(), undefined);
    }),
  );
});
