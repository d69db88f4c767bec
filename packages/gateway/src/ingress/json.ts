import { isUtf8 } from 'node:buffer';
import { LIMITS } from '@ocha/config';
import { OchaError } from '@ocha/kernel';

/**
 * The body as a JSON object. May fail as `invalid_json` (not UTF-8, not JSON) or `invalid_request` (not an object,
 * nested too deeply, holding a number out of range).
 */
export function parseBody(bytes: Buffer): Readonly<Record<string, unknown>> {
  if (bytes.length === 0)
    throw new OchaError('invalid_json', 'the body is empty: send a JSON object');
  if (!isUtf8(bytes)) throw new OchaError('invalid_json', 'the body is not valid UTF-8');
  const body = parse(bytes);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new OchaError('invalid_request', 'the body must be a JSON object');
  }
  assertDepth(body, 1);
  return body as Readonly<Record<string, unknown>>;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new OchaError('invalid_json', `the body is not valid JSON: ${shorten(cause.message)}`, {
      cause,
    });
  }
}

/** V8 quotes the text around the fault; enough of that helps, all of it may be somebody's prompt. */
function shorten(message: string): string {
  return message.length <= 160 ? message : `${message.slice(0, 157)}…`;
}

/** Refuses nesting that later recursive code could not walk. Ends at the limit, so it cannot overflow itself. */
function assertDepth(value: object, depth: number): void {
  if (depth > LIMITS.jsonDepthMax) {
    throw new OchaError(
      'invalid_request',
      `the body is nested deeper than ${LIMITS.jsonDepthMax} levels`,
    );
  }
  if (Array.isArray(value)) {
    for (const child of value as unknown[]) {
      if (typeof child === 'object' && child !== null) assertDepth(child, depth + 1);
      else if (child === Infinity || child === -Infinity) throw outOfRange();
    }
    return;
  }
  // What `JSON.parse` made has no inherited keys, and this walk, unlike `Object.values`, makes no list.
  for (const key in value) {
    const child = (value as Record<string, unknown>)[key];
    if (typeof child === 'object' && child !== null) assertDepth(child, depth + 1);
    else if (child === Infinity || child === -Infinity) throw outOfRange();
  }
}

/** `1e999` is JSON, but whoever writes it again writes `null`. */
function outOfRange(): OchaError {
  return new OchaError('invalid_request', 'the body holds a number that is out of range');
}
