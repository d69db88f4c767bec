import type { Clock, Deadline } from '@ocha/kernel';
import type { Arrival } from './arrival.ts';

/** The deadline of a request, counted from its arrival: the route's, or the client's own where that is shorter. */
export function requestDeadline(arrival: Arrival, totalMs: number, clock: Clock): Deadline {
  const at = arrival.receivedAt + Math.min(totalMs, arrival.clientTimeoutMs ?? totalMs);
  return {
    at,
    remainingMs: () => Math.max(0, at - clock.monotonic()),
    hasPassed: () => clock.monotonic() >= at,
  };
}
