import type { JsonSchema } from '../../../../call.ts';
import { invalid, isObject, type JsonObject } from '../../../../reading.ts';

const DEPTH_MAX = 100;

/** Proto names of schema fields that clients of the REST API write. */
const ALIASES: Readonly<Record<string, string>> = {
  any_of: 'anyOf',
  max_items: 'maxItems',
  min_items: 'minItems',
  max_length: 'maxLength',
  min_length: 'minLength',
  max_properties: 'maxProperties',
  min_properties: 'minProperties',
  property_ordering: 'propertyOrdering',
};

/** Fields that are int64 in the proto, which JSON may write as text. */
const INTEGERS: ReadonlySet<string> = new Set([
  'maxItems',
  'minItems',
  'maxLength',
  'minLength',
  'maxProperties',
  'minProperties',
]);

/**
 * JSON Schema from Gemini's OpenAPI subset: type names in lower case, `nullable` as a null type, and
 * `propertyOrdering` as the order of the properties. What is JSON Schema already stays as it is.
 */
export function fromOpenApi(schema: unknown, path: string): JsonSchema {
  if (!isObject(schema)) throw invalid(path, 'must be a schema object');
  return convert(schema, path, 0);
}

function convert(schema: JsonObject, path: string, depth: number): JsonObject {
  if (depth > DEPTH_MAX) throw invalid(path, `is nested deeper than ${DEPTH_MAX}`);
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(schema)) {
    if (value === null || value === undefined) continue;
    const key = Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name;
    const converted = convertField(key, value, { path, depth });
    if (converted !== undefined) result[key] = converted;
  }
  const ordered = orderProperties(result, schema);
  return schema['nullable'] === true ? allowNull(ordered) : ordered;
}

function convertField(
  key: string,
  value: unknown,
  at: { readonly path: string; readonly depth: number },
): unknown {
  const nested = (inner: unknown): unknown =>
    isObject(inner) ? convert(inner, at.path, at.depth + 1) : inner;
  switch (key) {
    case 'type':
      return typeof value === 'string' ? typeName(value) : value;
    case 'nullable':
    case 'propertyOrdering':
      return undefined;
    case 'format':
      return value === 'enum' ? undefined : value;
    case 'properties':
    case '$defs':
    case 'definitions':
      return isObject(value) ? mapValues(value, nested) : value;
    case 'items':
    case 'additionalProperties':
      return nested(value);
    case 'anyOf':
    case 'oneOf':
    case 'allOf':
    case 'prefixItems':
      return Array.isArray(value) ? value.map(nested) : value;
    default:
      return INTEGERS.has(key) && typeof value === 'string' ? Number(value) : value;
  }
}

function typeName(type: string): string | undefined {
  return type === 'TYPE_UNSPECIFIED' ? undefined : type.toLowerCase();
}

function mapValues(object: JsonObject, change: (value: unknown) => unknown): JsonObject {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) {
    if (key !== '__proto__') result[key] = change(value);
  }
  return result;
}

/** Models that know no `propertyOrdering` follow the order in which properties are written. */
function orderProperties(result: Record<string, unknown>, schema: JsonObject): JsonObject {
  const order = schema['propertyOrdering'] ?? schema['property_ordering'];
  const properties = result['properties'];
  if (!Array.isArray(order) || !isObject(properties)) return result;
  const sorted: Record<string, unknown> = {};
  for (const name of order) {
    if (typeof name === 'string' && Object.hasOwn(properties, name))
      sorted[name] = properties[name];
  }
  return { ...result, properties: { ...sorted, ...omit(properties, sorted) } };
}

function omit(object: JsonObject, without: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !Object.hasOwn(without, key)));
}

function allowNull(schema: JsonObject): JsonObject {
  const type = schema['type'];
  const anyOf = schema['anyOf'];
  const values = schema['enum'];
  return {
    ...schema,
    ...(typeof type === 'string' && type !== 'null' ? { type: [type, 'null'] } : {}),
    ...(Array.isArray(anyOf) ? { anyOf: [...anyOf, { type: 'null' }] } : {}),
    ...(Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {}),
  };
}
