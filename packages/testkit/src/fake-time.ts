import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Timer, Timers } from '@ocha/kernel';

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
  dueAt: number;
  order: number;
  readonly delayMs: number;
  readonly isPeriodic: boolean;
  readonly action: () => void;
  state: 'waiting' | 'fired' | 'cancelled';
}

/** Virtual clock and timers that move together. */
export function createFakeTime(options: FakeTimeOptions = {}): FakeTime {
  const startAt = options.startAt ?? EPOCH_MS;
  const waiting = new Set<Entry>();
  let elapsedMs = 0;
  let order = 0;

  const arm = (entry: Entry): void => {
    entry.dueAt = elapsedMs + entry.delayMs;
    entry.order = order++;
    entry.state = 'waiting';
    waiting.add(entry);
  };
  const disarm = (entry: Entry, state: 'fired' | 'cancelled'): void => {
    entry.state = state;
    waiting.delete(entry);
  };
  const add = (delayMs: number, isPeriodic: boolean, action: () => void): Timer => {
    const entry: Entry = {
      dueAt: 0,
      order: 0,
      delayMs: Math.max(isPeriodic ? 1 : 0, delayMs),
      isPeriodic,
      action,
      state: 'waiting',
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
  const earliest = (): Entry | undefined => {
    let found: Entry | undefined;
    for (const entry of waiting) {
      if (found === undefined || isBefore(entry, found)) found = entry;
    }
    return found;
  };
  const fire = async (entry: Entry): Promise<void> => {
    elapsedMs = Math.max(elapsedMs, entry.dueAt);
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
      return waiting.size;
    },
  };
}

function isBefore(left: Entry, right: Entry): boolean {
  return left.dueAt < right.dueAt || (left.dueAt === right.dueAt && left.order < right.order);
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
