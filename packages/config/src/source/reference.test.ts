import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  findMaskCharacter,
  hasReference,
  maskReferences,
  resolveReferences,
  unmaskReferences,
} from './reference.ts';

const ENVIRONMENT = { HOST: 'h.example.com', PADDED: '  x \n', EMPTY: '', BLANK: ' ' };

function resolved(text: string): string {
  const result = resolveReferences(text, ENVIRONMENT);
  if (!('text' in result)) assert.fail(result.message);
  return result.text;
}

function refused(text: string): string {
  const result = resolveReferences(text, ENVIRONMENT);
  if ('text' in result) assert.fail(`unexpected: ${result.text}`);
  return result.message;
}

describe('environment references', () => {
  test('are replaced wherever they stand in a text, without white space around the value', () => {
    assert.equal(resolved(`https://\${HOST}:1/\${PADDED}`), 'https://h.example.com:1/x');
  });

  test('fall back to their default when the variable is unset or empty', () => {
    for (const name of ['MISSING', 'EMPTY', 'BLANK']) {
      assert.equal(resolved(`<\${${name}:-a:b-c}>`), '<a:b-c>');
    }
    assert.equal(resolved(`\${MISSING:-}`), '');
    assert.equal(resolved(`\${HOST:-other}`), 'h.example.com');
  });

  test('are escaped by doubling the dollar sign', () => {
    assert.equal(resolved(`$\${HOST} \${HOST}`), `\${HOST} h.example.com`);
    assert.equal(resolved('costs $5 {really}'), 'costs $5 {really}');
  });

  test('name the variable that is missing, and say when it is there but empty', () => {
    assert.equal(refused(`x\${MISSING}y`), 'environment variable MISSING is not set');
    assert.equal(refused(`\${EMPTY}`), 'environment variable EMPTY is empty');
    assert.equal(refused(`\${toString}`), 'environment variable toString is not set');
  });

  test('are refused when malformed', () => {
    for (const rest of ['', '}', '1A}', 'A B}', 'A-b}', 'A', `A:-\${B}}`]) {
      const text = `\${${rest}`;
      assert.match(refused(text), /malformed/, text);
    }
  });

  test('may not make a text longer than the limit', () => {
    const result = resolveReferences(`\${LONG}`, { LONG: 'x'.repeat(9_000) });
    assert.ok('message' in result && result.message.includes('longer than'));
  });

  test('never throw, and leave texts without references as they are', () => {
    const pieces = fc.constantFrom(`\${`, '}', '$', ':-', 'HOST', ' ', '{', 'x', '"', `$\${`);
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const result = resolveReferences(text, ENVIRONMENT);
        if (!hasReference(text)) assert.deepEqual(result, { text });
      }),
    );
  });
});

describe('masking', () => {
  test('keeps the length, hides punctuation inside references only, and is undone exactly', () => {
    const text = `{ a: \${A:-x, y}, b: [\${B}] } # \${C}`;
    const masked = maskReferences(text);
    assert.equal(masked.length, text.length);
    assert.equal(masked.split(/[{}]/).length - 1, 2);
    assert.equal(unmaskReferences(masked), text);
  });

  test('is undone for any text without its own characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(findMaskCharacter(text) === -1);
        assert.equal(maskReferences(text).length, text.length);
        assert.equal(unmaskReferences(maskReferences(text)), text);
      }),
    );
  });
});
