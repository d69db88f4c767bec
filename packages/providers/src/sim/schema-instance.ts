import { isRecord } from '../body-edit.ts';

/** Deeper than this everything is as small as the schema allows: recursive schemas end here. */
const DEPTH_MAX = 12;
/** An instance never has more values than this, whatever `minItems` says. */
const VALUES_MAX = 2000;
const STRING_LENGTH_MAX = 1000;

const TEXT_BY_FORMAT: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  duration: 'P1D',
  email: 'simulated@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

interface Walk {
  readonly root: unknown;
  depth: number;
  valuesLeft: number;
}

/**
 * A value that satisfies a JSON Schema, as far as its common keywords go. Deterministic, bounded,
 * never throws.
 */
export function instanceOf(schema: unknown): unknown {
  return make(schema, { root: schema, depth: 0, valuesLeft: VALUES_MAX });
}

function make(schema: unknown, walk: Walk): unknown {
  walk.valuesLeft -= 1;
  if (!isRecord(schema)) return {};
  if (walk.depth > DEPTH_MAX) return null;
  walk.depth += 1;
  const value = makeResolved(schema, walk);
  walk.depth -= 1;
  return value;
}

function makeResolved(schema: Readonly<Record<string, unknown>>, walk: Walk): unknown {
  if (typeof schema['$ref'] === 'string') return make(resolve(schema['$ref'], walk.root), walk);
  if (Object.hasOwn(schema, 'const')) return schema['const'];
  if (Array.isArray(schema['enum']) && schema['enum'].length > 0) return schema['enum'][0];
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = schema[keyword];
    if (!Array.isArray(branches) || branches.length === 0) continue;
    // Where recursion has gone far enough, `null` is the way out of an optional branch.
    const isDeep = walk.depth > 4;
    const end = branches.find((branch) => isRecord(branch) && branch['type'] === 'null');
    return make(isDeep && end !== undefined ? end : branches[0], walk);
  }
  if (Array.isArray(schema['allOf'])) return makeAll(schema, schema['allOf'], walk);
  return makeTyped(typeOf(schema), schema, walk);
}

/** All parts at once: objects are joined, of anything else the first part decides. */
function makeAll(
  schema: Readonly<Record<string, unknown>>,
  parts: readonly unknown[],
  walk: Walk,
): unknown {
  const { allOf: _, ...own } = schema;
  const all = Object.keys(own).some((key) => key === 'properties') ? [...parts, own] : parts;
  const values = all.map((part) => make(part, walk));
  return values.every(isRecord) ? Object.assign({}, ...values) : (values[0] ?? {});
}

function typeOf(schema: Readonly<Record<string, unknown>>): unknown {
  const { type } = schema;
  if (Array.isArray(type)) return type.find((name) => name !== 'null') ?? type[0];
  if (type !== undefined) return type;
  if (schema['properties'] !== undefined) return 'object';
  return schema['items'] === undefined ? 'object' : 'array';
}

function makeTyped(type: unknown, schema: Readonly<Record<string, unknown>>, walk: Walk): unknown {
  switch (type) {
    case 'string':
      return makeString(schema);
    case 'integer':
    case 'number':
      return makeNumber(schema, type === 'integer');
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return makeArray(schema, walk);
    default:
      return makeObject(schema, walk);
  }
}

function makeObject(schema: Readonly<Record<string, unknown>>, walk: Walk): unknown {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const entries = Object.entries(properties)
    .filter(([name]) => required.has(name) || (walk.depth <= 2 && walk.valuesLeft > 0))
    .slice(0, VALUES_MAX)
    .map(([name, property]) => [name, make(property, walk)] as const);
  return Object.fromEntries(entries);
}

function makeArray(schema: Readonly<Record<string, unknown>>, walk: Walk): unknown {
  const least = numberOf(schema['minItems']) ?? (walk.depth <= 4 ? 1 : 0);
  const most = numberOf(schema['maxItems']) ?? Number.POSITIVE_INFINITY;
  const length = Math.max(0, Math.min(least, most, walk.valuesLeft));
  return Array.from({ length }, () => make(schema['items'] ?? { type: 'string' }, walk));
}

function makeString(schema: Readonly<Record<string, unknown>>): string {
  const { format } = schema;
  if (typeof format === 'string' && Object.hasOwn(TEXT_BY_FORMAT, format))
    return TEXT_BY_FORMAT[format] ?? '';
  const least = Math.min(numberOf(schema['minLength']) ?? 0, STRING_LENGTH_MAX);
  const most = numberOf(schema['maxLength']) ?? STRING_LENGTH_MAX;
  return 'simulated'.padEnd(least, '.').slice(0, Math.max(0, most));
}

function makeNumber(schema: Readonly<Record<string, unknown>>, isInteger: boolean): number {
  const step = numberOf(schema['multipleOf']) ?? (isInteger ? 1 : 0.5);
  const exclusive = numberOf(schema['exclusiveMinimum']);
  const least =
    numberOf(schema['minimum']) ?? (exclusive === undefined ? undefined : exclusive + step);
  const most =
    numberOf(schema['maximum']) ?? (numberOf(schema['exclusiveMaximum']) ?? Infinity) - step;
  const wanted = Math.min(Math.max(1, least ?? 1), Math.max(most, least ?? most));
  if (step <= 0) return wanted;
  const rounded = Math.ceil(wanted / step) * step;
  return rounded <= (numberOf(schema['maximum']) ?? Infinity)
    ? rounded
    : Math.floor(wanted / step) * step;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What a reference within the document points to; undefined where it points outside or nowhere. */
function resolve(reference: string, root: unknown): unknown {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  let target: unknown = root;
  for (const piece of reference.slice(2).split('/')) {
    const key = piece.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!isRecord(target) || !Object.hasOwn(target, key)) return undefined;
    target = target[key];
  }
  return target;
}
