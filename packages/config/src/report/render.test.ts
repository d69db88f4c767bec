import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConfigProblem } from '../snapshot.ts';
import { renderProblems } from './render.ts';
import { maskSecret, redactLine } from './secrets.ts';

function problem(fields: Partial<ConfigProblem>): ConfigProblem {
  return {
    line: undefined,
    column: undefined,
    path: 'a.b',
    message: 'is wrong',
    suggestion: undefined,
    severity: 'error',
    ...fields,
  };
}

describe('rendering problems', () => {
  test('place, path, message and suggestion stand on one line', () => {
    const located = problem({ line: 12, column: 5, suggestion: 'mend it' });
    assert.equal(renderProblems([located], 'ocha.yaml'), 'ocha.yaml:12:5  a.b  is wrong — mend it');
  });

  test('a variable of the environment has no line, and warnings say that they are', () => {
    const variable = problem({ path: 'OCHA_HOST', severity: 'warning' });
    const text = renderProblems([variable], 'ocha.yaml');
    assert.equal(text, 'environment  OCHA_HOST  warning: is wrong');
  });

  test('the text of the file adds the line and a caret below the column', () => {
    const text = renderProblems([problem({ line: 2, column: 3 })], 'f', 'a:\n  b: 1\n');
    assert.equal(text, 'f:2:3  a.b  is wrong\n      b: 1\n      ^');
  });

  test('a place beyond the text, and no problems at all, are nothing to stumble over', () => {
    assert.equal(
      renderProblems([problem({ line: 9, column: 1 })], 'f', 'a'),
      'f:9:1  a.b  is wrong',
    );
    assert.equal(renderProblems([], 'f'), '');
  });
});

describe('secrets', () => {
  test('are blotted out of source lines, and columns stay', () => {
    const lines = [
      'openai: { apiKey: abcdef-secret-value, region: eu }',
      '  key: "sk-ocha-1234567890abcdef"',
      '- { x-api-key: hunter2, authorization: hunter2 }',
      '  baseUrl: https://x/?k=sk-abcdefghijklmnop1234',
    ];
    for (const line of lines) {
      const redacted = redactLine(line);
      assert.equal(redacted.length, line.length);
      assert.doesNotMatch(redacted, /secret-value|1234567890|hunter2|abcdefghijklmnop/);
    }
  });

  test('references and other fields stay readable', () => {
    const line = `openai: { apiKey: \${OPENAI_API_KEY}, region: eu }`;
    assert.equal(redactLine(line), line);
    assert.equal(redactLine('  port: 4000'), '  port: 4000');
  });

  test('a masked secret shows its kind and its end, and nothing of a short one', () => {
    assert.equal(maskSecret('sk-abcdefghijklmnop1234'), 'sk-…1234');
    assert.equal(maskSecret('gsk_abcdefghijklmnop1234'), 'gsk_…1234');
    assert.equal(maskSecret('0123456789abcdef0123'), '…0123');
    assert.equal(maskSecret('short'), '…');
  });
});
