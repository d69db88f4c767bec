import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS } from '../limits.ts';
import { parseConfigDocument } from './document.ts';

function problemsOf(source: string | Uint8Array): readonly string[] {
  return parseConfigDocument(source).problems.map(
    ({ line, column, path, message, suggestion }) =>
      `${line}:${column} ${path} ${message} — ${suggestion}`,
  );
}

function onlyProblem(source: string | Uint8Array): string {
  const problems = problemsOf(source);
  assert.equal(problems.length, 1, problems.join('\n'));
  return problems[0] ?? '';
}

describe('reading the file', () => {
  test('references stand in flow collections without quotes', () => {
    const text = `a: { key: \${KEY}, list: [\${X:-1, 2}, "\${Y}"] }\nb: \${Z:-x # y}\n`;
    const { value, problems } = parseConfigDocument(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(value, {
      a: { key: `\${KEY}`, list: [`\${X:-1, 2}`, `\${Y}`] },
      b: `\${Z:-x # y}`,
    });
  });

  test('values and names are found at their line and column', () => {
    const document = parseConfigDocument('\ufeffa:\r\n  b: [1, two]\r\n  c:\r\n');
    assert.deepEqual(document.locate(['a', 'b', 1], 'value'), { line: 2, column: 10 });
    assert.deepEqual(document.locate(['a', 'b'], 'key'), { line: 2, column: 3 });
    assert.deepEqual(document.locate(['a', 'b'], 'value'), { line: 2, column: 6 });
    assert.deepEqual(document.locate(['a', 'c'], 'value'), { line: 3, column: 3 });
  });

  test('what is missing is found at the section that lacks it', () => {
    const document = parseConfigDocument('a:\n  b: {}\n');
    assert.deepEqual(document.locate(['a', 'b', 'x', 'y'], 'value'), { line: 2, column: 3 });
    assert.deepEqual(document.locate(['z'], 'value'), { line: 1, column: 1 });
  });

  test('an empty file and a file of comments have no content and no problems', () => {
    for (const text of ['', '\n', '# nothing\n', '---\n']) {
      const document = parseConfigDocument(text);
      assert.equal(document.value, null);
      assert.deepEqual(document.problems, []);
    }
  });

  test('aliases are followed', () => {
    const { value } = parseConfigDocument('a: &t { x: 1 }\nb: *t\n');
    assert.deepEqual(value, { a: { x: 1 }, b: { x: 1 } });
  });
});

describe('a file that cannot be used says why', () => {
  test('a name given twice', () => {
    assert.equal(
      onlyProblem('a:\n  b: 1\n  b: 2\n'),
      '3:3 a.b is given twice — keep one of the two',
    );
  });

  test('tabs as indentation', () => {
    assert.match(onlyProblem('a:\n\t- b'), /^2:1 .*tab.*spaces/);
  });

  test('brackets that are not closed, once for each line', () => {
    assert.match(onlyProblem('routes:\n  x: [a, b\n  y: c'), /^3:3 .*not valid YAML/);
    assert.ok(problemsOf('a: }}}}\nb: ]]]]\n'.repeat(100)).length <= 10);
  });

  test('several documents', () => {
    assert.match(onlyProblem('a: 1\n---\nb: 2\n'), /^2:1 .*more than one document/);
  });

  test('an alias of nothing', () => {
    assert.match(onlyProblem('a: *b'), /^1:4 a .*not defined/);
  });

  test('names that are no text, merge keys, references and __proto__', () => {
    const names = ['? [1]\n: 2', '<<: 1', `\${A}: 1`, '__proto__: 1', `${'x'.repeat(300)}: 1`];
    for (const text of names) assert.match(onlyProblem(text), /^1:\d+ /, text);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  test('bytes that are not UTF-8, with their place', () => {
    assert.match(onlyProblem(new Uint8Array([97, 10, 98, 0xe9, 10])), /^2:2 .*not UTF-8/);
    assert.match(onlyProblem(new Uint8Array([0xff, 0xfe, 97, 0])), /UTF-16/);
  });

  test('control characters and the private-use characters that references need', () => {
    assert.match(onlyProblem('a: b\nc: \u0000'), /^2:4 .*U\+0000/);
    assert.match(onlyProblem('a: \ue001'), /^1:4 .*U\+E001/);
  });

  test('a text that is too long', () => {
    assert.match(onlyProblem(`a: ${'x'.repeat(9_000)}`), /^1:4 a is longer/);
  });
});

describe('a file cannot exhaust the machine', () => {
  test('too many bytes', () => {
    assert.match(onlyProblem(new Uint8Array(LIMITS.configBytesMax + 1)), /larger than/);
    assert.match(onlyProblem('ä'.repeat(LIMITS.configBytesMax / 2 + 1)), /larger than/);
  });

  test('deep nesting', () => {
    assert.match(onlyProblem('['.repeat(500_000)), /nested too deeply/);
    assert.match(onlyProblem(`a: ${'['.repeat(40)}${']'.repeat(40)}`), /deeper than 32/);
  });

  test('an alias of itself', () => {
    assert.match(onlyProblem('a: &a [*a]'), /deeper than 32/);
  });

  test('aliases that multiply', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const previous = Array.from({ length: 10 }, () => `*a${level}`).join(',');
      return `a${level + 1}: &a${level + 1} [${previous}]`;
    });
    const bomb = ['a0: &a0 [x]', ...levels].join('\n');
    assert.match(onlyProblem(bomb), /more than 100 aliases/);
  });

  test('values beyond the limit, and a hundred thousand names in one section', () => {
    assert.match(onlyProblem(`[${'1,'.repeat(120_000)}]`), /more than 100000 values/);
    const names = Array.from({ length: 90_000 }, (_, index) => `k${index}: 1`).join('\n');
    assert.deepEqual(problemsOf(names), []);
  });
});
