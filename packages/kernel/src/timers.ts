/** A timer that was set and may be called off. */
export interface Timer {
  /** Calls the timer off. Idempotent; safe after it fired. */
  cancel(): void;
  /** Starts the wait again from now with the same delay. Cheaper than cancel and schedule. */
  restart(): void;
}

/** The one way to wait. */
export interface Timers {
  /** Runs `action` once after `delayMs` milliseconds. Does not keep the process alive by itself. */
  schedule(delayMs: number, action: () => void): Timer;
  /** Runs `action` every `periodMs` milliseconds until cancelled. Does not keep the process alive by itself. */
  every(periodMs: number, action: () => void): Timer;
  /** Resolves after `delayMs`; rejects with the signal's reason when it aborts first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}
