import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS } from '@ocha/config';
import { OchaError } from '@ocha/kernel';
import fc from 'fast-check';
import { parseBody } from './json.ts';

const parse = (text: string) => parseBody(Buffer.from(text));
const refuses = (text: string, code: string) =>
  assert.throws(
    () => parse(text),
    (error) => error instanceof OchaError && error.code === code,
  );

describe('parseBody', () => {
  test('gives any object that can be written as JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 10 })), (value) => {
        assert.deepEqual(parse(JSON.stringify(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('is total: any bytes give an object or an error of the catalogue', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        try {
          assert.equal(typeof parseBody(Buffer.from(bytes)), 'object');
        } catch (error) {
          assert.ok(error instanceof OchaError);
          assert.match(error.code, /^invalid_(json|request)$/);
        }
      }),
    );
  });

  test('takes the deepest nesting allowed and refuses one level more', () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    assert.ok(parse(nested(LIMITS.jsonDepthMax)));
    refuses(nested(LIMITS.jsonDepthMax + 1), 'invalid_request');
    refuses(nested(1_000_000), 'invalid_request');
    refuses(`${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}`, 'invalid_request');
  });

  test('counts the nesting below any key, also one named like a prototype', () => {
    const deep = `${'['.repeat(100)}${']'.repeat(100)}`;
    for (const key of ['__proto__', 'constructor', 'toString'])
      refuses(`{"${key}":${deep}}`, 'invalid_request');
    assert.equal(Reflect.get(parse('{"__proto__":{"model":"x"}}'), 'model'), undefined);
  });

  test('refuses numbers that could not be written again', () => {
    for (const number of ['1e999', '-1e999']) {
      refuses(`{"a":${number}}`, 'invalid_request');
      refuses(`{"a":[[${number}]]}`, 'invalid_request');
    }
    assert.deepEqual(parse('{"a":1e308}'), { a: 1e308 });
  });

  test('shows at most a little of a body that is not JSON', () => {
    const secret = 'x'.repeat(10_000);
    try {
      parse(`{"a": ${secret}`);
      assert.fail('it was parsed');
    } catch (error) {
      assert.ok(error instanceof OchaError);
      assert.ok(error.message.length < 250, error.message);
    }
  });
});
