import { OchaError } from '@ocha/kernel';

/** An object from outside: every key may be missing, every value may be anything. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object (not null, not an array). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The error for a client's field that is not what it must be. `path` as in `messages[3].content`.
 */
export function invalid(path: string, expectation: string): OchaError {
  const subject = path === '' ? 'the body' : `\`${path}\``;
  return new OchaError(
    'invalid_request',
    `${subject} ${expectation}`,
    path === '' ? {} : { param: path },
  );
}

/** Joins a path and a key. */
export function at(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** The value as an object, or `invalid_request` naming the field. */
export function expectObject(value: unknown, path: string): JsonObject {
  if (!isObject(value)) throw invalid(path, 'must be an object');
  return value;
}

/** The value as a list, or `invalid_request` naming the field. */
export function expectList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(path, 'must be a list');
  return value;
}

/** The value as text, or `invalid_request` naming the field. */
export function expectString(value: unknown, path: string): string {
  if (typeof value !== 'string') throw invalid(path, 'must be a string');
  return value;
}

/** A field's text; undefined when absent or null; `invalid_request` for any other type. */
export function optionalString(object: JsonObject, key: string, path = ''): string | undefined {
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  return expectString(value, at(path, key));
}

/** A field's finite number; undefined when absent or null; `invalid_request` for any other type. */
export function optionalNumber(object: JsonObject, key: string, path = ''): number | undefined {
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw invalid(at(path, key), 'must be a number');
  return value;
}

/** A field's integer within bounds; undefined when absent or null; `invalid_request` otherwise. */
export function optionalInteger(
  object: JsonObject,
  key: string,
  bounds: { readonly min: number; readonly max?: number; readonly path?: string },
): number | undefined {
  const value = optionalNumber(object, key, bounds.path ?? '');
  if (value === undefined) return undefined;
  if (
    !Number.isInteger(value) ||
    value < bounds.min ||
    value > (bounds.max ?? Number.MAX_SAFE_INTEGER)
  ) {
    const upper = bounds.max === undefined ? '' : ` and ${bounds.max}`;
    const range =
      bounds.max === undefined ? `of at least ${bounds.min}` : `between ${bounds.min}${upper}`;
    throw invalid(at(bounds.path ?? '', key), `must be an integer ${range}`);
  }
  return value;
}

/** A field's truth value; undefined when absent or null; `invalid_request` for any other type. */
export function optionalBoolean(object: JsonObject, key: string, path = ''): boolean | undefined {
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw invalid(at(path, key), 'must be true or false');
  return value;
}

/** A provider's number, forgiving: 0 when it is not a finite number ≥ 0. For usage counts. */
export function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0;
}

/** A provider's text, forgiving: undefined when it is not a non-empty string. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * A value as a word, for names and messages: text and numbers as they are, anything else by its kind. `String` throws
 * for an object whose own `toString` is no function, and any client can send one.
 */
export function wordOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' && value !== null ? 'object' : String(value);
}

/** Builds an object without the keys whose value is undefined (`exactOptionalPropertyTypes`). */
export function defined<Shape extends object>(
  shape: Shape,
): { [Key in keyof Shape]: Exclude<Shape[Key], undefined> } {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(shape)) {
    if (value !== undefined) result[key] = value;
  }
  return result as never;
}

/**
 * The fields of an object that are not in the list of known ones: kept for deployments of the same
 * dialect.
 */
export function unknownFields(object: JsonObject, known: ReadonlySet<string>): JsonObject {
  const extra: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) {
    if (!known.has(key) && key !== '__proto__') extra[key] = value;
  }
  return extra;
}

/**
 * JSON text to a value; undefined where it is not JSON. Parsing failures are an answer here, not an
 * accident.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** How deep JSON inside a text may nest before it stays text: writing it again would overflow the stack. */
const NESTING_MAX = 100;

/**
 * JSON text that shall be written again (arguments and results of tools) to a value; undefined where it is not JSON or
 * nests deeper than a provider takes.
 */
export function parseNestedJson(text: string): unknown {
  const value = parseJson(text);
  return isNestedDeeper(value, NESTING_MAX) ? undefined : value;
}

/** Not recursive, so that it cannot overflow itself. */
function isNestedDeeper(value: unknown, depthMax: number): boolean {
  let level: object[] = typeof value === 'object' && value !== null ? [value] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > depthMax) return true;
    const next: object[] = [];
    for (const holder of level) {
      for (const child of Object.values(holder)) {
        if (typeof child === 'object' && child !== null) next.push(child);
      }
    }
    level = next;
  }
  return false;
}
