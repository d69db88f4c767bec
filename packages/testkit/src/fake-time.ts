import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Timer, Timers } from '@ocha/kernel';
import { createTimerHeap, type Due } from './timer-heap.ts';

/** Where virtual time starts unless told: 2026-01-01T00:00:00Z. */
const EPOCH_MS = 1_767_225_600_000;

export interface FakeTimeOptions {
  /** Wall-clock milliseconds at the start. */
  readonly startAt?: number;
}

/** Time that stands still until a test moves it. */
export interface FakeTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /**
   * Moves time forward, running every timer that falls due in order of its instant (equal instants: in order of
   * scheduling). Before the first timer and after each one the event loop turns, so promises that wait on it go on.
   */
  advance(durationMs: number): Promise<void>;
  /** Jumps to the next timer and runs it; false when nothing is scheduled. */
  advanceToNext(): Promise<boolean>;
  /** Milliseconds until the next timer; undefined when nothing is scheduled. */
  readonly nextInMs: number | undefined;
  /** Timers that are scheduled and not cancelled. Zero after a test that leaves nothing behind. */
  readonly pending: number;
}

interface Entry {
  readonly delayMs: number;
  readonly isPeriodic: boolean;
  readonly action: () => void;
  state: 'waiting' | 'fired' | 'cancelled';
  /** The wait that counts; earlier ones were restarted or cancelled and are skipped in the heap. */
  current: Wait | undefined;
}

interface Wait extends Due {
  readonly entry: Entry;
}

/** Virtual clock and timers that move together. */
export function createFakeTime(options: FakeTimeOptions = {}): FakeTime {
  const startAt = options.startAt ?? EPOCH_MS;
  const heap = createTimerHeap<Wait>();
  let pending = 0;
  let elapsedMs = 0;
  let order = 0;

  const arm = (entry: Entry): void => {
    if (entry.current === undefined) pending += 1;
    entry.current = { dueAt: elapsedMs + entry.delayMs, order: order++, entry };
    entry.state = 'waiting';
    heap.push(entry.current);
  };
  const disarm = (entry: Entry, state: 'fired' | 'cancelled'): void => {
    if (entry.current !== undefined) pending -= 1;
    entry.current = undefined;
    entry.state = state;
  };
  const add = (delayMs: number, isPeriodic: boolean, action: () => void): Timer => {
    const entry: Entry = {
      delayMs: Math.max(isPeriodic ? 1 : 0, delayMs),
      isPeriodic,
      action,
      state: 'waiting',
      current: undefined,
    };
    arm(entry);
    return {
      cancel: () => disarm(entry, 'cancelled'),
      restart: () => {
        // As on the real machine: a cancelled timer stays cancelled, one that fired waits again.
        if (entry.state !== 'cancelled') arm(entry);
      },
    };
  };
  const earliest = (): Wait | undefined => {
    let first = heap.peek();
    while (first !== undefined && first.entry.current !== first) {
      heap.pop();
      first = heap.peek();
    }
    return first;
  };
  const fire = async ({ entry, dueAt }: Wait): Promise<void> => {
    elapsedMs = Math.max(elapsedMs, dueAt);
    if (entry.isPeriodic) arm(entry);
    else disarm(entry, 'fired');
    entry.action();
    await nextTurn();
  };

  return {
    clock: { now: () => startAt + elapsedMs, monotonic: () => elapsedMs },
    timers: {
      schedule: (delayMs, action) => add(delayMs, false, action),
      every: (periodMs, action) => add(periodMs, true, action),
      sleep: (delayMs, signal) => sleep((action) => add(delayMs, false, action), signal),
    },
    async advance(durationMs) {
      await nextTurn();
      const target = elapsedMs + durationMs;
      for (let due = earliest(); due !== undefined && due.dueAt <= target; due = earliest()) {
        await fire(due);
      }
      elapsedMs = target;
      await nextTurn();
    },
    async advanceToNext() {
      await nextTurn();
      const due = earliest();
      if (due === undefined) return false;
      await fire(due);
      return true;
    },
    get nextInMs() {
      const due = earliest();
      return due === undefined ? undefined : due.dueAt - elapsedMs;
    },
    get pending() {
      return pending;
    },
  };
}

function sleep(schedule: (action: () => void) => Timer, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const timer = schedule(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    const onAbort = (): void => {
      timer.cancel();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
