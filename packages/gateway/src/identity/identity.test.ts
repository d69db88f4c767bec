import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ApiKey, digestKey } from '@ocha/config';
import { OchaError } from '@ocha/kernel';
import { createIdentity } from './index.ts';

const KEY = 'sk-ocha-0123456789abcdef';
const ENTRY: ApiKey = { name: 'ann', digest: digestKey(KEY), models: ['openai/*'] };

function open(requiresKey = true) {
  const asked: string[] = [];
  const identity = createIdentity({
    keys: {
      find: (digest) => {
        asked.push(digest);
        return digest === ENTRY.digest ? ENTRY : undefined;
      },
      isEmpty: false,
    },
    requiresKey: () => requiresKey,
  });
  const identify = (headers: Record<string, string>, query = '') =>
    identity.identify({ headers, query });
  return { identify, asked };
}

const refusal = (code: string, message?: RegExp) => (error: unknown) => {
  assert.ok(error instanceof OchaError);
  assert.equal(error.code, code);
  if (message !== undefined) assert.match(error.message, message);
  return true;
};

describe('identity', () => {
  test('finds the key in every place where clients put it', () => {
    const { identify } = open();
    const places: readonly (readonly [headers: Record<string, string>, query?: string])[] = [
      [{ authorization: `Bearer ${KEY}` }],
      [{ authorization: `bearer   ${KEY} ` }],
      [{ 'x-api-key': KEY }],
      [{ 'x-goog-api-key': KEY }],
      [{}, `alt=sse&key=${KEY}`],
      [{ authorization: 'Basic dXNlcjpwYXNz', 'x-api-key': KEY }],
      [{ 'x-api-key': '' }, `key=${encodeURIComponent(KEY)}`],
    ];
    for (const [headers, query] of places)
      assert.deepEqual(identify(headers, query), { keyName: 'ann', models: ['openai/*'] });
  });

  test('asks the directory by digest only', () => {
    const { identify, asked } = open();
    identify({ 'x-api-key': KEY });
    assert.deepEqual(asked, [ENTRY.digest]);
  });

  test('refuses no key, and an unknown key, and shows too little of it to use it', () => {
    const { identify } = open();
    for (const headers of [{}, { authorization: 'Bearer' }, { authorization: 'Bearer a b' }])
      assert.throws(() => identify(headers), refusal('key_missing', /x-api-key/));
    const wrong = 'sk-ocha-SECRETSECRETSECRET-9876';
    assert.throws(() => identify({ 'x-api-key': wrong }), refusal('key_unknown', /sk-ocha-…9876/));
    assert.throws(
      () => identify({ 'x-api-key': 'short' }),
      (error) => error instanceof OchaError && !error.message.includes('short-'),
    );
    for (const key of ['constructor', '__proto__', 'x'.repeat(30_000)])
      assert.throws(() => identify({ 'x-api-key': key }), refusal('key_unknown'));
  });

  test('takes everybody where no key is needed, and still knows those that have one', () => {
    const { identify } = open(false);
    const anonymous = { keyName: 'anonymous', models: undefined };
    assert.deepEqual(identify({}), anonymous);
    assert.deepEqual(identify({ 'x-api-key': 'whatever' }), anonymous);
    assert.equal(identify({ 'x-api-key': KEY }).keyName, 'ann');
  });

  test('forgets a key that was taken away, however often it was used before', () => {
    const keys = new Map([[ENTRY.digest, ENTRY]]);
    const identity = createIdentity({
      keys: { find: (digest) => keys.get(digest), isEmpty: false },
      requiresKey: () => true,
    });
    const arrival = { headers: { 'x-api-key': KEY }, query: '' };
    for (let count = 0; count < 3; count += 1) identity.identify(arrival);
    keys.clear();
    assert.throws(() => identity.identify(arrival), refusal('key_unknown'));
  });
});
