import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, test } from 'node:test';
import { accept, briefly, load, refuse } from '../../test/loading.ts';
import { digestKey } from '../digest.ts';

const KEY = 'sk-ocha-0123456789abcdef';
const DIGEST = digestKey(KEY);

function onlyProblem(keys: string, environment = {}): string {
  const problems = briefly(refuse(`keys:\n${keys}`, { environment }));
  assert.equal(problems.length, 1, problems.join('\n'));
  return problems[0] ?? '';
}

describe('API keys', () => {
  test('are kept as digests only, and found by them', () => {
    const text = `keys:\n  - { name: team, key: "\${TEAM}", models: [smart, "alpha/*"] }\n`;
    const { keys } = accept(text, { environment: { TEAM: KEY } });
    assert.deepEqual(keys.get(DIGEST), {
      name: 'team',
      digest: DIGEST,
      models: ['smart', 'alpha/*'],
    });
    assert.equal(DIGEST, hash('sha256', KEY, 'hex'));
    assert.doesNotMatch(JSON.stringify([...keys]), /0123456789abcdef/);
  });

  test('may be given as digests, in either case of letters', () => {
    const { keys } = accept(`keys: [{ name: a, digest: ${DIGEST.toUpperCase()} }]`);
    assert.deepEqual([...keys.keys()], [DIGEST]);
  });

  test('have exactly one of key and digest', () => {
    assert.match(onlyProblem('  - { name: a }'), /^2:5 keys\[0\] has neither/);
    assert.match(onlyProblem(`  - { name: a, key: ${KEY}, digest: ${DIGEST} }`), /has both/);
    assert.match(onlyProblem('  - { name: a, digest: zz }'), /64 hexadecimal digits/);
    assert.match(onlyProblem(`  - { name: a, key: "\${NOPE}" }`), /NOPE is not set/);
  });

  test('have names and secrets of their own', () => {
    const digest = (letter: string): string => `digest: ${letter.repeat(64)}`;
    assert.match(
      onlyProblem(`  - { name: a, ${digest('c')} }\n  - { name: a, ${digest('d')} }`),
      /^3:13 keys\[1\]\.name keys\[0\] is called "a" as well/,
    );
    assert.match(
      onlyProblem(`  - { name: a, ${digest('a')} }\n  - { name: b, ${digest('A')} }`),
      /^3:5 keys\[1\] is the same key as "a"/,
    );
  });

  test('must be long and plain, and messages do not repeat them', () => {
    for (const key of ['hunter2', '"with a space in it"', 'x'.repeat(300)]) {
      const problem = onlyProblem(`  - { name: a, key: ${key} }`);
      assert.match(problem, /keys\[0\]\.key (is shorter|is longer|contains)/);
      assert.doesNotMatch(problem, /hunter2|with a space|xxx/);
    }
  });

  test('warn when written out, and when a pattern names a provider that is not there', () => {
    const loaded = load(`keys: [{ name: a, key: ${KEY}, models: ["smi/*", "*/x", "gpt-*"] }]`);
    assert.deepEqual(
      loaded.warnings.map(({ path }) => path),
      ['keys[0].key', 'keys[0].models[0]'],
    );
    assert.match(briefly(loaded.warnings)[1] ?? '', /did you mean "sim"/);
  });
});

describe('the bootstrap key', () => {
  const named = { name: 'bootstrap', models: undefined };

  test('comes from the environment, beside the keys of the file', () => {
    const text = `keys: [{ name: a, digest: ${'d'.repeat(64)} }]`;
    const { keys } = accept(text, { environment: { OCHA_BOOTSTRAP_KEY: KEY } });
    assert.deepEqual(keys.get(DIGEST), { ...named, digest: DIGEST });
    assert.equal(keys.size, 2);
  });

  test('replaces one of its name in the file, with a warning, and is not added twice', () => {
    const environment = { OCHA_BOOTSTRAP_KEY: KEY };
    const loaded = load(`keys: [{ name: bootstrap, digest: ${'d'.repeat(64)} }]`, { environment });
    assert.ok('snapshot' in loaded);
    assert.deepEqual([...loaded.snapshot.keys.keys()], [DIGEST]);
    assert.match(briefly(loaded.warnings).join(), /^environment OCHA_BOOTSTRAP_KEY replaces/);
    const same = accept(`keys: [{ name: a, digest: ${DIGEST} }]`, { environment });
    assert.deepEqual(
      [...same.keys.values()].map(({ name }) => name),
      ['a'],
    );
  });

  test('of the environment must be usable', () => {
    const [problem] = refuse(undefined, { environment: { OCHA_BOOTSTRAP_KEY: 'short' } });
    assert.equal(problem?.path, 'OCHA_BOOTSTRAP_KEY');
    assert.equal(problem?.line, undefined);
    assert.doesNotMatch(problem?.message ?? '', /'short'/);
  });

  test('of the caller is used only where there is no other', () => {
    const alone = accept(undefined, { bootstrapKey: KEY });
    assert.deepEqual(alone.keys.get(DIGEST), { ...named, digest: DIGEST });
    const text = `keys: [{ name: a, digest: ${'d'.repeat(64)} }]`;
    assert.equal(accept(text, { bootstrapKey: KEY }).keys.has(DIGEST), false);
    assert.equal(accept(undefined).keys.size, 0);
  });
});
