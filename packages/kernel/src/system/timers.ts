import type { Timer, Timers } from '../timers.ts';

/** Timers of the event loop. None of them keeps the process alive: servers and sockets do. */
export function createSystemTimers(): Timers {
  return {
    schedule(delayMs, action): Timer {
      const handle = setTimeout(action, delayMs);
      handle.unref();
      return { cancel: () => clearTimeout(handle), restart: () => void handle.refresh() };
    },
    every(periodMs, action): Timer {
      const handle = setInterval(action, periodMs);
      handle.unref();
      return { cancel: () => clearInterval(handle), restart: () => void handle.refresh() };
    },
    sleep(delayMs, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const handle = setTimeout(() => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        }, delayMs);
        const onAbort = (): void => {
          clearTimeout(handle);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    },
  };
}
