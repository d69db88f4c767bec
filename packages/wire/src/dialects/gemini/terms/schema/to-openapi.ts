import type { JsonSchema } from '../../../../call.ts';
import { isObject, type JsonObject } from '../../../../reading.ts';
import { mergeAllOf, typesOf } from './normal-form.ts';
import { canUnfold, createWalk, resolve, visit, type Walk } from './references.ts';

/** Keywords of the subset that keep their meaning as they are. */
const KEPT = [
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'minProperties',
  'maxProperties',
  'pattern',
] as const;

/** Keywords outside the subset that constrain values: their content goes into the description. */
const FOLDED = [
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'uniqueItems',
  'patternProperties',
  'propertyNames',
  'dependentRequired',
  'dependentSchemas',
  'contains',
  'prefixItems',
  'not',
  'if',
  'then',
  'else',
  'contentEncoding',
  'contentMediaType',
  'unevaluatedProperties',
  'default',
] as const;

/** The formats that every model takes, by type. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  STRING: ['date-time', 'enum'],
  NUMBER: ['float', 'double'],
  INTEGER: ['int32', 'int64'],
};

const FOLD_LENGTH_MAX = 400;
/** How deep `allOf` may lead through references: one that leads to itself has no meaning, but can be written. */
const NESTING_MAX = 16;

type Wire = Record<string, unknown>;

/**
 * A JSON Schema in the OpenAPI subset that every Gemini model takes. References are written out; constraints that the
 * subset lacks are folded into the description, since silently dropping one changes what the model will send.
 */
export function toOpenApi(
  schema: JsonSchema,
  param: string,
): { readonly schema: Wire; readonly lost: readonly string[] } {
  const walk = createWalk(schema, param);
  const converted = convert(schema, walk, 0);
  return { schema: converted, lost: [...walk.lost] };
}

/** The same for the arguments of a tool, which must be an object: a union at the root becomes one object. */
export function toOpenApiObject(
  schema: JsonSchema,
  param: string,
): { readonly schema: Wire | undefined; readonly lost: readonly string[] } {
  const { schema: converted, lost } = toOpenApi(schema, param);
  const root = converted['type'] === 'OBJECT' ? converted : mergeBranches(converted);
  const all = root === converted ? lost : [...lost, 'anyOf'];
  const properties = root['properties'];
  const isEmpty = !isObject(properties) || Object.keys(properties).length === 0;
  // An object without properties makes models of Google fail or invent arguments.
  return { schema: isEmpty ? undefined : root, lost: all };
}

function convert(node: unknown, walk: Walk, depth: number): Wire {
  visit(walk, depth);
  if (!isObject(node)) return anything({}, walk);
  const reference = node['$ref'];
  if (typeof reference === 'string') return follow(node, reference, { walk, depth });
  const schema = mergeAllOf(node, (part, nesting) => dereference(part, walk, nesting));
  const branches = branchesOf(schema);
  if (branches !== undefined) return union(schema, branches, { walk, depth });
  const { types, isNullable } = typesOf(schema);
  if (types.length === 0) return isNullable ? { type: 'NULL' } : anything(schema, walk);
  if (types.length > 1) {
    const alternatives = types.map((type) => ({ ...schema, type }));
    return union({ description: schema['description'] }, alternatives, { walk, depth, isNullable });
  }
  return single(schema, types[0] ?? 'STRING', { walk, depth, isNullable });
}

interface Place {
  readonly walk: Walk;
  readonly depth: number;
  readonly isNullable?: boolean;
}

function follow(node: JsonObject, reference: string, { walk, depth }: Place): Wire {
  const { $ref: _reference, ...siblings } = node;
  const target = resolve(walk, reference);
  if (target === undefined || !canUnfold(walk, reference)) {
    walk.lost.add(target === undefined ? '$ref' : '$ref (recursive)');
    const name = reference.split('/').at(-1) ?? reference;
    return { type: 'OBJECT', description: `${describe(siblings)}(the same shape as ${name})` };
  }
  walk.following.push(reference);
  const converted = convert({ ...target, ...siblings }, walk, depth + 1);
  walk.following.pop();
  return converted;
}

function describe(schema: JsonObject): string {
  const text = schema['description'];
  return typeof text === 'string' && text !== '' ? `${text} ` : '';
}

/** A part of `allOf`, with its reference looked up. */
function dereference(part: unknown, walk: Walk, nesting: number): unknown {
  visit(walk, nesting);
  if (!isObject(part) || typeof part['$ref'] !== 'string') return part;
  const target = resolve(walk, part['$ref']);
  const canFollow = nesting <= NESTING_MAX && canUnfold(walk, part['$ref']);
  if (target !== undefined && canFollow) return target;
  walk.lost.add('$ref');
  return undefined;
}

function branchesOf(schema: JsonObject): readonly unknown[] | undefined {
  const branches = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(branches) && branches.length > 0 ? branches : undefined;
}

/** `anyOf` must be alone in its object on Vertex AI: what stands beside it goes into every branch. */
function union(schema: JsonObject, branches: readonly unknown[], place: Place): Wire {
  const { walk, depth } = place;
  const { anyOf: _anyOf, oneOf: _oneOf, description, ...shared } = schema;
  const isNull = (branch: unknown): boolean => isObject(branch) && branch['type'] === 'null';
  const isNullable =
    place.isNullable === true || branches.some(isNull) || schema['nullable'] === true;
  const converted = branches
    .filter((branch) => !isNull(branch))
    .map((branch) =>
      convert(isObject(branch) ? withShared(shared, branch) : branch, walk, depth + 1),
    );
  const described = converted.map((branch) => ({
    ...branch,
    ...joinDescriptions(description, branch['description']),
    ...(isNullable ? { nullable: true } : {}),
  }));
  const [only] = described;
  if (only === undefined) return { type: 'NULL' };
  return described.length === 1 ? only : { anyOf: described };
}

/** Properties beside `anyOf` hold for every branch. */
function withShared(shared: JsonObject, branch: JsonObject): JsonObject {
  const { $defs: _defs, definitions: _definitions, ...rest } = shared;
  if (Object.keys(rest).length === 0 || typeof branch['$ref'] === 'string')
    return { ...rest, ...branch };
  return mergeAllOf({ allOf: [rest, branch] }, (part) => part);
}

function joinDescriptions(outer: unknown, inner: unknown): Wire {
  const texts = [outer, inner].filter((text) => typeof text === 'string' && text !== '');
  return texts.length === 0 ? {} : { description: texts.join(' ') };
}

function single(schema: JsonObject, type: string, place: Place): Wire {
  const { walk } = place;
  const result: Wire = { type };
  const folded: string[] = [];
  const fold = (keyword: string, value: unknown): void => {
    walk.lost.add(keyword);
    folded.push(`${keyword}: ${(JSON.stringify(value) ?? '').slice(0, FOLD_LENGTH_MAX)}`);
  };
  for (const keyword of KEPT) {
    if (schema[keyword] !== undefined) result[keyword] = schema[keyword];
  }
  for (const keyword of FOLDED) {
    const value = schema[keyword];
    if (value !== undefined && value !== null && value !== false) fold(keyword, value);
  }
  addFormat(schema, result, fold);
  addEnum(schema, result, fold);
  if (type === 'OBJECT') addProperties(schema, result, { ...place, fold });
  if (type === 'ARRAY') result['items'] = itemsOf(schema, place);
  if (place.isNullable === true || schema['nullable'] === true) result['nullable'] = true;
  const constraints = folded.length === 0 ? undefined : `(${folded.join('; ')})`;
  return { ...result, ...joinDescriptions(schema['description'], constraints) };
}

type Fold = (keyword: string, value: unknown) => void;

function addFormat(schema: JsonObject, result: Wire, fold: Fold): void {
  const format = schema['format'];
  if (typeof format !== 'string') return;
  const { type } = result;
  const known = typeof type === 'string' && Object.hasOwn(FORMATS, type) ? FORMATS[type] : [];
  if (known?.includes(format) === true) result['format'] = format;
  else fold('format', format);
}

/** Only texts may be enumerated, and none of them may be empty. */
function addEnum(schema: JsonObject, result: Wire, fold: Fold): void {
  const values = 'const' in schema ? [schema['const']] : schema['enum'];
  if (!Array.isArray(values)) return;
  const present = values.filter((value) => value !== null);
  if (result['type'] === 'STRING' && present.every((value) => typeof value === 'string' && value)) {
    if (present.length > 0) result['enum'] = present;
  } else {
    fold('enum', present);
  }
}

function addProperties(schema: JsonObject, result: Wire, place: Place & { fold: Fold }): void {
  const properties = schema['properties'];
  if (isObject(properties)) {
    const converted: Wire = {};
    for (const [name, property] of Object.entries(properties)) {
      if (name !== '__proto__') converted[name] = convert(property, place.walk, place.depth + 1);
    }
    if (Object.keys(converted).length > 0) result['properties'] = converted;
    const required = schema['required'];
    const known = Array.isArray(required)
      ? required.filter((name) => typeof name === 'string' && Object.hasOwn(converted, name))
      : [];
    if (known.length > 0) result['required'] = known;
    if (Array.isArray(schema['propertyOrdering']))
      result['propertyOrdering'] = schema['propertyOrdering'];
  }
  const additional = schema['additionalProperties'];
  // `false` and absence say what the model does anyway; a map would otherwise come back empty for ever.
  if (additional === true || isObject(additional)) place.fold('additionalProperties', additional);
}

function itemsOf(schema: JsonObject, { walk, depth }: Place): Wire {
  const { items } = schema as { items?: unknown };
  if (Array.isArray(items)) {
    walk.lost.add('items (list)');
    return union({}, items.length === 0 ? [{}] : items, { walk, depth });
  }
  return convert(items, walk, depth + 1);
}

/** A value of any kind has no type to state, and a type must be stated: the scalar ones are named. */
function anything(schema: JsonObject, walk: Walk): Wire {
  walk.lost.add('type (any)');
  const described = joinDescriptions(schema['description'], '(any JSON value)');
  const types = ['STRING', 'NUMBER', 'BOOLEAN', 'OBJECT'];
  return { anyOf: types.map((type) => ({ type, ...described })) };
}

/** One object that any branch of a union fits: all properties, and of the required ones those common to all. */
function mergeBranches(schema: Wire): Wire {
  const branches = Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isObject) : [];
  const properties: Wire = {};
  let required: readonly unknown[] | undefined;
  const texts: unknown[] = [];
  for (const branch of branches) {
    Object.assign(properties, isObject(branch['properties']) ? branch['properties'] : {});
    const own = Array.isArray(branch['required']) ? branch['required'] : [];
    required = required === undefined ? own : required.filter((name) => own.includes(name));
    texts.push(branch['description']);
  }
  const description = [...new Set(texts.filter((text) => typeof text === 'string'))].join(' / ');
  return {
    type: 'OBJECT',
    ...(description === '' ? {} : { description }),
    properties,
    ...(required === undefined || required.length === 0 ? {} : { required }),
  };
}
