import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRepository } from './repository.ts';
import { rewrapComments } from './rewrap.ts';
import { currentRatchet, lineWidths, sizes } from './sizes.ts';

const GATEWAY = 'packages/gateway/src';

function lines(count: number, text = 'const value = 1;'): string {
  return `${Array.from({ length: count }, () => text).join('\n')}\n`;
}

describe('sizes', () => {
  const path = `${GATEWAY}/a.ts`;
  const sizeFindings = (
    texts: Record<string, string>,
    previous?: Record<string, number>,
  ): string[] =>
    sizes(createRepository(texts), previous).map(
      ({ rule, isWarning }) => `${isWarning === true ? 'warning ' : ''}${rule}`,
    );
  const ratchet = (entries: object): Record<string, string> => ({
    'tools/tidy-ratchet.json': JSON.stringify(entries),
  });

  test('warn of files over 300 lines and refuse those over 500', () => {
    assert.deepEqual(sizeFindings({ [path]: lines(300) }), []);
    assert.deepEqual(sizeFindings({ [path]: lines(301) }), ['warning file of 301 lines']);
    assert.deepEqual(sizeFindings({ [path]: lines(501) }), ['file of 501 lines']);
  });

  test('refuse functions over 70 lines, of every form', () => {
    const body = lines(70, '  const value = 1;');
    const forms = [
      `export async function run(): Promise<void> {\n${body}}\n`,
      `export function run(\n  first: string,\n): void {\n${body}}\n`,
      `const run = (first: string): void => {\n${body}};\n`,
      `class Runner {\n  run(): void {\n${lines(70, '    const value = 1;')}  }\n}\n`,
      `test('runs', () => {\n${body}});\n`,
    ];
    for (const form of forms) {
      const found = sizeFindings({ [path]: form });
      assert.equal(found.length, 1, form.slice(0, 60));
      assert.match(found[0] ?? '', /^function of 7\d lines$/);
    }
  });

  test('count a function inside another as its own, and suites not at all', () => {
    const inner = `  function inner() {\n${lines(60, '    const value = 1;')}  }\n`;
    const outer = `function outer() {\n${inner}${lines(60, '  const value = 1;')}}\n`;
    assert.deepEqual(sizeFindings({ [path]: outer }), []);
    const suite = `describe('all', () => {\n${lines(200, '  const value = 1;')}});\n`;
    assert.deepEqual(sizeFindings({ [path]: suite }), []);
  });

  test('refuse folders over 15 entries, a test and its source being one', () => {
    const names = Array.from(
      { length: 15 },
      (_, index) => `packages/config/src/a${'b'.repeat(index)}`,
    );
    const texts = Object.fromEntries(
      names.flatMap((name) => [
        [`${name}.ts`, ''],
        [`${name}.test.ts`, ''],
      ]),
    );
    assert.deepEqual(sizeFindings(texts), []);
    const more = { ...texts, [`packages/config/src/room/index.ts`]: '' };
    assert.deepEqual(sizeFindings(more), ['folder of 16 entries']);
  });

  test('tolerate what the ratchet lists, and only that', () => {
    const listed = { [path]: lines(520), ...ratchet({ [path]: 520 }) };
    assert.deepEqual(sizeFindings(listed, { [path]: 520 }), []);
    assert.deepEqual(sizeFindings({ ...listed, [path]: lines(521) }), ['file of 521 lines']);
    assert.deepEqual(sizeFindings({ ...listed, [path]: lines(510) }), [`${path} has shrunk`]);
    assert.deepEqual(sizeFindings({ ...listed, [path]: lines(10) }), [
      `${path} is no longer too large`,
    ]);
    assert.deepEqual(sizeFindings(listed, {}), [`${path} has been loosened`]);
    assert.deepEqual(currentRatchet(createRepository(listed)), { [path]: 520 });
  });

  test('refuse wide comments and unformatted code, not long strings', () => {
    const texts = {
      'tools/a.ts': `// ${'word '.repeat(24)}\n`,
      'tools/b.ts': `const value = ${'1 + '.repeat(30)}1;\n`,
      'tools/c.ts': `const value = '${'word '.repeat(40)}';\n`,
      'tools/d.ts': `const value =\n  /${'word|'.repeat(40)}x/;\n`,
    };
    assert.deepEqual(
      lineWidths(createRepository(texts)).map(({ line, rule }) => `${line} ${rule}`),
      ['1 line of 123 columns', '1 line of 136 columns'],
    );
  });
});

describe('rewrapping comments', () => {
  const isWideEnough = (text: string): boolean =>
    text.split('\n').every((line) => line.length <= 120);
  const words = (text: string): string => text.replaceAll(/[\s*/]+/g, ' ').trim();

  test('moves what does not fit to the line below, words kept', () => {
    const block = `/**\n * ${'alpha '.repeat(25)}end\n * of it.\n *\n * - a list\n */\nconst a = 1;\n`;
    const done = rewrapComments(block);
    assert.ok(isWideEnough(done), done);
    assert.equal(words(done), words(block));
    assert.match(done, /end of it\.\n \*\n \* - a list/);
  });

  test('opens a comment of one line, and leaves code and narrow comments alone', () => {
    const done = rewrapComments(`  /** ${'beta '.repeat(30)}*/\n  run();\n`);
    assert.ok(isWideEnough(done), done);
    assert.match(done, /^ {2}\/\*\*\n {3}\* beta .*\n {3}\* beta .*\n {3}\*\/\n {2}run\(\);\n$/);
    const narrow = '/** short */\nconst a = 1; // why\n';
    assert.equal(rewrapComments(narrow), narrow);
  });
});
