import { isObject, type JsonObject } from '../../../../reading.ts';

/** JSON Schema's type names in the OpenAPI spelling. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'STRING',
  number: 'NUMBER',
  integer: 'INTEGER',
  boolean: 'BOOLEAN',
  array: 'ARRAY',
  object: 'OBJECT',
};

/** One schema that says what a schema and all of its `allOf` say together. `lookUp` follows references, boundedly. */
export function mergeAllOf(
  schema: JsonObject,
  lookUp: (part: unknown, depth: number) => unknown,
  depth = 0,
): JsonObject {
  const { allOf, ...own } = schema as JsonObject & { allOf?: unknown };
  if (!Array.isArray(allOf)) return schema;
  let merged: JsonObject = own;
  for (const part of allOf) {
    const found = lookUp(part, depth);
    if (isObject(found)) merged = mergeTwo(merged, mergeAllOf(found, lookUp, depth + 1));
  }
  return merged;
}

function mergeTwo(left: JsonObject, right: JsonObject): JsonObject {
  const properties = { ...object(left['properties']), ...object(right['properties']) };
  const required = [...new Set([...list(left['required']), ...list(right['required'])])];
  return {
    ...right,
    ...left,
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
  };
}

function object(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The types a schema allows, in the OpenAPI spelling, and whether null is one of them. */
export function typesOf(schema: JsonObject): {
  readonly types: readonly string[];
  readonly isNullable: boolean;
} {
  const stated = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  const names = stated.filter((name) => typeof name === 'string').map((name) => name.toLowerCase());
  const values = 'const' in schema ? [schema['const']] : list(schema['enum']);
  const isNullable = names.includes('null') || values.includes(null);
  const types = names.flatMap((name) => (Object.hasOwn(TYPES, name) ? (TYPES[name] ?? []) : []));
  if (types.length > 0 || names.includes('null')) return { types, isNullable };
  return { types: inferTypes(schema, values), isNullable };
}

/** Schemas without a type still show what they mean by the keywords they use. */
function inferTypes(schema: JsonObject, values: readonly unknown[]): readonly string[] {
  if (isObject(schema['properties']) || schema['additionalProperties'] !== undefined)
    return ['OBJECT'];
  if (schema['items'] !== undefined || schema['prefixItems'] !== undefined) return ['ARRAY'];
  const kinds = new Set(values.filter((value) => value !== null).map((value) => typeof value));
  if (kinds.size === 1) {
    const [kind] = kinds;
    const type = kind === undefined ? undefined : TYPES[kind];
    if (type !== undefined) return [type];
  }
  if (schema['pattern'] !== undefined || schema['minLength'] !== undefined) return ['STRING'];
  if (schema['minimum'] !== undefined || schema['maximum'] !== undefined) return ['NUMBER'];
  return [];
}
