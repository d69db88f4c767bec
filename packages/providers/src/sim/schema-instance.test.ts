import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { instanceOf } from './schema-instance.ts';

describe('an instance of a schema', () => {
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    [
      'object',
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      { a: 'simulated' },
    ],
    ['nested', { properties: { a: { properties: { b: { type: 'null' } } } } }, { a: { b: null } }],
    ['enum', { enum: ['x', 'y'] }, 'x'],
    ['const', { const: 0 }, 0],
    ['integer', { type: 'integer', minimum: 5 }, 5],
    ['exclusive minimum', { type: 'integer', exclusiveMinimum: 5 }, 6],
    ['maximum', { type: 'integer', maximum: -3 }, -3],
    ['multiple', { type: 'integer', minimum: 5, multipleOf: 4 }, 8],
    ['array', { type: 'array', items: { type: 'boolean' } }, [true]],
    [
      'array with a least length',
      { type: 'array', items: { type: 'null' }, minItems: 3 },
      [null, null, null],
    ],
    ['empty array', { type: 'array', maxItems: 0 }, []],
    ['nullable', { type: ['null', 'string'] }, 'simulated'],
    ['anyOf', { anyOf: [{ type: 'boolean' }, { type: 'null' }] }, true],
    [
      'allOf',
      { allOf: [{ properties: { a: { const: 1 } } }, { properties: { b: { const: 2 } } }] },
      { a: 1, b: 2 },
    ],
    ['$ref', { $ref: '#/$defs/x', $defs: { x: { const: 'r' } } }, 'r'],
    ['short string', { type: 'string', maxLength: 3 }, 'sim'],
    ['long string', { type: 'string', minLength: 12 }, 'simulated...'],
    ['format', { type: 'string', format: 'date' }, '2026-01-01'],
    ['nothing', {}, {}],
    ['no schema', undefined, {}],
  ];
  for (const [name, schema, expected] of cases) {
    test(name, () => assert.deepEqual(instanceOf(schema), expected));
  }

  test('of a recursive schema ends', () => {
    const list = {
      $defs: {
        node: {
          type: 'object',
          properties: { next: { $ref: '#/$defs/node' } },
          required: ['next'],
        },
      },
      $ref: '#/$defs/node',
    };
    assert.ok(JSON.stringify(instanceOf(list)).length < 500);
    const optional = {
      properties: { next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
      required: ['next'],
    };
    assert.match(JSON.stringify(instanceOf(optional)), /null\}+$/);
  });

  test('is bounded for schemas that ask for a flood', () => {
    const items = { type: 'array', minItems: 1e9, items: { type: 'array', minItems: 1e9 } };
    assert.ok(JSON.stringify(instanceOf(items)).length < 100_000);
    assert.ok(JSON.stringify(instanceOf({ type: 'string', minLength: 1e9 })).length < 2000);
  });

  test('exists for anything, and is JSON', () => {
    const keyword = fc.constantFrom(
      'type',
      'properties',
      'items',
      'anyOf',
      'allOf',
      '$ref',
      'enum',
      'minItems',
      'minimum',
      'multipleOf',
    );
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('object', 'array', '#', '#/items', 'number'),
    );
    fc.assert(
      fc.property(fc.dictionary(keyword, value), (schema) => {
        assert.equal(typeof JSON.stringify(instanceOf(schema)), 'string');
      }),
    );
  });
});
