import { isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';

const DEPTH_MAX = 6;
const ITEMS_MAX = 3;

export interface InstanceOptions {
  /** Used for the first string that no keyword decides. */
  readonly text?: string;
}

/** A value that fits a JSON Schema (or Google's subset of it), as a model that follows instructions would give. */
export function createInstance(schema: JsonObject, options: InstanceOptions = {}): unknown {
  let text = options.text;
  const takeText = (): string => {
    const taken = text ?? 'example';
    text = undefined;
    return taken;
  };
  return build(schema, { root: schema, depth: 0, takeText });
}

/** As `createInstance`, for tool arguments, which are always an object. */
export function createArguments(schema: JsonObject | undefined): JsonObject {
  return schema === undefined ? {} : objectOf(createInstance({ type: 'object', ...schema }));
}

interface Scope {
  readonly root: JsonObject;
  readonly depth: number;
  readonly takeText: () => string;
}

function build(schema: JsonObject, scope: Scope): unknown {
  const given = givenValue(schema);
  if (given !== undefined) return given.value;
  const reference = textOf(schema['$ref']);
  // Of references that only lead to one another nothing can be built.
  if (reference !== '' && scope.depth > DEPTH_MAX * 4) return {};
  if (reference !== '') return build(resolve(reference, scope.root), deeper(scope));
  const merged = mergeAll(schema);
  const branches = [...listOf(merged['anyOf']), ...listOf(merged['oneOf'])].filter(isObject);
  const branch = branches.find((candidate) => candidate['type'] !== 'null');
  if (branch !== undefined) {
    const { anyOf: _anyOf, oneOf: _oneOf, ...rest } = merged;
    return build({ ...rest, ...branch }, deeper(scope));
  }
  switch (typeOf(merged)) {
    case 'object':
      return buildObject(merged, scope);
    case 'array':
      return buildArray(merged, scope);
    case 'integer':
      return buildNumber(merged, 1);
    case 'number':
      return buildNumber(merged, 0.5);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return buildString(merged, scope);
  }
}

function givenValue(schema: JsonObject): { value: unknown } | undefined {
  if ('const' in schema) return { value: schema['const'] };
  const options = listOf(schema['enum']);
  if (options.length > 0) return { value: options[0] };
  if ('default' in schema) return { value: schema['default'] };
  return undefined;
}

function typeOf(schema: JsonObject): string {
  const type = schema['type'];
  const name = Array.isArray(type) ? type.find((candidate) => candidate !== 'null') : type;
  if (typeof name === 'string') return name.toLowerCase();
  if (isObject(schema['properties'])) return 'object';
  return 'items' in schema ? 'array' : 'string';
}

function resolve(reference: string, root: JsonObject): JsonObject {
  if (!reference.startsWith('#')) return {};
  const steps = reference.slice(1).split('/').filter(Boolean);
  let found: unknown = root;
  for (const step of steps) {
    found = objectOf(found)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return objectOf(found);
}

function mergeAll(schema: JsonObject): JsonObject {
  const { allOf, ...rest } = schema;
  const parts = listOf(allOf).filter(isObject);
  if (parts.length === 0) return rest;
  const all = [rest, ...parts];
  return {
    ...Object.assign({}, ...all),
    properties: Object.assign({}, ...all.map((part) => objectOf(part['properties']))),
    required: all.flatMap((part) => listOf(part['required'])),
  };
}

function buildObject(schema: JsonObject, scope: Scope): JsonObject {
  const required = new Set(listOf(schema['required']));
  // A recursive schema ends because deep down only what must be there is there.
  const isShallow = scope.depth < DEPTH_MAX;
  const entries = Object.entries(objectOf(schema['properties']))
    .filter(([name]) => isShallow || required.has(name))
    .filter(() => scope.depth < DEPTH_MAX * 2)
    .map(([name, property]) => [name, build(objectOf(property), deeper(scope))]);
  return Object.fromEntries(entries);
}

function buildArray(schema: JsonObject, scope: Scope): unknown[] {
  const asked = Number(schema['minItems'] ?? (scope.depth < DEPTH_MAX ? 1 : 0));
  const items = listOf(schema['prefixItems']).filter(isObject);
  const item = objectOf(schema['items']);
  const count = Math.min(asked, Math.max(ITEMS_MAX, items.length));
  return Array.from({ length: count }, (_, index) => build(items[index] ?? item, deeper(scope)));
}

function buildNumber(schema: JsonObject, fallback: number): number {
  const step = Number(schema['multipleOf'] ?? 0);
  const least = lowerBound(schema, fallback);
  const most = upperBound(schema, fallback);
  let value = fallback;
  if (least !== undefined && value < least) value = least;
  if (most !== undefined && value > most) value = most;
  return step > 0 ? Math.ceil(value / step) * step : value;
}

function lowerBound(schema: JsonObject, margin: number): number | undefined {
  const exclusive = schema['exclusiveMinimum'];
  if (typeof exclusive === 'number') return exclusive + margin;
  return typeof schema['minimum'] === 'number' ? schema['minimum'] : undefined;
}

function upperBound(schema: JsonObject, margin: number): number | undefined {
  const exclusive = schema['exclusiveMaximum'];
  if (typeof exclusive === 'number') return exclusive - margin;
  return typeof schema['maximum'] === 'number' ? schema['maximum'] : undefined;
}

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '12:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
  ipv4: '192.0.2.1',
};

function buildString(schema: JsonObject, scope: Scope): string {
  const format = FORMATS[textOf(schema['format'])];
  if (format !== undefined) return format;
  const least = Number(schema['minLength'] ?? 0);
  const most = Number(schema['maxLength'] ?? Number.POSITIVE_INFINITY);
  const text = scope.takeText().padEnd(Math.min(least, 10_000), '.');
  return text.length > most ? text.slice(0, most) : text;
}

function deeper(scope: Scope): Scope {
  return { ...scope, depth: scope.depth + 1 };
}
