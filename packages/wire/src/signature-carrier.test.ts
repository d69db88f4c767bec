import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DIALECT_IDS } from './dialect.ts';
import { decodeNote, decodeSignature, encodeSignature } from './signature-carrier.ts';

const dialect = fc.constantFrom(...DIALECT_IDS);

describe('signatures that travel through another dialect', () => {
  test('come back whole, whoever issued them', () => {
    fc.assert(
      fc.property(dialect, dialect, fc.string({ unit: 'binary' }), (issuer, carrier, value) => {
        // A signature of the carrier's own may not look like a wrapped one; none of the issuers' do.
        fc.pre(issuer !== carrier || !value.startsWith('ocha.'));
        const signature = { issuer, value };
        assert.deepEqual(decodeSignature(encodeSignature(signature, carrier), carrier), signature);
      }),
    );
  });

  test('of the carrier itself pass as they are', () => {
    const signature = { issuer: 'gemini', value: 'EhcKFQ==' } as const;
    assert.equal(encodeSignature(signature, 'gemini'), 'EhcKFQ==');
    assert.match(encodeSignature(signature, 'anthropic-messages'), /^ocha\.[\w-]+$/);
  });

  test('bring a note with them', () => {
    const signature = { issuer: 'gemini', value: 'x' } as const;
    const note = { callId: 'call_1', isRedacted: true };
    const text = encodeSignature(signature, 'gemini', note);
    assert.deepEqual(decodeNote(text), note);
    assert.deepEqual(decodeSignature(text, 'gemini'), signature);
    assert.deepEqual(decodeNote('plain'), {});
  });

  test('that a client mangled are taken for the carrier’s own, never an error', () => {
    const wrapped = encodeSignature({ issuer: 'gemini', value: 'abc' }, 'openai-responses');
    for (const text of [wrapped.slice(0, -4), 'ocha.', 'ocha.!!!', 'ocha.eyJhIjoxfQ'])
      assert.deepEqual(decodeSignature(text, 'openai-responses'), {
        issuer: 'openai-responses',
        value: text,
      });
  });

  test('of an unknown issuer are not believed', () => {
    const text = `ocha.${Buffer.from('{"issuer":"nobody","value":"x"}').toString('base64url')}`;
    assert.equal(decodeSignature(text, 'gemini').issuer, 'gemini');
  });
});
