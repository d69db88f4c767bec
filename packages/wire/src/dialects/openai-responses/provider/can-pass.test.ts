import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeSignature } from '../../../signature-carrier.ts';
import { canPass } from './can-pass.ts';

const withReasoning = (encrypted_content: string) => ({
  input: [
    { role: 'user', content: 'hi' },
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content },
  ],
});

test('a request passes as it is with reasoning of the dialect itself', () => {
  assert.ok(canPass({ input: 'hi' }));
  assert.ok(canPass(withReasoning('gAAAA')));
});

test('a request is written anew when its reasoning is of another issuer', () => {
  const signature = { issuer: 'anthropic-messages', value: 'x' } as const;
  assert.ok(!canPass(withReasoning(encodeSignature(signature, 'openai-responses'))));
});
