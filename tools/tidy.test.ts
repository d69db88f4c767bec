import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findMetrics } from './gen-docs/metrics.ts';
import { doorHeaders, errorCodes, machineTraces } from './tidy/documents.ts';
import { galleries } from './tidy/galleries.ts';
import { determinism, moduleState, tests } from './tidy/homes.ts';
import { levels } from './tidy/levels.ts';
import { exportedNames, fileNames, glossary, providerNames } from './tidy/names.ts';
import { createRepository, importsOf, type Rule } from './tidy/repository.ts';

const GATEWAY = 'packages/gateway/src';
const manifest = (exports: object): string => JSON.stringify({ exports });

/** `line rule` of everything that a rule finds. */
function findings(rule: Rule, texts: Readonly<Record<string, string>>): string[] {
  return rule(createRepository(texts)).map(({ line, rule: name }) => `${line} ${name}`);
}

function assertClean(rule: Rule, texts: Readonly<Record<string, string>>): void {
  assert.deepEqual(findings(rule, texts), []);
}

describe('reading source', () => {
  test('finds imports of every form and leaves those in comments and strings', () => {
    const source = [
      "import a from 'a';",
      "import {\n  b,\n  type C,\n} from './b.ts';",
      "import type { D } from 'd';",
      "export { type E } from 'e';",
      "export * from 'f';",
      "const g = await import('g');",
      "// import h from 'h';",
      'const text = "import i from \'i\'";',
      "import 'j';",
    ].join('\n');
    const file = createRepository({ 'a.ts': source }).files[0];
    assert.ok(file !== undefined);
    assert.deepEqual(
      importsOf(file).map(
        ({ specifier, isTypeOnly }) => `${specifier}${isTypeOnly ? ' type' : ''}`,
      ),
      ['a', './b.ts', 'd type', 'e type', 'f', 'g', 'j'],
    );
  });

  test('blanks comments, strings, templates and patterns, keeping every column', () => {
    const source =
      "const a = /['\"`]/; // Date.now\nconst b = `x\n{1}` + 'it\\'s'; /* y */ const c = 4 / 2;";
    const file = createRepository({ 'a.ts': source }).files[0];
    assert.ok(file !== undefined);
    assert.equal(file.code.length, source.length);
    assert.equal(
      file.code.replaceAll(/\s+/g, ' '),
      "const a = ; const b = ` ` + ' '; const c = 4 / 2;",
    );
  });
});

describe('levels', () => {
  const packages = {
    'packages/kernel/package.json': manifest({ '.': 'x', './system': 'x' }),
    'packages/control/package.json': manifest({ '.': 'x' }),
    'packages/testkit/package.json': manifest({ '.': 'x' }),
  };
  const check = (path: string, source: string): string[] =>
    findings(levels, { ...packages, [path]: source });

  test('lets imports run down and through doors', () => {
    assert.deepEqual(check(`${GATEWAY}/main.ts`, "import { a } from '@ocha/kernel/system';"), []);
    assert.deepEqual(check(`${GATEWAY}/routing/index.ts`, "import { a } from '@ocha/kernel';"), []);
    assert.deepEqual(check('packages/cli/src/up.ts', "import { a } from '@ocha/control';"), []);
  });

  test('refuses imports up, sideways and past doors', () => {
    const up = check('packages/kernel/src/a.ts', "\nimport { a } from '@ocha/control';");
    assert.deepEqual(up, ['2 kernel may not import control']);
    const sideways = check(`${GATEWAY}/a.ts`, "import type { A } from '@ocha/control';");
    assert.deepEqual(sideways, ['1 gateway may not import control']);
    const deep = check(`${GATEWAY}/a.ts`, "import { a } from '@ocha/kernel/src/errors.ts';");
    assert.deepEqual(deep, ['1 @ocha/kernel/src/errors.ts is not a door']);
    const out = check(`${GATEWAY}/a.ts`, "import { a } from '../../kernel/src/errors.ts';");
    assert.deepEqual(out, ['1 no relative import out of a package']);
  });

  test('keeps testkit to tests and main.ts to nobody', () => {
    const source = "import { a } from '@ocha/testkit';";
    assert.deepEqual(check(`${GATEWAY}/a.test.ts`, source), []);
    assert.deepEqual(check(`${GATEWAY}/a.ts`, source), ['1 only tests import testkit']);
    const main = check(`${GATEWAY}/a.test.ts`, "import './main.ts';");
    assert.deepEqual(main, ['1 nothing imports a main.ts']);
  });

  test('keeps each outside package to its home', () => {
    const source = "import { Pool } from 'undici';";
    assert.deepEqual(check(`${GATEWAY}/upstream/pool.ts`, source), []);
    assert.deepEqual(check('packages/control/src/doctor/ask.ts', source), [
      '1 undici is imported outside its home',
    ]);
    const unknown = check(`${GATEWAY}/a.ts`, "import x from 'left-pad';");
    assert.deepEqual(unknown, ['1 left-pad has no home']);
  });

  test('lets rooms of the gateway know only types of each other', () => {
    const path = `${GATEWAY}/routing/index.ts`;
    assert.deepEqual(check(path, "import type { Call } from '../ingress/index.ts';"), []);
    assert.deepEqual(check(path, "import { type Call } from '../ingress/index.ts';"), []);
    assert.deepEqual(check(path, "import { parse } from '../ingress/index.ts';"), [
      '1 room routing takes a value out of room ingress',
    ]);
    assert.deepEqual(
      check(`${GATEWAY}/pipeline.ts`, "import { parse } from './ingress/index.ts';"),
      [],
    );
  });

  test('keeps I/O out of pure packages and machines out of the kernel', () => {
    const source = "import { readFileSync } from 'node:fs';";
    assert.deepEqual(check('packages/wire/src/a.ts', source), [
      '1 wire does no I/O, yet imports node:fs',
    ]);
    assert.deepEqual(check('packages/config/src/a.ts', "import { hash } from 'node:crypto';"), []);
    assert.deepEqual(check('packages/kernel/src/a.ts', source), ['1 kernel imports node:fs']);
    assert.deepEqual(check('packages/kernel/src/system/a.ts', source), []);
  });
});

describe('galleries', () => {
  const folder = 'packages/resilience/src/strategies';
  const registry = 'packages/resilience/src/registry.ts';
  const member = { [`${folder}/priority/index.ts`]: '' };

  test('want one line a folder', () => {
    const line = "import { priority } from './strategies/priority/index.ts';";
    assertClean(galleries, { ...member, [registry]: line });
    assert.deepEqual(findings(galleries, { ...member, [registry]: '' }), [
      '1 priority is imported 0 times',
    ]);
  });

  test('want a door in every folder and a registry', () => {
    const lonely = { [`${folder}/fastest/order.ts`]: '', [registry]: '' };
    assert.deepEqual(findings(galleries, lonely), ['1 fastest has no index.ts']);
    assert.deepEqual(findings(galleries, member), ['1 a gallery without a registry']);
  });
});

describe('homes', () => {
  test('keep clocks, chance and the environment out of code, not out of comments', () => {
    const source =
      '// not Date.now\nconst a = Date.now();\nconst b = new Date(a);\nprocess.env.X;\n';
    assert.deepEqual(findings(determinism, { [`${GATEWAY}/a.ts`]: source }), [
      '2 Date.now outside its home',
      '4 process.env outside its home',
    ]);
    assertClean(determinism, { [`${GATEWAY}/main.ts`]: source });
    assertClean(determinism, { 'packages/kernel/src/system/clock.ts': source });
    assertClean(determinism, { [`${GATEWAY}/a.test.ts`]: source });
  });

  test('keep state out of modules', () => {
    const source =
      'let count = 0;\nconst seen = new Map<string, number>();\nconst fixed = new Set([1]);\n';
    assert.deepEqual(findings(moduleState, { [`${GATEWAY}/a.ts`]: source }), [
      '1 count is state of a module',
      '2 seen is state of a module',
    ]);
  });

  test('find tests that sleep, run alone or are left out in silence', () => {
    const source = [
      'await new Promise((resolve) => setTimeout(resolve, 50));',
      "test.only('a', run);",
      "test.skip('b', run);",
      "test('c', { skip: 'the corpus is not here' }, run);",
      "test('d', { skip: true }, run);",
    ].join('\n');
    assert.deepEqual(findings(tests, { [`${GATEWAY}/a.test.ts`]: source }), [
      '1 a test sleeps',
      '2 a test runs alone',
      '3 a test is left out without a reason',
      '5 a test is left out without a reason',
    ]);
  });
});

describe('names', () => {
  const nameFindings = (path: string): string[] => findings(fileNames, { [path]: '' });

  test('are kebab-case words', () => {
    assertClean(fileNames, { [`${GATEWAY}/routing/plan-call.test.ts`]: '' });
    assertClean(fileNames, { [`${GATEWAY}/load.property.test.ts`]: '' });
    assert.deepEqual(nameFindings(`${GATEWAY}/planCall.ts`), ['1 the name is not kebab-case']);
  });

  test('are not drawers, generations or numbers', () => {
    assert.deepEqual(nameFindings(`${GATEWAY}/utils/text.ts`), ['1 utils is a drawer']);
    assert.deepEqual(nameFindings(`${GATEWAY}/types.ts`), ['1 types.ts is a drawer']);
    assert.deepEqual(nameFindings(`${GATEWAY}/router-v2.ts`), ['1 a generation in a name']);
    assert.deepEqual(nameFindings(`${GATEWAY}/fix-123.test.ts`), ['1 a number instead of a name']);
    assertClean(fileNames, { [`${GATEWAY}/http-1-reader.ts`]: '' });
  });

  test('carry no generation when exported', () => {
    const source =
      'export function planV2() {}\nexport const isIpv6 = 1;\nexport type NewPlan = 1;\n';
    assert.deepEqual(findings(exportedNames, { [`${GATEWAY}/a.ts`]: source }), [
      '1 planV2 has a generation in its name',
      '3 NewPlan has a generation in its name',
    ]);
  });

  test('are words of the glossary', () => {
    const source =
      '// the vendor answers\nconst backendUrl = 1;\n// see https://backend.example.com\n';
    assert.deepEqual(findings(glossary, { [`${GATEWAY}/a.ts`]: source }), [
      '1 "vendor" is not a word of this house',
      '2 "backend" is not a word of this house',
    ]);
    assertClean(glossary, { 'docs/glossary.md': source });
  });

  test('of providers stay in the providers package', () => {
    const provider = { 'packages/providers/src/groq/index.ts': '' };
    const source = "// 'groq' does so\nif (id === 'groq') run();\n";
    assert.deepEqual(findings(providerNames, { ...provider, [`${GATEWAY}/a.ts`]: source }), [
      '2 the provider groq is named',
    ]);
    assertClean(providerNames, { ...provider, [`${GATEWAY}/a.test.ts`]: source });
  });
});

describe('documents', () => {
  test('want a header on every door', () => {
    const texts = {
      [`${GATEWAY}/index.ts`]: '/**\n * gateway\n */\n',
      [`${GATEWAY}/routing/index.ts`]: "export * from './plan.ts';\n",
      'packages/providers/src/groq/index.ts': '',
    };
    assert.deepEqual(findings(doorHeaders, texts), ['1 a door without a header']);
  });

  test('do not say where they were made', () => {
    const texts = {
      'docs/a.md': 'see /home/anna/code\n',
      'docs/b.md': 'or registry.example.com\n',
    };
    assert.equal(findings(machineTraces, texts).length, 2);
    assertClean(machineTraces, { 'docs/a.md': 'see `/v1/models` and `.ocha/`\n' });
  });

  test('list no error code that nothing raises', () => {
    const texts = {
      'packages/kernel/src/errors.ts': 'overloaded: spec(),\ninternal: spec(),\n',
      [`${GATEWAY}/a.ts`]: "throw new OchaError('internal', 'x');",
    };
    const rule = errorCodes(['overloaded', 'internal']);
    assert.deepEqual(findings(rule, texts), ['1 nothing raises overloaded']);
  });

  test('know metrics by their definitions', () => {
    const source = `metrics.counter({
      name: 'ocha_a_total',
      help: "It's " + 'all.',
      labels: ['one', 'two'],
    });
    metrics.histogram({ name: 'ocha_b_seconds', help: 'Wait.', buckets: SECONDS });
    metrics.gauge(spec);`;
    assert.deepEqual(findMetrics(source), [
      { name: 'ocha_a_total', kind: 'counter', help: "It's all.", labels: ['one', 'two'] },
      { name: 'ocha_b_seconds', kind: 'histogram', help: 'Wait.', labels: [] },
    ]);
  });
});
