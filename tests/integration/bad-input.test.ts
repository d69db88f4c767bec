import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  type BadInputGateway,
  type BadRequest,
  BODY_BYTES_MAX,
  NARROW_KEY,
  openBadInputGateway,
} from './bad-input-gateway.ts';
import { CLIENT_DIALECTS, type ClientDialect } from './client-dialects.ts';
import { TEST_KEY } from './harness.ts';

const utf8 = (...bytes: number[]): Uint8Array =>
  Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]);

/** Bodies that are not even an object of JSON: the same for every dialect. */
const NO_OBJECTS: readonly (readonly [name: string, body: string | Uint8Array, code: string])[] = [
  ['nothing', '', 'invalid_json'],
  ['blanks', ' \n\t', 'invalid_json'],
  ['plain text', 'hello', 'invalid_json'],
  ['an object that is cut off', '{"model":"openai/gpt-4.1-mini","messages":[', 'invalid_json'],
  ['two objects', '{}{}', 'invalid_json'],
  ['single quotes', "{'model':'x'}", 'invalid_json'],
  ['a trailing comma', '{"model":"x",}', 'invalid_json'],
  ['a comment', '{/* hi */}', 'invalid_json'],
  ['NaN', '{"a":NaN}', 'invalid_json'],
  ['a raw line break in a string', '{"a":"b\nc"}', 'invalid_json'],
  ['a raw NUL in a string', '{"a":"b\u0000c"}', 'invalid_json'],
  ['a NUL in front', '\u0000{}', 'invalid_json'],
  ['a bad escape', '{"a":"\\x41"}', 'invalid_json'],
  ['half an escape', '{"a":"\\u12"}', 'invalid_json'],
  ['a form', 'model=x&messages=y', 'invalid_json'],
  ['a byte that is never UTF-8', utf8(0xff), 'invalid_json'],
  ['a continuation byte alone', utf8(0x80), 'invalid_json'],
  ['a cut character', utf8(0xe3, 0x83), 'invalid_json'],
  ['an overlong slash', utf8(0xc0, 0xaf), 'invalid_json'],
  ['half of a surrogate pair as bytes', utf8(0xed, 0xa0, 0x80), 'invalid_json'],
  ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 'invalid_json'],
  ['a list', '[]', 'invalid_request'],
  ['a list of objects', '[{"model":"openai/gpt-4.1-mini"}]', 'invalid_request'],
  ['a string', '"hello"', 'invalid_request'],
  ['a number', '42', 'invalid_request'],
  ['a number out of range', '1e999', 'invalid_request'],
  ['true', 'true', 'invalid_request'],
  ['null', 'null', 'invalid_request'],
  ['an empty object', '{}', 'invalid_request'],
  ['65 levels', `{"a":${'['.repeat(64)}${']'.repeat(64)}}`, 'invalid_request'],
  ['90 000 levels', `{"a":${'['.repeat(90_000)}${']'.repeat(90_000)}}`, 'invalid_request'],
  ['90 000 levels that never end', '['.repeat(90_000), 'invalid_json'],
];

/** The body with every field below `__proto__` or `constructor`, as somebody would write it who hopes for a merge. */
const disguised = (key: string, dialect: ClientDialect, model: string): string =>
  `{"${key}":${JSON.stringify({ ...dialect.body(model), prototype: dialect.body(model) })}}`;

for (const dialect of CLIENT_DIALECTS) {
  describe(`bad input in ${dialect.id}`, () => {
    let gateway: BadInputGateway;
    before(async () => {
      gateway = await openBadInputGateway();
    });
    after(() => gateway[Symbol.asyncDispose]());
    const refuses = (bad: BadRequest) => gateway.assertRefuses(dialect, bad);
    const good = () => dialect.body(gateway.model(dialect));

    for (const [name, body, code] of NO_OBJECTS) {
      test(`refuses ${name}`, async () => {
        await refuses({ body, status: 400, code });
      });
    }

    test('takes nothing from a prototype', async () => {
      for (const key of ['__proto__', 'constructor', 'prototype']) {
        const body = disguised(key, dialect, gateway.model(dialect));
        await refuses({ body, status: 400, code: 'invalid_request' });
      }
      assert.equal(Reflect.get({}, 'model'), undefined);
    });

    test('serves a request with __proto__ in it, and passes nothing of it on to prototypes', async () => {
      const text = JSON.stringify(good());
      const body = `{"__proto__":{"isPolluted":true},"constructor":{"prototype":{"isPolluted":true}},${text.slice(1)}`;
      const reply = await gateway.harness.post(dialect.path(gateway.model(dialect)), body);
      assert.ok([200, 400].includes(reply.status), reply.text);
      assert.equal(Reflect.get({}, 'isPolluted'), undefined);
    });

    test('refuses a body that says it is too large, and one that is', async () => {
      const body = Buffer.alloc(BODY_BYTES_MAX + 1, ' ');
      const { error } = await refuses({ body, status: 413, code: 'body_too_large' });
      assert.match(error.message, new RegExp(String(BODY_BYTES_MAX)));
    });

    test('refuses compressed and multipart bodies', async () => {
      const zipped = gzipSync(JSON.stringify(good()));
      for (const encoding of ['gzip', 'br', 'deflate', 'zstd', 'x-made-up']) {
        const headers = { 'content-encoding': encoding };
        await refuses({ body: zipped, headers, status: 415, code: 'media_type_unsupported' });
      }
      const headers = { 'content-type': 'multipart/form-data; boundary=x' };
      await refuses({ body: '--x--', headers, status: 415, code: 'media_type_unsupported' });
    });

    test('takes JSON whatever the content type says', async () => {
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/json; x',
      ]) {
        const path = dialect.path(gateway.model(dialect));
        const reply = await gateway.harness.post(path, good(), { 'content-type': type });
        assert.equal(reply.status, 200, reply.text);
      }
    });

    test('refuses a missing key and an unknown one, and repeats neither', async () => {
      const none = { authorization: undefined };
      await refuses({ body: good(), headers: none, status: 401, code: 'key_missing' });
      const unknown = 'sk-ocha-somebody-elses-key-0123456789';
      const headers = { ...none, ...dialect.keyHeaders(unknown) };
      const { reply } = await refuses({ body: good(), headers, status: 401, code: 'key_unknown' });
      assert.doesNotMatch(reply.text, /somebody|elses-key/);
      assert.doesNotMatch(JSON.stringify(gateway.harness.log.entries), /elses-key/);
    });

    test('takes the key where its libraries put it', async () => {
      const headers = { authorization: undefined, ...dialect.keyHeaders(TEST_KEY) };
      const path = dialect.path(gateway.model(dialect));
      assert.equal((await gateway.harness.post(path, good(), headers)).status, 200);
    });

    test('refuses a model the key may not use before anybody is asked', async () => {
      const headers = { authorization: `Bearer ${NARROW_KEY}` };
      await refuses({ body: good(), headers, status: 403, code: 'model_forbidden' });
    });

    test('refuses models that nobody serves', async () => {
      for (const model of [
        'no-such-model',
        'constructor',
        '__proto__',
        'toString/x',
        'openai/',
        '/',
      ]) {
        const body = dialect.body(model);
        const { error } = await refuses({
          path: dialect.path(encodeURIComponent(model)),
          body,
          status: 404,
          code: 'model_unknown',
        });
        assert.equal(error.param, 'model');
      }
      const { error } = await refuses({
        path: dialect.path('groq/llama-3.3-70b'),
        body: dialect.body('groq/llama-3.3-70b'),
        status: 404,
        code: 'model_unknown',
      });
      assert.match(error.message, /GROQ_API_KEY/);
    });

    test('refuses names that cannot be a model', async () => {
      for (const model of ['x'.repeat(300), 'openai/a\nb', 'openai/a\u0000b', 'openai/\u0085']) {
        await refuses({
          path: dialect.path(encodeURIComponent(model)),
          body: dialect.body(model),
          status: 400,
          code: 'invalid_request',
        });
      }
      if (dialect.path('a') !== dialect.path('b')) return;
      const half = JSON.stringify(dialect.body('openai/\ud800'));
      await refuses({ body: half, status: 400, code: 'invalid_request' });
    });

    test('says what a path takes, and what paths there are', async () => {
      const path = dialect.path(gateway.model(dialect));
      const authorization = `Bearer ${TEST_KEY}`;
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        const response = await fetch(gateway.harness.url + path, {
          method,
          headers: { authorization },
        });
        const text = await response.text();
        assert.equal(response.status, 405, text);
        assert.equal(response.headers.get('allow'), 'POST');
        const { status, headers } = response;
        const error = dialect.readError({ status, headers, text, body: JSON.parse(text) });
        assert.equal(error.code, 'method_not_allowed');
      }
      const lost = path.replace(/[^/]*$/, 'nowhere');
      if (dialect.id.startsWith('gemini')) return;
      const reply = await gateway.harness.post(lost, {});
      assert.equal(reply.status, 404);
      assert.match(reply.text, /endpoint_unknown/);
    });

    test('leaves one event and one usage record for every request, refused or not', async () => {
      const { log, usage } = gateway.harness;
      log.clear();
      const before = usage.length;
      await refuses({ body: '{', status: 400, code: 'invalid_json' });
      assert.equal(log.of('request').length, 2);
      assert.equal(usage.length, before + 2);
      assert.deepEqual(
        log.of('request').map(({ fields }) => fields['status']),
        [400, 200],
      );
    });
  });
}
