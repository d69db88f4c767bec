import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createArguments, createInstance } from './schema-instance.ts';

describe('an instance of a schema', () => {
  const cases: readonly (readonly [name: string, schema: object, value: unknown])[] = [
    [
      'const and enum',
      { properties: { a: { const: 7 }, b: { enum: ['x', 'y'] } } },
      { a: 7, b: 'x' },
    ],
    ['a default', { type: 'string', default: 'd' }, 'd'],
    ['bounds', { type: 'integer', exclusiveMinimum: 4, multipleOf: 5 }, 5],
    ['an upper bound', { type: 'number', maximum: -2 }, -2],
    ['lengths', { type: 'string', minLength: 9 }, 'example..'],
    ['formats', { type: 'string', format: 'date' }, '2026-01-01'],
    ['nullable types', { type: ['null', 'boolean'] }, true],
    ['a branch that is not null', { anyOf: [{ type: 'null' }, { type: 'integer' }] }, 1],
    ['items', { type: 'array', minItems: 2, items: { type: 'boolean' } }, [true, true]],
    [
      'references',
      { $defs: { 'a/b': { type: 'integer' } }, type: 'array', items: { $ref: '#/$defs/a~1b' } },
      [1],
    ],
    [
      'all of several',
      { allOf: [{ properties: { a: { type: 'integer' } } }, { properties: { b: { const: 2 } } }] },
      { a: 1, b: 2 },
    ],
    [
      "Google's capital types",
      { type: 'OBJECT', properties: { a: { type: 'STRING' } } },
      { a: 'example' },
    ],
  ];
  for (const [name, schema, value] of cases) {
    test(`fits ${name}`, () => {
      assert.deepEqual(createInstance(schema as Record<string, unknown>), value);
    });
  }

  test('ends where a schema contains itself, optionally or by force', () => {
    for (const required of [[], ['next']]) {
      const schema = { type: 'object', properties: { next: { $ref: '#' } }, required };
      assert.ok(JSON.stringify(createInstance(schema)).length < 500);
    }
  });

  test('puts the text given into the first free string', () => {
    const text = { type: 'string' };
    const schema = { properties: { a: { const: 1 }, b: text, c: text } };
    assert.deepEqual(createInstance(schema, { text: 'said' }), { a: 1, b: 'said', c: 'example' });
  });

  test('is an empty object for tools without a schema', () => {
    assert.deepEqual(createArguments(undefined), {});
    assert.deepEqual(createArguments({}), {});
  });
});
