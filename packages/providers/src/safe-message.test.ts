import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cut, MESSAGE_LENGTH_MAX, safeMessage } from './safe-message.ts';

describe('a message for clients', () => {
  const secrets: readonly (readonly [string, string])[] = [
    ['Incorrect API key provided: sk-proj-abcDEF123456. See the docs.', 'sk-proj'],
    ['Incorrect API key provided: my-own-words.', 'my-own-words'],
    ['Rate limit reached in organization org-AbC123dEf456 on requests', 'org-AbC123dEf456'],
    ['Your api key: ****-key is invalid', '****'],
    ['Incorrect API key provided: xa***yz', 'xa***yz'],
    ['sent Authorization: Bearer abc.def-ghi_jkl', 'abc.def'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln expired', 'eyJ'],
    ['for consumer project_number:123456789012', '123456789012'],
    ['denied on //x/projects/my-company/locations/eu', 'my-company'],
    ['org 3f2b8a10-1111-4222-8333-944455556666 is over', '3f2b8a10'],
    ['contact ops@example.com', 'ops@example.com'],
    ['GET https://x.test/v1?key=AIzaSyExample failed', 'AIzaSyExample'],
    ["Function 'f': Not found for account 'Zq1-w_2'", 'Zq1-w_2'],
  ];
  for (const [text, secret] of secrets) {
    test(`hides ${secret}`, () => {
      const message = safeMessage(text);
      assert.ok(message !== undefined && !message.includes(secret), message);
    });
  }

  test('keeps what helps', () => {
    for (const text of [
      'The model `meta-llama/Llama-3.3-70B-Instruct-Turbo` does not exist.',
      'Rate limit reached: limit 30000, used 29800, requested 500. Try again in 600ms.',
      "Invalid schema for response_format 'response': 'additionalProperties' is required.",
      'max_tokens: 100000 > 8192, which is the maximum for claude-3-5-sonnet-20241022',
    ]) {
      assert.equal(safeMessage(text), text);
    }
  });

  test('is never a page', () => {
    assert.equal(safeMessage('<!DOCTYPE html><html><body>502</body></html>'), undefined);
    assert.equal(safeMessage('<html>\r\n<head><title>413</title></head>'), undefined);
  });

  test('is bounded, well formed and free of control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 6000 }), (text) => {
        const message = safeMessage(text);
        if (message === undefined) return;
        assert.ok(message.length > 0 && message.length <= MESSAGE_LENGTH_MAX);
        assert.ok(message.isWellFormed());
        // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there.
        assert.doesNotMatch(message, /[\u0000-\u001f\u007f]/);
      }),
    );
  });

  test('is made in reasonable time from hostile text', () => {
    for (const unit of ['*', 'a-', 'sk-', '<', 'a@', '[', 'org-1', 'aA1']) {
      const started = process.hrtime.bigint();
      safeMessage(unit.repeat(100_000));
      const tookMs = Number(process.hrtime.bigint() - started) / 1e6;
      assert.ok(tookMs < 200, `${unit}: ${tookMs} ms`);
    }
  });
});

test('a cut never halves a character', () => {
  assert.equal(cut('ab😀', 3), 'ab…');
  assert.equal(cut('ab', 3), 'ab');
});
