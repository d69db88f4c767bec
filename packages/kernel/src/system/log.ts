import { pino } from 'pino';
import type { Log, LogLevel } from '../log.ts';
import { createLineWriter } from './line-writer.ts';

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

/** JSON lines through pino, buffered, with secrets redacted by name as a second net. */
export function createSystemLog(options: SystemLogOptions): SystemLog {
  const writer = createLineWriter(options.destination ?? 1);
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
    writer,
  );
  return {
    debug: (event, fields) => logger.debug(fields ?? {}, event),
    info: (event, fields) => logger.info(fields ?? {}, event),
    warn: (event, fields) => logger.warn(fields ?? {}, event),
    error: (event, fields) => logger.error(fields ?? {}, event),
    flush: () => writer.flushSync(),
  };
}
