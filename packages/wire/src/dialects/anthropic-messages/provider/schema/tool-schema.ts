import type { JsonSchema } from '../../../../call.ts';
import { isObject, type JsonObject } from '../../../../reading.ts';

/** The input schema of a tool, and whether it had to be changed to be one that the API takes. */
export interface ToolSchema {
  readonly schema: JsonSchema;
  readonly isChanged: boolean;
}

const DEPTH_MAX = 8;
/** A schema whose choices refer to each other would grow without end. */
const FOLDS_MAX = 200;
const COMBINATORS = ['allOf', 'anyOf', 'oneOf'] as const;

/**
 * A tool's parameters as an object schema. The API refuses the whole request for one tool whose
 * root is a choice (`anyOf`, `oneOf`, `allOf`): such a root is folded into one object, and what
 * that loosens is told in its description.
 */
export function toolSchema(parameters: JsonSchema | undefined): ToolSchema {
  if (parameters === undefined)
    return { schema: { type: 'object', properties: {} }, isChanged: false };
  const budget: Budget = { root: parameters, foldsLeft: FOLDS_MAX };
  const folded = fold(resolve(parameters, parameters, DEPTH_MAX), budget, DEPTH_MAX);
  const { type } = folded;
  if (type === 'object') return { schema: folded, isChanged: folded !== parameters };
  // Without a type, or with a nullable one, it is the same object to a model; a missing type is not
  // worth a warning.
  const isPlain = type === undefined && folded === parameters;
  return { schema: { ...folded, type: 'object' }, isChanged: !isPlain };
}

/** Follows a `$ref` at the root of a schema, keeping the definitions in reach of those inside. */
function resolve(schema: JsonObject, root: JsonObject, depth: number): JsonObject {
  const reference = schema['$ref'];
  if (typeof reference !== 'string' || depth === 0) return schema;
  const found = lookUp(reference, root);
  if (found === undefined) return schema;
  const { $ref: _reference, ...rest } = schema;
  return resolve({ ...found, ...rest }, root, depth - 1);
}

function lookUp(reference: string, root: JsonObject): JsonObject | undefined {
  if (!reference.startsWith('#/')) return undefined;
  let value: unknown = root;
  for (const key of reference.slice(2).split('/')) {
    if (!isObject(value)) return undefined;
    value = value[key.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return isObject(value) ? value : undefined;
}

interface Budget {
  readonly root: JsonObject;
  foldsLeft: number;
}

function fold(schema: JsonObject, budget: Budget, depth: number): JsonObject {
  const combinator = COMBINATORS.find((key) => Array.isArray(schema[key]));
  if (combinator === undefined || depth === 0 || budget.foldsLeft === 0) return schema;
  budget.foldsLeft -= 1;
  const { [combinator]: list, ...base } = schema;
  const branches = (list as readonly unknown[])
    .filter(isObject)
    .map((branch) => fold(resolve(branch, budget.root, depth - 1), budget, depth - 1))
    .filter((branch) => branch['type'] !== 'null');
  const merged = mergeBranches(base, branches, combinator === 'allOf');
  // A root may hold several of them: fold until none is left.
  return fold(merged, budget, depth - 1);
}

function mergeBranches(
  base: JsonObject,
  branches: readonly JsonObject[],
  isAll: boolean,
): JsonObject {
  const properties = branches.map((branch) => objectAt(branch, 'properties'));
  const required = branches.map((branch) => namesAt(branch, 'required'));
  const shared = isAll
    ? required.flat()
    : (required[0] ?? []).filter((name) => required.every((names) => names.includes(name)));
  const names = [...new Set([...namesAt(base, 'required'), ...shared])];
  const definitions = mergeObjects(branches, '$defs', base);
  const isClosed = branches.length > 0 && branches.every(isClosedObject);
  const description = [textAt(base), isAll ? '' : describeForms(branches)].filter(
    (text) => text !== '',
  );
  return {
    ...base,
    type: 'object',
    ...(description.length === 0 ? {} : { description: description.join('\n') }),
    properties: [objectAt(base, 'properties'), ...properties].reduce(mergeProperties, {}),
    ...(names.length === 0 ? {} : { required: names }),
    ...(definitions === undefined ? {} : { $defs: definitions }),
    ...(isClosed && base['additionalProperties'] === undefined
      ? { additionalProperties: false }
      : {}),
  };
}

function isClosedObject(branch: JsonObject): boolean {
  return branch['additionalProperties'] === false;
}

/** In words, which arguments go together: the folded schema itself no longer says so. */
function describeForms(branches: readonly JsonObject[]): string {
  const forms = branches
    .map((branch) => {
      const required = namesAt(branch, 'required');
      return required.length > 0 ? required : Object.keys(objectAt(branch, 'properties'));
    })
    .filter((names) => names.length > 0)
    .map((names) => `(${names.join(', ')})`);
  return forms.length < 2 ? '' : `Give the arguments of one of these forms: ${forms.join(' or ')}.`;
}

function mergeProperties(left: JsonObject, right: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...left };
  for (const [name, schema] of Object.entries(right)) {
    if (name === '__proto__') continue;
    const known = merged[name];
    merged[name] = known === undefined ? schema : alternative(known, schema);
  }
  return merged;
}

function alternative(left: unknown, right: unknown): unknown {
  const known =
    isObject(left) && Array.isArray(left['anyOf']) ? (left['anyOf'] as unknown[]) : [left];
  const wanted = JSON.stringify(right);
  if (known.some((schema) => JSON.stringify(schema) === wanted)) return left;
  return { anyOf: [...known, right] };
}

function mergeObjects(
  branches: readonly JsonObject[],
  key: string,
  base: JsonObject,
): JsonObject | undefined {
  if (!branches.some((branch) => isObject(branch[key]))) return undefined;
  return Object.assign({}, ...branches.map((branch) => objectAt(branch, key)), objectAt(base, key));
}

function objectAt(schema: JsonObject, key: string): JsonObject {
  const value = schema[key];
  return isObject(value) ? value : {};
}

function namesAt(schema: JsonObject, key: string): readonly string[] {
  const value = schema[key];
  return Array.isArray(value)
    ? (value as readonly unknown[]).filter((name): name is string => typeof name === 'string')
    : [];
}

function textAt(schema: JsonObject): string {
  return typeof schema['description'] === 'string' ? schema['description'] : '';
}
