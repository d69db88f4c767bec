import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeSignature } from '../../../signature-carrier.ts';
import { canPass } from './can-pass.ts';

const CALL = { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} };
const RESULT = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' };
const THOUGHT = { type: 'thinking', thinking: 'hm', signature: 'sig' };
const FOREIGN = encodeSignature({ issuer: 'gemini', value: 'x' }, 'anthropic-messages');
const THINKING = { thinking: { type: 'enabled', budget_tokens: 2000 } };

const loop = (...content: object[]) => [
  { role: 'user', content: 'hi' },
  { role: 'assistant', content },
  { role: 'user', content: [RESULT] },
];

describe('a request passes as it is', () => {
  test('with thinking of the dialect itself, or none at all', () => {
    assert.ok(canPass({ messages: [{ role: 'user', content: 'hi' }], ...THINKING }));
    assert.ok(canPass({ messages: loop(THOUGHT, CALL), ...THINKING }));
    assert.ok(canPass({ messages: loop(CALL) }));
  });

  test('with calls of loops that ended before', () => {
    const ended = [...loop(CALL), { role: 'assistant', content: 'done' }];
    assert.ok(canPass({ messages: [...ended, { role: 'user', content: 'next' }], ...THINKING }));
  });

  test('when only the first step of the loop began with thinking', () => {
    const messages = [...loop(THOUGHT, CALL), ...loop(CALL).slice(1)];
    assert.ok(canPass({ messages, ...THINKING }));
  });
});

describe('a request is written anew', () => {
  test('when its thinking was signed by another issuer, or by nobody', () => {
    assert.ok(!canPass({ messages: loop({ ...THOUGHT, signature: FOREIGN }, CALL) }));
    assert.ok(!canPass({ messages: loop({ ...THOUGHT, signature: '' }, CALL) }));
    assert.ok(!canPass({ messages: loop({ type: 'redacted_thinking', data: FOREIGN }, CALL) }));
  });

  test('when thinking is on and the loop under way began without', () => {
    assert.ok(!canPass({ messages: loop(CALL), ...THINKING }));
    assert.ok(!canPass({ messages: loop({ type: 'text', text: 'so' }, CALL), ...THINKING }));
  });
});
