import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseCall } from './parse-call.ts';
import { reasoningCarrier, reasoningItem } from './write-item.ts';

/** What a client that sends the item back says with it. */
function bringBack(encrypted: string | undefined) {
  const item = reasoningItem('rs_1', 'hm', encrypted);
  const call = parseCall({ model: 'm', input: [item, { role: 'user', content: 'go on' }] });
  return call.messages[0]?.parts[0];
}

describe('a reasoning item', () => {
  test('brings back reasoning that nobody signed, without an id that no provider knows', () => {
    assert.deepEqual(bringBack(reasoningCarrier({})), { type: 'reasoning', text: 'hm' });
  });

  test('brings back the signature of another issuer', () => {
    const signature = { issuer: 'gemini', value: 'sealed' } as const;
    const part = bringBack(reasoningCarrier({ signature }));
    assert.deepEqual(part?.type === 'reasoning' && part.signature, signature);
  });

  test('keeps to its id where the provider stores it', () => {
    assert.equal(reasoningCarrier({ itemId: 'rs_1' }), undefined);
    const part = bringBack(undefined);
    assert.equal(part?.type === 'reasoning' && part.itemId, 'rs_1');
  });
});
