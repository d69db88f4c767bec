import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TRAITS } from '../../../traits.ts';
import { writeThoughtSignature } from '../terms/thought-signature.ts';
import { canPass } from './can-pass.ts';

const NEEDS = { ...DEFAULT_TRAITS, needsThoughtSignature: true };
const CALL = { functionCall: { name: 'f', args: {} } };
const FOREIGN = writeThoughtSignature({ issuer: 'anthropic-messages', value: 'x' });

const history = (...parts: object[]) => ({
  contents: [
    { role: 'user', parts: [{ text: 'hi' }] },
    { role: 'model', parts },
  ],
});

test('a request passes as it is with signatures of the dialect itself', () => {
  assert.ok(canPass(history({ ...CALL, thoughtSignature: 'own' }, CALL), NEEDS));
  assert.ok(canPass(history({ text: 'hello' }), NEEDS));
  assert.ok(canPass(history(CALL), DEFAULT_TRAITS));
});

test('a request is written anew when a signature is of another issuer, under either field name', () => {
  assert.ok(!canPass(history({ ...CALL, thoughtSignature: FOREIGN }), DEFAULT_TRAITS));
  assert.ok(!canPass(history({ text: 'x', thought_signature: FOREIGN }), DEFAULT_TRAITS));
});

test('a request is written anew when the model demands a signature that a call does not have', () => {
  assert.ok(!canPass(history(CALL), NEEDS));
});
