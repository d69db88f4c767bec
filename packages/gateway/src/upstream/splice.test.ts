import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findTopLevelString, prependMembers, replaceRange } from './splice.ts';

/** Replaces the model by splicing. */
function withModel(text: string, model: string): string {
  const bytes = Buffer.from(text);
  const range = findTopLevelString(bytes, 'model');
  assert.ok(range !== undefined, `no model found in ${text}`);
  return replaceRange(bytes, range, JSON.stringify(model)).toString();
}

describe('findTopLevelString', () => {
  test('finds the member wherever it stands, and leaves every other byte alone', () => {
    assert.equal(withModel('{"model":"a","x":1}', 'b'), '{"model":"b","x":1}');
    assert.equal(
      withModel('{ "x" : [1, {"model":"inner"}] , "model" : "a" }', 'b'),
      '{ "x" : [1, {"model":"inner"}] , "model" : "b" }',
    );
    assert.equal(
      withModel('{"seed":15924764223251450000,"model":"a"}', 'b'),
      '{"seed":15924764223251450000,"model":"b"}',
    );
  });

  test('is not fooled by the key inside strings, escapes or nested objects', () => {
    const text =
      '{"messages":[{"content":"say \\"model\\":\\"x\\" \\\\"}],"tool":{"model":"t"},"model":"a"}';
    assert.equal(JSON.parse(withModel(text, 'b')).model, 'b');
    assert.equal(JSON.parse(withModel(text, 'b')).tool.model, 't');
  });

  test('takes the last of duplicate keys, as JSON.parse does', () => {
    assert.equal(JSON.parse(withModel('{"model":"first","model":"second"}', 'b')).model, 'b');
  });

  test('says nothing where the member is absent or no string', () => {
    assert.equal(findTopLevelString(Buffer.from('{"a":"model"}'), 'model'), undefined);
    assert.equal(findTopLevelString(Buffer.from('{"model":7}'), 'model'), undefined);
    assert.equal(findTopLevelString(Buffer.from('{"a":{"model":"x"}}'), 'model'), undefined);
  });

  test('agrees with parsing and writing again for any object', () => {
    const value = fc.jsonValue();
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), value),
        fc.string(),
        fc.string(),
        fc.boolean(),
        (rest, before, after, isPretty) => {
          const body = { ...rest, model: before, tail: rest };
          const spliced = withModel(
            JSON.stringify(body, undefined, isPretty ? 2 : undefined),
            after,
          );
          assert.deepEqual(
            JSON.parse(spliced),
            JSON.parse(JSON.stringify({ ...body, model: after })),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('prependMembers', () => {
  test('puts members in front of the first', () => {
    const bytes = prependMembers(Buffer.from(' {"a":1}'), '"s":{"u":true}');
    assert.deepEqual(JSON.parse(bytes.toString()), { s: { u: true }, a: 1 });
  });
});
