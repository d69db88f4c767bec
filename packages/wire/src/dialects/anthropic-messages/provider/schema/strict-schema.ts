import type { JsonSchema } from '../../../../call.ts';
import { isObject, type JsonObject } from '../../../../reading.ts';

/**
 * A schema that the API can enforce, and whether constraints had to be moved into descriptions for
 * it.
 */
export interface StrictSchema {
  readonly schema: JsonSchema;
  readonly isLoosened: boolean;
}

const KEPT: ReadonlySet<string> = new Set([
  'type',
  'title',
  'description',
  'default',
  'enum',
  'const',
  'required',
  '$ref',
]);
const FORMATS: ReadonlySet<string> = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);
const DEPTH_MAX = 64;

/**
 * The schema in the subset that structured outputs enforce: closed objects, no bounds on numbers,
 * strings and lists. What is dropped is told in the description. Undefined where no closed schema
 * means the same (maps, free-form objects, recursion): closing those would make them always empty.
 */
export function strictSchema(schema: JsonSchema): StrictSchema | undefined {
  if (isRecursive(schema)) return undefined;
  const state = { isLoosened: false, isPossible: true };
  const closed = close(schema, state, 0);
  if (!state.isPossible || !isObject(closed)) return undefined;
  return { schema: closed, isLoosened: state.isLoosened };
}

interface State {
  isLoosened: boolean;
  isPossible: boolean;
}

function close(schema: unknown, state: State, depth: number): unknown {
  if (!isObject(schema) || depth > DEPTH_MAX) {
    state.isPossible = false;
    return schema;
  }
  const closed: Record<string, unknown> = {};
  const lost: string[] = [];
  for (const [key, value] of Object.entries(schema)) {
    if (KEPT.has(key)) closed[key] = value;
    else if (!closeKeyword({ closed, key, value, state, depth })) lost.push(told(key, value));
  }
  if (isObjectSchema(schema)) closeObject(schema, closed, state);
  if (lost.length > 0) {
    state.isLoosened = true;
    const text = typeof schema['description'] === 'string' ? `${schema['description']} ` : '';
    closed['description'] = `${text}(${lost.join(', ')})`;
  }
  return closed;
}

interface Keyword {
  readonly closed: Record<string, unknown>;
  readonly key: string;
  readonly value: unknown;
  readonly state: State;
  readonly depth: number;
}

/** Writes one keyword; false where it cannot be enforced. */
function closeKeyword({ closed, key, value, state, depth }: Keyword): boolean {
  switch (key) {
    case 'properties':
    case '$defs':
    case 'definitions':
      closed[key] = isObject(value) ? closeEach(value, state, depth) : value;
      return true;
    case 'items':
      closed[key] = close(value, state, depth + 1);
      return true;
    case 'anyOf':
    case 'oneOf':
    case 'allOf':
      if (!Array.isArray(value)) return false;
      closed[key === 'oneOf' ? 'anyOf' : key] = value.map((item) => close(item, state, depth + 1));
      return true;
    case 'additionalProperties':
      // `closeObject` decides; only `false` can be kept.
      if (value !== false) state.isPossible = false;
      return true;
    case 'minItems':
      if (value !== 0 && value !== 1) return false;
      closed[key] = value;
      return true;
    case 'format':
      if (typeof value !== 'string' || !FORMATS.has(value)) return false;
      closed[key] = value;
      return true;
    case '$schema':
    case '$id':
    case 'strict':
      return true;
    default:
      return false;
  }
}

function closeEach(schemas: JsonObject, state: State, depth: number): JsonObject {
  const closed: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    if (name !== '__proto__') closed[name] = close(schema, state, depth + 1);
  }
  return closed;
}

function isObjectSchema(schema: JsonObject): boolean {
  const { type } = schema;
  return type === 'object' || (Array.isArray(type) && type.includes('object'));
}

function closeObject(schema: JsonObject, closed: Record<string, unknown>, state: State): void {
  const isFreeForm =
    !isObject(schema['properties']) &&
    schema['additionalProperties'] === undefined &&
    closed['anyOf'] === undefined &&
    closed['allOf'] === undefined;
  if (isFreeForm) state.isPossible = false;
  closed['additionalProperties'] = false;
}

function told(key: string, value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return `${key}: ${text.length > 200 ? `${text.slice(0, 200)}…` : text}`;
}

/** Whether a definition refers to itself, directly or by way of others. */
function isRecursive(schema: JsonObject): boolean {
  const definitions = { ...objectOf(schema['definitions']), ...objectOf(schema['$defs']) };
  const cleared = new Set<string>();
  const entered = new Set<string>();
  const isCircular = (name: string): boolean => {
    if (cleared.has(name) || definitions[name] === undefined) return false;
    if (entered.has(name)) return true;
    entered.add(name);
    const found = referencesIn(definitions[name]).some(isCircular);
    cleared.add(name);
    return found;
  };
  return referencesIn(schema).includes('#') || Object.keys(definitions).some(isCircular);
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function referencesIn(schema: unknown): readonly string[] {
  const names: string[] = [];
  for (const [, name] of JSON.stringify(schema ?? null).matchAll(/"\$ref":"([^"]*)"/g)) {
    names.push((name ?? '').split('/').at(-1) ?? '');
  }
  return names;
}
