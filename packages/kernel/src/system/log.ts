import { openSync, renameSync, statSync } from 'node:fs';
import { type DestinationStream, destination, pino } from 'pino';
import type { Log, LogLevel } from '../log.ts';

export interface SystemLogOptions {
  readonly level: LogLevel | 'silent';
  /** Fields on every line, such as the worker's number. */
  readonly base?: Readonly<Record<string, unknown>>;
  /** File descriptor or path; 1 (standard output) by default. */
  readonly destination?: number | string;
}

export interface SystemLog extends Log {
  /** Writes what is still buffered. Synchronous: for the last moment of a process. */
  flush(): void;
}

/** Bytes gathered before a write: one system call carries many request lines. */
const BUFFER_BYTES = 8192;
/** A quiet log still shows up within this time. */
const FLUSH_PERIOD_MS = 250;

/** Size at which a log file is set aside as `.1`, replacing an older one. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;
const ROTATION_CHECK_MS = 10_000;

/** JSON lines through pino, buffered, with secrets redacted by name as a second net. */
export function createSystemLog(options: SystemLogOptions): SystemLog {
  const path = typeof options.destination === 'string' ? options.destination : undefined;
  const stream = destination({
    // Opened here and now: a stream that opens later cannot be flushed by a process that ends before.
    fd: path === undefined ? ((options.destination as number | undefined) ?? 1) : openLog(path),
    minLength: BUFFER_BYTES,
    sync: false,
    periodicFlush: FLUSH_PERIOD_MS,
  });
  if (path !== undefined) {
    setInterval(() => rotate(path, (next) => stream.reopen(next)), ROTATION_CHECK_MS).unref();
  }
  const logger = pino(
    {
      level: options.level,
      base: options.base ?? null,
      messageKey: 'event',
      timestamp: () => `,"time":${Date.now()}`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['apiKey', 'authorization', 'headers', 'credential', 'secret'],
        censor: '[redacted]',
      },
    },
    stream as DestinationStream,
  );
  return {
    debug: (event, fields) => logger.debug(fields ?? {}, event),
    info: (event, fields) => logger.info(fields ?? {}, event),
    warn: (event, fields) => logger.warn(fields ?? {}, event),
    error: (event, fields) => logger.error(fields ?? {}, event),
    flush: () => {
      try {
        stream.flushSync();
      } catch (error) {
        // The descriptor may be closed already at the very end of a process; there is nowhere left to say so.
        if (!(error instanceof Error)) throw error;
      }
    },
  };
}

function openLog(path: string): number {
  return openSync(path, 'a', 0o600);
}

function rotate(path: string, reopen: (path: string) => void): void {
  try {
    if (statSync(path).size < FILE_BYTES_MAX) return;
    renameSync(path, `${path}.1`);
    reopen(path);
  } catch (error) {
    // Somebody else moved the file or the disk is full: logging goes on where it was.
    if (!(error instanceof Error)) throw error;
  }
}
