import type { Log, LogFields, LogLevel } from '../log.ts';
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

const SEVERITIES: Readonly<Record<LogLevel | 'silent', number>> = {
  debug: 1,
  info: 2,
  warn: 3,
  error: 4,
  silent: 5,
};
const SECRET_FIELDS = ['apiKey', 'authorization', 'headers', 'credential', 'secret'] as const;
const CENSOR = '[redacted]';

/**
 * JSON lines, buffered, with secrets redacted by name as a second net. One `JSON.stringify` a line: a logging library
 * that walks the fields itself takes several times as long, on every request.
 */
export function createSystemLog(options: SystemLogOptions): SystemLog {
  const writer = createLineWriter(options.destination ?? 1);
  const threshold = SEVERITIES[options.level];
  const base = membersOf(options.base);
  const at = (level: LogLevel) => {
    if (SEVERITIES[level] < threshold) return () => {};
    const head = `{"level":"${level}","time":`;
    return (event: string, fields?: LogFields): void =>
      writer.write(
        `${head}${Date.now()}${base}${membersOf(fields)},"event":${JSON.stringify(event)}}\n`,
      );
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    flush: () => writer.flushSync(),
  };
}

/** The fields as members of an object that goes on: `,"a":1,"b":2`. */
function membersOf(fields: LogFields | undefined): string {
  if (fields === undefined) return '';
  const text = stringify(redact(fields));
  return text.length <= 2 ? '' : `,${text.slice(1, -1)}`;
}

function stringify(fields: LogFields): string {
  try {
    return JSON.stringify(fields);
  } catch (error) {
    // A cycle or a BigInt: a defect of the caller, which must not cost the request that it happened to.
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify({ unloggable: error.message });
  }
}

function redact(fields: LogFields): LogFields {
  let redacted: Record<string, unknown> | undefined;
  for (const name of SECRET_FIELDS) {
    if (fields[name] === undefined) continue;
    redacted ??= { ...fields };
    redacted[name] = CENSOR;
  }
  return redacted ?? fields;
}
