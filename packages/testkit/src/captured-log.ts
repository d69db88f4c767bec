import type { Log, LogFields, LogLevel } from '@ocha/kernel';

export interface LogEntry {
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: LogFields;
}

/** A log that remembers what was written, for assertions. */
export interface CapturedLog extends Log {
  /** In order of writing; the oldest are forgotten beyond a limit. */
  readonly entries: readonly LogEntry[];
  /** The entries of one event, or of one event at one level. */
  of(event: string, level?: LogLevel): readonly LogEntry[];
  clear(): void;
}

const ENTRIES_MAX = 10_000;

/** A log that remembers what was written. */
export function createCapturedLog(): CapturedLog {
  const entries: LogEntry[] = [];
  const write =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}): void => {
      entries.push({ level, event, fields });
      if (entries.length > ENTRIES_MAX) entries.shift();
    };
  return {
    entries,
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    of: (event, level) =>
      entries.filter(
        (entry) => entry.event === event && (level === undefined || entry.level === level),
      ),
    clear: () => void entries.splice(0),
  };
}
