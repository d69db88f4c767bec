import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromOpenApi } from './from-openapi.ts';
import { toOpenApi, toOpenApiObject } from './to-openapi.ts';

const convert = (schema: object) => toOpenApi(schema as Record<string, unknown>, 'p');

/** Every key anywhere in a schema that is a keyword (names of properties are not). */
function keywordsOf(schema: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(schema)) for (const entry of schema) keywordsOf(entry, found);
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return found;
  for (const [key, value] of Object.entries(schema)) {
    found.add(key);
    if (key === 'properties') for (const inner of Object.values(value)) keywordsOf(inner, found);
    else keywordsOf(value, found);
  }
  return found;
}

const SUBSET = new Set(
  'type description nullable enum format items properties required anyOf propertyOrdering minimum maximum minItems maxItems minLength maxLength minProperties maxProperties pattern'.split(
    ' ',
  ),
);

describe('JSON Schema for Gemini', () => {
  test('sends no keyword outside the OpenAPI subset, which would be a 400', () => {
    const { schema } = convert({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'x',
      title: 'T',
      type: 'object',
      additionalProperties: false,
      $defs: { Leaf: { type: 'string', const: 'leaf', title: 'L' } },
      properties: {
        a: { $ref: '#/$defs/Leaf', description: 'the leaf' },
        b: { type: 'integer', exclusiveMinimum: 0, multipleOf: 2 },
        c: { oneOf: [{ type: 'string', format: 'email' }, { type: 'null' }] },
        d: { type: ['string', 'number'], default: 'x' },
        e: { type: 'array', prefixItems: [{ type: 'string' }], items: false },
        f: { type: 'object', propertyNames: { pattern: '^a' }, patternProperties: { '^a': {} } },
        g: { allOf: [{ $ref: '#/$defs/Leaf' }, { minLength: 1 }] },
        h: {},
        i: { not: { type: 'string' }, type: 'number' },
        j: { const: 5 },
      },
      required: ['a', 'b', 'ghost'],
    });
    const outside = [...keywordsOf(schema)].filter((keyword) => !SUBSET.has(keyword));
    assert.deepEqual(outside, []);
    assert.deepEqual(schema['required'], ['a', 'b']);
  });

  test('folds lost constraints into the description instead of dropping them', () => {
    const { schema, lost } = convert({
      type: 'object',
      description: 'Settings',
      properties: { n: { type: 'number', exclusiveMinimum: 0 } },
      additionalProperties: { type: 'string' },
    });
    assert.deepEqual(schema, {
      type: 'OBJECT',
      properties: { n: { type: 'NUMBER', description: '(exclusiveMinimum: 0)' } },
      description: 'Settings (additionalProperties: {"type":"string"})',
    });
    assert.deepEqual([...lost].sort(), ['additionalProperties', 'exclusiveMinimum']);
  });

  test('writes null as nullable and leaves nothing beside a union', () => {
    assert.deepEqual(convert({ type: ['string', 'null'], description: 'd' }).schema, {
      type: 'STRING',
      nullable: true,
      description: 'd',
    });
    assert.deepEqual(
      convert({
        description: 'd',
        anyOf: [{ type: 'string' }, { type: 'integer', description: 'i' }, { type: 'null' }],
      }).schema,
      {
        anyOf: [
          { type: 'STRING', description: 'd', nullable: true },
          { type: 'INTEGER', description: 'd i', nullable: true },
        ],
      },
    );
    assert.deepEqual(convert({ anyOf: [{ type: 'string' }, { type: 'null' }] }).schema, {
      type: 'STRING',
      nullable: true,
    });
  });

  test('enumerates texts only, and says other values in words', () => {
    assert.deepEqual(convert({ enum: ['a', 'b', null] }).schema, {
      type: 'STRING',
      enum: ['a', 'b'],
      nullable: true,
    });
    assert.deepEqual(convert({ type: 'integer', enum: [1, 2] }).schema, {
      type: 'INTEGER',
      description: '(enum: [1,2])',
    });
  });

  test('cuts recursion, and says so', () => {
    const { schema, lost } = convert({
      type: 'object',
      properties: { child: { $ref: '#' }, name: { type: 'string' } },
    });
    assert.match(JSON.stringify(schema), /the same shape as #/);
    assert.deepEqual(lost, ['$ref (recursive)']);
  });

  test('schemas that refer to each other in every way stay within bounds', () => {
    const names = Array.from({ length: 12 }, (_, index) => `D${index}`);
    const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }]));
    const all = { allOf: names.map((name) => ({ $ref: `#/$defs/${name}` })) };
    const $defs = Object.fromEntries(names.map((name) => [name, { type: 'object', properties }]));
    assert.ok(JSON.stringify(convert({ $defs, type: 'object', properties })).length < 5_000_000);
    const looped = Object.fromEntries(names.map((name) => [name, all]));
    assert.ok(convert({ $defs: looped, ...all }).lost.includes('$ref'));
    let deep: object = { type: 'string' };
    for (let depth = 0; depth < 500; depth += 1) deep = { type: 'array', items: deep };
    assert.throws(() => convert(deep), /`p`/);
  });

  test('omits a tool’s parameters that are an empty object', () => {
    for (const schema of [{}, { type: 'object' }, { type: 'object', properties: {} }])
      assert.equal(toOpenApiObject(schema, 'p').schema, undefined);
  });

  test('makes one object of a union at the root of a tool’s parameters', () => {
    const { schema, lost } = toOpenApiObject(
      {
        anyOf: [
          { type: 'object', properties: { a: { type: 'string' }, b: {} }, required: ['a', 'b'] },
          { type: 'object', properties: { b: { type: 'number' } }, required: ['b'] },
        ],
      },
      'p',
    );
    assert.equal(schema?.['type'], 'OBJECT');
    assert.deepEqual(Object.keys(schema?.['properties'] ?? {}), ['a', 'b']);
    assert.deepEqual(schema?.['required'], ['b']);
    assert.ok(lost.includes('anyOf'));
  });

  test('properties that are called like keywords are properties', () => {
    const { schema, lost } = convert({
      type: 'object',
      properties: { $ref: { type: 'string' }, const: { type: 'string' }, if: { type: 'string' } },
    });
    assert.deepEqual(Object.keys(schema['properties'] as object), ['$ref', 'const', 'if']);
    assert.deepEqual(lost, []);
  });
});

describe('Gemini schemas of clients', () => {
  test('become JSON Schema', () => {
    assert.deepEqual(
      fromOpenApi(
        {
          type: 'OBJECT',
          propertyOrdering: ['b', 'a'],
          properties: {
            a: {
              type: 'ARRAY',
              items: { type: 'STRING', format: 'enum', enum: ['x'] },
              minItems: '1',
            },
            b: { any_of: [{ type: 'INTEGER' }, { type: 'BOOLEAN' }], nullable: true },
            c: { type: 'STRING', nullable: true, enum: ['y'] },
          },
          required: ['a'],
        },
        'p',
      ),
      {
        type: 'object',
        properties: {
          b: { anyOf: [{ type: 'integer' }, { type: 'boolean' }, { type: 'null' }] },
          a: { type: 'array', items: { type: 'string', enum: ['x'] }, minItems: 1 },
          c: { type: ['string', 'null'], enum: ['y', null] },
        },
        required: ['a'],
      },
    );
  });

  test('keep the order of properties that the client asked for', () => {
    const schema = fromOpenApi(
      { type: 'OBJECT', propertyOrdering: ['z', 'a'], properties: { a: {}, z: {} } },
      'p',
    );
    assert.deepEqual(Object.keys(schema['properties'] as object), ['z', 'a']);
    assert.ok(!('propertyOrdering' in schema));
  });

  test('come back the same where they say the same', () => {
    const schema = {
      type: 'OBJECT',
      properties: { a: { type: 'STRING', nullable: true }, b: { type: 'NUMBER', minimum: 1 } },
      required: ['a'],
    };
    assert.deepEqual(toOpenApi(fromOpenApi(schema, 'p'), 'p'), { schema, lost: [] });
  });
});
