import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DIALECT_IDS } from '../../../dialect.ts';
import { modelPath } from './fields.ts';
import { finishWord, toFinishReason, toStopReason } from './finish-reason.ts';
import { isPublicUrl, mediaTypeOfUrl } from './media-type.ts';
import { readThoughtSignature, writeThoughtSignature } from './thought-signature.ts';
import { readToolName, writeToolName } from './tool-name.ts';

describe('tool names', () => {
  test('names that Gemini accepts stay as they are', () => {
    for (const name of ['f', '_x', 'server.tool:do-it', 'a'.repeat(128)])
      assert.equal(writeToolName(name), name);
  });

  test('every other name comes back whole, and no two names meet', () => {
    const written = new Map<string, string>();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (name) => {
        const wire = writeToolName(name);
        assert.match(wire, name === '' ? /^ocha__$/ : /^[a-zA-Z_][a-zA-Z0-9_.:-]*$/);
        assert.equal(readToolName(wire), name);
        assert.equal(written.get(wire) ?? name, name);
        written.set(wire, name);
      }),
    );
  });

  test('a name that looks escaped is escaped again', () => {
    for (const name of ['ocha__a', 'ocha___2f_', '9lives', 'mcp/tool', 'ocha__'])
      assert.equal(readToolName(writeToolName(name)), name);
  });

  test('a name too long to escape is refused by name', () => {
    assert.throws(() => writeToolName('ü'.repeat(100)), { code: 'unsupported_feature' });
  });
});

describe('thought signatures', () => {
  test('Google’s own pass as they are', () => {
    const value = 'CiwBjz1rX1Pdv0Zgn1lGpOMH';
    assert.equal(writeThoughtSignature({ issuer: 'gemini', value }), value);
    assert.deepEqual(readThoughtSignature(value), {
      signature: { issuer: 'gemini', value },
      isRedacted: false,
    });
  });

  test('those of any issuer come back whole, redacted or not', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...DIALECT_IDS.filter((id) => id !== 'gemini')),
        fc.string(),
        fc.boolean(),
        (issuer, value, isRedacted) => {
          const wire = writeThoughtSignature({ issuer, value }, isRedacted);
          assert.match(wire, /^[A-Za-z0-9+/]*=*$/, 'the field is base64');
          assert.deepEqual(readThoughtSignature(wire), {
            signature: { issuer, value },
            isRedacted,
          });
        },
      ),
    );
  });

  test('what a client mangled is taken for Google’s own', () => {
    const value = 'b2NoYS5icm9rZW4';
    assert.deepEqual(readThoughtSignature(value).signature, { issuer: 'gemini', value });
  });
});

describe('finish reasons', () => {
  test('STOP with a function call is a tool call, a real length is not', () => {
    assert.equal(toStopReason('STOP', true), 'tool-calls');
    assert.equal(toStopReason('STOP', false), 'stop');
    assert.equal(toStopReason('MAX_TOKENS', true), 'length');
  });

  test('words and numbers that nobody knows are kept', () => {
    assert.equal(toStopReason('SOMETHING_NEW', false), 'other');
    assert.equal(finishWord(2), 'MAX_TOKENS');
    assert.equal(finishWord(17), '17');
    assert.equal(finishWord(0), undefined);
    assert.equal(finishWord('FINISH_REASON_UNSPECIFIED'), undefined);
  });

  test('Google’s own word survives the way back, a foreign one is translated', () => {
    assert.equal(toFinishReason('content-filter', 'RECITATION'), 'RECITATION');
    assert.equal(toFinishReason('tool-calls', 'tool_use'), 'STOP');
    assert.equal(toFinishReason('length', 'constructor'), 'MAX_TOKENS');
  });
});

describe('addresses', () => {
  test('a model id cannot lead to another resource', () => {
    assert.equal(modelPath('models/gemini-x'), 'models/gemini-x');
    assert.equal(modelPath('tunedModels/mine'), 'tunedModels/mine');
    assert.equal(modelPath('../files?x#y'), 'models/..%2Ffiles%3Fx%23y');
  });

  test('what only Google can read is no URL to fetch', () => {
    assert.ok(isPublicUrl('https://a.example/b.mp4'));
    assert.ok(isPublicUrl('http://a.example/www.youtube.com/x'));
    for (const uri of [
      'gs://bucket/a.pdf',
      'https://generativelanguage.googleapis.com/v1beta/files/abc',
      'https://www.youtube.com/watch?v=1',
      'https://youtu.be/1',
    ])
      assert.ok(!isPublicUrl(uri), uri);
  });

  test('the extension of a URL tells its media type, its query does not', () => {
    assert.equal(mediaTypeOfUrl('https://a.example/b.JPG?size=1.png'), 'image/jpeg');
    assert.equal(mediaTypeOfUrl('https://a.example/b'), undefined);
    assert.equal(mediaTypeOfUrl('https://a.example'), undefined);
  });
});
