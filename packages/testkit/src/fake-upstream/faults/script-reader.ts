import { ERROR_VARIANTS, STREAM_ERROR_FORMS } from '../dialects/contract.ts';
import { isObject, objectOf } from '../json.ts';
import type { Script, ScriptKind } from './script.ts';

/** Says what is wrong with a value, or nothing. */
type Check = (value: unknown) => string | undefined;

interface Field {
  readonly check: Check;
  readonly isRequired: boolean;
}

const text: Check = (value) => (typeof value === 'string' ? undefined : 'must be a string');
const anything: Check = () => undefined;
const count: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 0 ? undefined : 'must be an integer ≥ 0';
const milliseconds: Check = (value) =>
  typeof value === 'number' && value >= 0 ? undefined : 'must be a number ≥ 0';
const positive: Check = (value) =>
  typeof value === 'number' && value > 0 ? undefined : 'must be a number > 0';
const integer: Check = (value) => (Number.isInteger(value) ? undefined : 'must be an integer');
const status: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599
    ? undefined
    : 'must be an HTTP status from 200 to 599';
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(String(value)) ? undefined : `must be one of ${allowed.join(', ')}`;
const headers: Check = (value) =>
  isObject(value) && Object.values(value).every((entry) => typeof entry === 'string')
    ? undefined
    : 'must be an object of strings';
const sizes: Check = (value) => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every((size) => Number.isInteger(size) && Number(size) > 0)
    ? undefined
    : 'must be an integer > 0 or a list of them';
};
const point: Check = (value) => {
  if (['before-headers', 'after-headers', 'after-lifecycle'].includes(String(value))) return;
  const [entry, ...others] = Object.entries(objectOf(value));
  const names = ['afterBytes', 'afterFrames', 'afterContentFrames'];
  if (entry !== undefined && others.length === 0 && names.includes(entry[0])) {
    return count(entry[1]);
  }
  return `must be before-headers, after-headers, after-lifecycle or an object with one of ${names.join(', ')}`;
};
const latency: Check = (value) => {
  if (!isObject(value)) return 'must be an object';
  const allowed = ['beforeHeadersMs', 'firstContentMs', 'betweenMs'];
  for (const [name, entry] of Object.entries(value)) {
    if (!allowed.includes(name)) return `has an unknown field ${name}`;
    const problem = milliseconds(entry);
    if (problem !== undefined) return `.${name} ${problem}`;
  }
  return undefined;
};

const need = (check: Check): Field => ({ check, isRequired: true });
const may = (check: Check): Field => ({ check, isRequired: false });

const VARIANT = may(oneOf(...ERROR_VARIANTS));

/** The fields of each kind of script. */
const FIELDS: Readonly<Record<ScriptKind, Readonly<Record<string, Field>>>> = {
  answer: { text: may(text) },
  empty: {},
  blocked: { how: may(oneOf('content-filter', 'refusal')) },
  truncated: {},
  usage: { how: need(oneOf('missing', 'negative', 'huge')) },
  status: {
    status: need(status),
    variant: VARIANT,
    retryAfterSeconds: may(milliseconds),
    headers: may(headers),
    body: may(anything),
  },
  'error-in-200': { status: may(status), variant: VARIANT },
  'error-in-stream': {
    afterContentFrames: may(count),
    status: may(status),
    variant: VARIANT,
    form: may(oneOf(...STREAM_ERROR_FORMS)),
  },
  html: { status: may(status) },
  garbage: { bytes: may(count), where: may(oneOf('body', 'wire')) },
  'invalid-utf8': { afterContentFrames: may(count) },
  'invalid-frame': { afterContentFrames: may(count), text: may(text) },
  'huge-frame': { bytes: may(count) },
  gzip: {},
  'gzip-bomb': { bytes: may(count) },
  redirect: { location: may(text), status: may(status) },
  stall: { at: need(point), forMs: may(milliseconds) },
  'pings-only': { everyMs: may(milliseconds), countMax: may(count) },
  cut: { at: need(point), how: may(oneOf('reset', 'fin')) },
  'no-terminal': {},
  'double-terminal': {},
  deltas: { how: need(oneOf('duplicated', 'reordered')) },
  endless: { everyMs: may(milliseconds), framesMax: may(count) },
  slow: { bytesPerSecond: need(positive), chunkBytes: may(positive) },
  split: { chunkBytes: need(positive) },
  'wrong-length': { by: may(integer) },
  'bad-chunking': {},
  'many-headers': { count: may(count), valueBytes: may(count) },
  replay: {
    status: may(status),
    headers: may(headers),
    bodyBase64: need(text),
    chunkBytes: may(sizes),
    betweenMs: may(milliseconds),
  },
};

/** Every kind of script there is. */
export const SCRIPT_KINDS = Object.keys(FIELDS) as readonly ScriptKind[];

/** Reads a script from JSON. Throws an error that names the field. */
export function readScript(value: unknown, path = 'script'): Script {
  if (!isObject(value)) throw new Error(`${path} must be an object with a "kind"`);
  const { kind, latency: wait, ...given } = value;
  const fields = FIELDS[kind as ScriptKind];
  if (fields === undefined) {
    throw new Error(`${path}.kind "${String(kind)}" is unknown: have ${SCRIPT_KINDS.join(', ')}`);
  }
  for (const name of Object.keys(given)) {
    if (fields[name] === undefined) throw new Error(`${path}.${name} is not a field of "${kind}"`);
  }
  for (const [name, field] of Object.entries(fields)) {
    if (given[name] === undefined) {
      if (field.isRequired) throw new Error(`${path}.${name} is missing`);
      continue;
    }
    const problem = field.check(given[name]);
    if (problem !== undefined) throw new Error(`${path}.${name} ${problem}`);
  }
  const problem = wait === undefined ? undefined : latency(wait);
  if (problem !== undefined)
    throw new Error(`${path}.latency${problem.startsWith('.') ? '' : ' '}${problem}`);
  return value as unknown as Script;
}

/** Reads a list of scripts, or a single one, from JSON. */
export function readScripts(value: unknown, path = 'script'): readonly Script[] {
  if (!Array.isArray(value)) return [readScript(value, path)];
  return value.map((entry, index) => readScript(entry, `${path}[${index}]`));
}
