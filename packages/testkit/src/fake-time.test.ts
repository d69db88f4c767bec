import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFakeTime } from './fake-time.ts';

describe('fake time', () => {
  test('runs due timers in order of their instant, equal instants in order of scheduling', async () => {
    const time = createFakeTime();
    const ran: string[] = [];
    time.timers.schedule(20, () => ran.push(`late@${time.clock.monotonic()}`));
    time.timers.schedule(10, () => ran.push(`first@${time.clock.monotonic()}`));
    time.timers.schedule(10, () => ran.push(`second@${time.clock.monotonic()}`));
    await time.advance(15);
    assert.deepEqual(ran, ['first@10', 'second@10']);
    assert.equal(time.pending, 1);
    await time.advance(5);
    assert.equal(ran.at(-1), 'late@20');
    assert.equal(time.pending, 0);
  });

  test('lets asynchronous code go on between timers, also code that schedules anew', async () => {
    const time = createFakeTime();
    const seen: number[] = [];
    const loop = (async () => {
      for (let round = 0; round < 3; round += 1) {
        await time.timers.sleep(100);
        seen.push(time.clock.monotonic());
      }
    })();
    await time.advance(300);
    await loop;
    assert.deepEqual(seen, [100, 200, 300]);
  });

  test('moves both clocks together and only when told', async () => {
    const time = createFakeTime({ startAt: 1000 });
    assert.deepEqual([time.clock.now(), time.clock.monotonic()], [1000, 0]);
    await time.advance(42.5);
    assert.deepEqual([time.clock.now(), time.clock.monotonic()], [1042.5, 42.5]);
  });

  test('repeats periodic timers until they are cancelled', async () => {
    const time = createFakeTime();
    let count = 0;
    const timer = time.timers.every(10, () => {
      count += 1;
      if (count === 3) timer.cancel();
    });
    await time.advance(100);
    assert.equal(count, 3);
    assert.equal(time.pending, 0);
  });

  test('restarts the wait of a waiting or fired timer, never of a cancelled one', async () => {
    const time = createFakeTime();
    let count = 0;
    const timer = time.timers.schedule(10, () => {
      count += 1;
    });
    await time.advance(9);
    timer.restart();
    await time.advance(9);
    assert.equal(count, 0);
    await time.advance(1);
    assert.equal(count, 1);
    timer.restart();
    await time.advance(10);
    assert.equal(count, 2);
    timer.cancel();
    timer.restart();
    await time.advance(100);
    assert.equal(count, 2);
  });

  test('rejects a sleep with the reason of its signal and leaves nothing pending', async () => {
    const time = createFakeTime();
    const controller = new AbortController();
    const reason = new Error('enough');
    const sleeping = time.timers.sleep(1000, controller.signal);
    controller.abort(reason);
    await assert.rejects(sleeping, reason);
    await assert.rejects(time.timers.sleep(1, controller.signal), reason);
    assert.equal(time.pending, 0);
  });

  test('jumps from timer to timer', async () => {
    const time = createFakeTime();
    time.timers.schedule(3_600_000, () => undefined);
    assert.equal(time.nextInMs, 3_600_000);
    assert.equal(await time.advanceToNext(), true);
    assert.equal(time.clock.monotonic(), 3_600_000);
    assert.equal(await time.advanceToNext(), false);
    assert.equal(time.nextInMs, undefined);
  });
});
