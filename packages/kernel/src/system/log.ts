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

/** JSON lines through pino, buffered, with secrets redacted by name as a second net. */
export function createSystemLog(options: SystemLogOptions): SystemLog {
  const stream = destination({
    dest: options.destination ?? 1,
    minLength: BUFFER_BYTES,
    sync: false,
    periodicFlush: FLUSH_PERIOD_MS,
  });
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
