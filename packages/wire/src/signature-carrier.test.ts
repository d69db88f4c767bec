import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeNote, decodeSignature, encodeSignature } from './signature-carrier.ts';

describe('signatures in fields of another dialect', () => {
  test('own signatures pass untouched, in both directions', () => {
    const own = { issuer: 'gemini', value: 'abc==' } as const;
    assert.equal(encodeSignature(own, 'gemini'), 'abc==');
    assert.deepEqual(decodeSignature('abc==', 'gemini'), own);
  });

  test('foreign ones come back to their issuer, with their note', () => {
    const foreign = { issuer: 'anthropic-messages', value: 'é"\n' } as const;
    const bare = encodeSignature(foreign, 'openai-responses');
    assert.match(bare, /^ocha\.[A-Za-z0-9_-]+$/);
    assert.deepEqual(decodeSignature(bare, 'openai-responses'), foreign);
    assert.deepEqual(decodeNote(bare), {});
    const noted = encodeSignature(foreign, 'openai-responses', { callId: 'c', isRedacted: true });
    assert.deepEqual(decodeSignature(noted, 'openai-responses'), foreign);
    assert.deepEqual(decodeNote(noted), { callId: 'c', isRedacted: true });
  });

  test('what a client mangled is taken as it is, and never throws', () => {
    const wrap = (text: string) => `ocha.${Buffer.from(text).toString('base64url')}`;
    const forged = JSON.stringify({ issuer: 'nobody', value: 'v' });
    for (const text of [
      'ocha.',
      'ocha.!!!',
      'ocha.e30',
      wrap('null'),
      wrap(forged),
      wrap('{"issuer":"gemini"}'),
    ]) {
      assert.deepEqual(decodeSignature(text, 'gemini'), { issuer: 'gemini', value: text });
      assert.deepEqual(decodeNote(text), {});
    }
  });
});
