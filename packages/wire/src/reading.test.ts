import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOchaError } from '@ocha/kernel';
import {
  at,
  countOf,
  defined,
  expectList,
  expectObject,
  expectString,
  isObject,
  optionalBoolean,
  optionalInteger,
  optionalNumber,
  optionalString,
  parseJson,
  textOf,
  unknownFields,
} from './reading.ts';

/** The field that the error of `action` names. */
function blamed(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    assert.ok(isOchaError(error));
    assert.equal(error.code, 'invalid_request');
    return error.details.param ?? '(body)';
  }
  return undefined;
}

describe('reading what comes from outside', () => {
  test('an error names the field it is about', () => {
    assert.equal(
      blamed(() => expectObject([], '')),
      '(body)',
    );
    assert.equal(
      blamed(() => expectObject(null, 'response_format')),
      'response_format',
    );
    assert.equal(
      blamed(() => expectList({}, 'messages')),
      'messages',
    );
    assert.equal(
      blamed(() => expectString(1, at(at('messages', 3), 'content'))),
      'messages[3].content',
    );
    assert.equal(
      blamed(() => optionalString({ user: 1 }, 'user')),
      'user',
    );
    assert.equal(
      blamed(() => optionalNumber({ seed: 'x' }, 'seed', 'options')),
      'options.seed',
    );
    assert.equal(
      blamed(() => optionalBoolean({ stream: 'yes' }, 'stream')),
      'stream',
    );
    assert.equal(
      blamed(() => optionalInteger({ n: 0 }, 'n', { min: 1, max: 128 })),
      'n',
    );
    assert.equal(
      blamed(() => optionalInteger({ n: 1.5 }, 'n', { min: 1 })),
      'n',
    );
  });

  test('absent and null fields are undefined', () => {
    for (const object of [{}, { key: null }]) {
      assert.equal(optionalString(object, 'key'), undefined);
      assert.equal(optionalNumber(object, 'key'), undefined);
      assert.equal(optionalBoolean(object, 'key'), undefined);
      assert.equal(optionalInteger(object, 'key', { min: 1 }), undefined);
    }
  });

  test('valid fields come through', () => {
    const object = { text: '', number: 0.5, flag: false, count: 3 };
    assert.equal(optionalString(object, 'text'), '');
    assert.equal(optionalNumber(object, 'number'), 0.5);
    assert.equal(optionalBoolean(object, 'flag'), false);
    assert.equal(optionalInteger(object, 'count', { min: 1, max: 3 }), 3);
  });

  test('the range of an integer is told', () => {
    assert.throws(() => optionalInteger({ n: 9 }, 'n', { min: 1, max: 4 }), /between 1 and 4/);
    assert.throws(() => optionalInteger({ n: 0 }, 'n', { min: 1 }), /of at least 1/);
  });

  test('providers are read with forgiveness', () => {
    assert.equal(countOf('12'), 0);
    assert.equal(countOf(-1), 0);
    assert.equal(countOf(Number.NaN), 0);
    assert.equal(countOf(12.4), 12);
    assert.equal(textOf(''), undefined);
    assert.equal(textOf(12), undefined);
    assert.equal(textOf('x'), 'x');
    assert.equal(isObject(null), false);
    assert.equal(isObject([]), false);
  });

  test('undefined fields vanish, falsy ones stay', () => {
    assert.deepEqual(defined({ a: undefined, b: null, c: 0, d: '', e: false }), {
      b: null,
      c: 0,
      d: '',
      e: false,
    });
  });

  test('unknown fields are kept, but none that would reach the prototype', () => {
    const body = parseJson('{"model":"m","store":true,"__proto__":{"polluted":true}}');
    assert.ok(isObject(body));
    const extra = unknownFields(body, new Set(['model']));
    assert.deepEqual(Object.keys(extra), ['store']);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  test('text that is no JSON is undefined', () => {
    assert.equal(parseJson('{"a":'), undefined);
    assert.equal(parseJson(''), undefined);
    assert.deepEqual(parseJson('{"a":1}'), { a: 1 });
  });
});
