import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as z from 'zod';
import { accept } from '../../test/loading.ts';
import { fileSection } from '../schema/file.ts';
import { annotatedSchema, configJsonSchema, type SchemaNode } from '../schema/json-schema.ts';
import { renderConfigReference } from './reference.ts';

function fieldsOf(node: SchemaNode): readonly (readonly [string, SchemaNode])[] {
  const own = Object.entries(node.properties ?? {});
  const inner = [node.items, node.additionalProperties].filter((part) => typeof part === 'object');
  return [...own, ...[...own.map(([, part]) => part), ...inner].flatMap((part) => fieldsOf(part))];
}

describe('the JSON Schema', () => {
  test('every field has a description', () => {
    const fields = fieldsOf(annotatedSchema());
    assert.ok(fields.length > 30);
    for (const [name, node] of fields) assert.ok(node.description, name);
  });

  test('no mark of our own is published, and sections refuse unknown fields', () => {
    const text = JSON.stringify(configJsonSchema());
    assert.doesNotMatch(text, /"(fallback|shorthand)":/);
    assert.equal(configJsonSchema()['additionalProperties'], false);
  });

  test('it is itself a schema that accepts both forms of a deployment', () => {
    const schema = z.fromJSONSchema(configJsonSchema());
    const long = { deployment: 'a/b', weight: 2 };
    const file = { providers: { a: false }, routes: { r: { deployments: ['a/b', long] } } };
    assert.deepEqual(schema.parse(file), file);
    assert.equal(schema.safeParse({ routes: { r: { deploys: [] } } }).success, false);
    assert.equal(fileSection.safeParse({ routes: { r: { deploys: [] } } }).success, false);
  });
});

describe('the reference', () => {
  test('is the same every time, and lists every field of the schema', () => {
    const reference = renderConfigReference();
    assert.equal(renderConfigReference(), reference);
    for (const [name] of fieldsOf(annotatedSchema())) {
      assert.match(reference, new RegExp(`[\`.]${name}[\`.[]`), name);
    }
  });

  test('every row of a table has as many cells as its head', () => {
    const rows = renderConfigReference()
      .split('\n')
      .filter((line) => line.startsWith('|'));
    for (const row of rows) {
      assert.ok([3, 5].includes(row.split(/(?<!\\)\|/).length - 1), row);
    }
  });

  test('its example is a good configuration', () => {
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(renderConfigReference()) ?? [];
    const ours = example.replaceAll('openai', 'alpha').replaceAll('vllm', 'desk');
    const environment = { OPENAI_API_KEY: 'k', TEAM_KEY: 'sk-ocha-0123456789abcdef' };
    const snapshot = accept(ours, { environment });
    assert.deepEqual([...snapshot.routes.keys()], ['smart', 'fast']);
  });
});
