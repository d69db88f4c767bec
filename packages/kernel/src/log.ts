export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Flat, JSON-able fields. Secrets never go in; the writer redacts known names as a second net. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured log: an event name in snake case and its fields. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** A log that keeps nothing: for pure tests and embedded use. */
export const discardLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
