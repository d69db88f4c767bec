import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { load } from '../test/loading.ts';
import type { LoadedConfig } from './load.ts';
import { renderProblems } from './report/render.ts';

const SECRET = 'sk-ocha-SECRETSECRETSECRET';
const ENVIRONMENT = { ALPHA_API_KEY: SECRET, BETA_API_KEY: SECRET, TEAM: SECRET, DESK_HOST: 'd' };

const GOOD = `# A configuration with everything in it.
providers:
  alpha: { apiKey: \${ALPHA_API_KEY}, region: eu, headers: { x-team: a } }
  mine: { provider: compatible, baseUrl: "http://10.0.0.7:8000/v1", allowPrivateAddress: true }
  homeless: false
defaults: { strategy: weighted, timeouts: { idleMs: 100 }, params: strict }
routes:
  smart:
    deployments: [alpha/m, { deployment: mine/m, tier: 2, weight: 0.5 }]
    timeouts: { firstContentMs: 8000 }
    fallbacks: [fast]
  fast: { deployments: [desk/m, beta/n], attemptsMax: 3 }
keys:
  - { name: team, key: "\${TEAM}", models: [smart, "alpha/*"] }
gateway: { host: 127.0.0.1, port: 4000, opsPort: 4001, workers: 2 }
`;

/** What every outcome must have, whatever went in. */
function checkOutcome(text: string | Uint8Array, loaded: LoadedConfig): void {
  const lines = typeof text === 'string' ? text.split(/\r\n|\n|\r/).length : Number.MAX_VALUE;
  const problems = 'problems' in loaded ? loaded.problems : [];
  if ('problems' in loaded) assert.ok(problems.length > 0, 'refused without a reason');
  for (const problem of [...problems, ...loaded.warnings]) {
    assert.ok(problem.message.length > 0);
    assert.doesNotMatch(JSON.stringify(problem), /SECRETSECRET/);
    assert.equal(problem.line === undefined, problem.column === undefined);
    if (problem.line === undefined) continue;
    assert.ok(problem.line >= 1 && problem.line <= lines, `line ${problem.line} of ${lines}`);
    assert.ok((problem.column ?? 0) >= 1);
  }
  const source = typeof text === 'string' ? text : undefined;
  assert.equal(typeof renderProblems(problems, 'ocha.yaml', source), 'string');
}

function outcomeOf(text: string | Uint8Array): LoadedConfig {
  const loaded = load(text, { environment: ENVIRONMENT });
  checkOutcome(text, loaded);
  return loaded;
}

describe('any input', () => {
  test('the good configuration is good', () => {
    assert.ok('snapshot' in outcomeOf(GOOD));
  });

  test('any text gives a snapshot or located problems', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        (source) => void outcomeOf(source),
      ),
    );
  });

  test('any bytes give a snapshot or located problems', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (source) => void outcomeOf(source)));
  });

  test('any YAML-like text gives a snapshot or located problems', () => {
    const words = [
      'providers',
      'routes',
      'keys',
      'gateway',
      'alpha',
      'deployments',
      '<<',
      '__proto__',
    ];
    const marks = [
      ': ',
      '\n',
      '\n  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ', ',
      '"',
      "'",
      '&a ',
      '*a ',
      '# ',
    ];
    const rest = [
      '${',
      'X}',
      '!!',
      '!!binary ',
      '|',
      '>',
      '? ',
      '~',
      '1',
      'true',
      '---',
      '%',
      '\t',
    ];
    const pieces = fc.constantFrom(...words, ...marks, ...rest);
    const text = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (source) => void outcomeOf(source)),
      { numRuns: 500 },
    );
  });

  test('any value in the place of any section gives a snapshot or located problems', () => {
    const sections = fc.constantFrom('providers', 'routes', 'defaults', 'keys', 'gateway');
    const value = fc.anything({ maxDepth: 3 }).map((tree) => JSON.stringify(tree) ?? 'null');
    fc.assert(
      fc.property(sections, value, (section, tree) => {
        outcomeOf(`${section}: ${tree}`);
        outcomeOf(`${section}: { alpha: ${tree} }`);
        outcomeOf(`${section}: { alpha: { deployments: ${tree}, headers: ${tree} } }`);
      }),
    );
  });
});

describe('a good configuration with something changed', () => {
  const place = fc.integer({ min: 0, max: GOOD.length - 1 });

  test('a character taken out, put in or replaced', () => {
    const character = fc.constantFrom(
      '',
      ' ',
      '\n',
      ':',
      ',',
      '{',
      '}',
      '[',
      '"',
      '$',
      'x',
      '0',
      '-',
    );
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 1 }), character, (at, removed, put) => {
        outcomeOf(GOOD.slice(0, at) + put + GOOD.slice(at + removed));
      }),
      { numRuns: 400 },
    );
  });

  test('cut off anywhere', () => {
    fc.assert(fc.property(place, (at) => void outcomeOf(GOOD.slice(0, at))));
  });

  test('a field renamed is named in a problem at its line', () => {
    const fields = [
      'region',
      'allowPrivateAddress',
      'idleMs',
      'deployments',
      'fallbacks',
      'weight',
    ];
    for (const field of [...fields, 'apiKey', 'models', 'workers', 'params', 'strategy']) {
      const text = GOOD.replace(`${field}:`, `${field}x:`);
      const line = text.slice(0, text.indexOf(`${field}x:`)).split('\n').length;
      const loaded = outcomeOf(text);
      assert.ok('problems' in loaded, field);
      const found = loaded.problems.find((problem) => problem.path.endsWith(`${field}x`));
      assert.equal(found?.line, line, field);
      assert.equal(found?.suggestion, `did you mean "${field}"?`);
    }
  });

  test('loading is deterministic', () => {
    fc.assert(
      fc.property(place, (at) => {
        const text = GOOD.slice(0, at) + GOOD.slice(at + 1);
        assert.deepEqual(outcomeOf(text), outcomeOf(text));
      }),
      { numRuns: 50 },
    );
  });
});
