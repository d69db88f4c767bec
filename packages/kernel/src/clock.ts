/** Where time comes from. The only two questions that may be asked of it. */
export interface Clock {
  /** Wall-clock time in milliseconds since the Unix epoch. May jump; use it for records and for people. */
  now(): number;
  /** Milliseconds, fractional, from an arbitrary start. Never goes back; use it for durations and deadlines. */
  monotonic(): number;
}
