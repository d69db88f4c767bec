import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accept, briefly, load, refuse } from '../../test/loading.ts';

const KEYS = { environment: { ALPHA_API_KEY: 'a', BETA_API_KEY: 'b' } };

function onlyProblem(text: string): string {
  const problems = briefly(refuse(text, KEYS));
  assert.equal(problems.length, 1, problems.join('\n'));
  return problems[0] ?? '';
}

describe('routes', () => {
  test('are completed from the defaults, field by field', () => {
    const text = `
defaults: { strategy: weighted, timeouts: { connectMs: 1, idleMs: 2 }, params: strict, attemptsMax: 2 }
routes:
  smart:
    deployments: [alpha/org/model, { deployment: beta/m, tier: 2, weight: 0.5 }]
    timeouts: { idleMs: 3 }
    fallbacks: [fast]
  fast: { deployments: [sim/echo], strategy: priority, params: drop, attemptsMax: 7 }
`;
    const { routes, defaults } = accept(text, KEYS);
    const timeouts = { connectMs: 1, firstContentMs: 60_000, wholeMs: 300_000, idleMs: 2 };
    assert.deepEqual(routes.get('smart'), {
      name: 'smart',
      deployments: [
        { id: 'alpha/org/model', instance: 'alpha', model: 'org/model', tier: 1, weight: 1 },
        { id: 'beta/m', instance: 'beta', model: 'm', tier: 2, weight: 0.5 },
      ],
      strategy: 'weighted',
      fallbacks: ['fast'],
      timeouts: { ...timeouts, idleMs: 3, totalMs: 600_000 },
      params: 'strict',
      attemptsMax: 2,
    });
    assert.equal(routes.get('fast')?.strategy, 'priority');
    assert.equal(routes.get('fast')?.attemptsMax, 7);
    assert.deepEqual(defaults.timeouts, { ...timeouts, totalMs: 600_000 });
  });

  test('may only name providers that are there', () => {
    const route = (deployment: string): string =>
      onlyProblem(`routes:\n  r:\n    deployments: [sim/echo, ${deployment}]\n`);
    assert.equal(
      route('alpah/x'),
      '3:29 routes.r.deployments[1] there is no provider called "alpah" — did you mean "alpha"?',
    );
    assert.match(route('desk/x'), /set DESK_HOST, or add providers\.desk$/);
    assert.match(route('homeless/x'), /set HOMELESS_API_KEY, or add providers\.homeless$/);
    assert.match(route('compatible/x'), /add providers\.compatible$/);
    assert.match(route('quite-different/x'), /known: alpha, beta, sim$/);
  });

  test('may not name a provider that is off, and are quiet about one that is wrong itself', () => {
    const off = 'providers: { alpha: false }\nroutes: { r: { deployments: [alpha/x] } }';
    assert.match(onlyProblem(off), /"alpha" is turned off/);
    const wrong = 'providers: { mine: { provider: x } }\nroutes: { r: { deployments: [mine/x] } }';
    assert.match(onlyProblem(wrong), /providers\.mine\.provider/);
  });

  test('name deployments as provider/model, each once', () => {
    const route = (list: string): string =>
      onlyProblem(`routes: { r: { deployments: [${list}] } }`);
    for (const text of ['smart', 'alpha/', '/x', '"alpha/a b"']) {
      assert.match(route(text), /provider\/model/, text);
    }
    assert.match(
      route('alpha/x, beta/y, alpha/x'),
      /deployments\[2\] "alpha\/x" is already .*\[0\]/,
    );
    assert.match(route(''), /at least one/);
  });

  test('have tiers and weights above zero', () => {
    const route = (fields: string): string =>
      onlyProblem(`routes: { r: { deployments: [{ deployment: alpha/x, ${fields} }] } }`);
    for (const tier of ['0', '-1', '1.5', '101'])
      assert.match(route(`tier: ${tier}`), /\.tier must/);
    for (const weight of ['0', '-1', '.inf', '.nan', '1e9']) {
      assert.match(route(`weight: ${weight}`), /\.weight must/, weight);
    }
  });

  test('have known strategies', () => {
    assert.match(
      onlyProblem('routes: { r: { deployments: [alpha/x], strategy: weigthed } }'),
      /^1:50 .*did you mean "weighted"/,
    );
    assert.match(onlyProblem('defaults: { strategy: magic } '), /known: priority, weighted$/);
  });

  test('may not hide a provider, and their names are plain', () => {
    const named = (name: string): string =>
      onlyProblem(`routes: { ${name}: { deployments: [sim/echo] } }`);
    assert.match(named('alpha'), /hide.*providers\.alpha: false/);
    for (const name of ['a/b', '"a b"', 'ä', '-a', '""']) assert.match(named(name), /usable name/);
    const off = 'providers: { alpha: false }\nroutes: { alpha: { deployments: [sim/echo] } }';
    assert.equal(accept(off).routes.has('alpha'), true);
  });

  test('warn of a model that is nearly one of those listed', () => {
    const text =
      'providers: { alpha: { models: [large-2, small] } }\nroutes: { r: { deployments: [alpha/large-3] } }';
    const loaded = load(text, KEYS);
    assert.ok('snapshot' in loaded);
    assert.match(briefly(loaded.warnings).join(), /"large-3" is not among.*did you mean "large-2"/);
  });

  test('warn of time limits that can never be met', () => {
    const text =
      'routes: { r: { deployments: [sim/x], timeouts: { totalMs: 10, idleMs: 11, connectMs: 10 } } }';
    const { warnings } = load(text);
    assert.deepEqual(
      warnings.map(({ path }) => path),
      ['routes.r.timeouts.idleMs'],
    );
  });
});

describe('fallbacks', () => {
  const file = (fallbacks: Readonly<Record<string, string>>): string => {
    const lines = Object.entries(fallbacks).map(
      ([name, list]) => `  ${name}: { deployments: [sim/x], fallbacks: [${list}] }`,
    );
    return ['routes:', ...lines].join('\n');
  };

  test('name other routes, each once', () => {
    assert.match(onlyProblem(file({ smart: 'fats', fast: '' })), /"fats" — did you mean "fast"/);
    assert.match(onlyProblem(file({ smart: 'fast, fast', fast: '' })), /listed twice/);
  });

  test('form no circle, and each circle is told once', () => {
    assert.match(onlyProblem(file({ a: 'a' })), /^2:\d+ routes\.a\.fallbacks\[0\] .*: a → a/);
    assert.match(
      onlyProblem(file({ a: 'b', b: 'c', c: 'd, a', d: '' })),
      /^4:\d+ routes\.c\.fallbacks\[1\] .*: a → b → c → a/,
    );
    assert.equal(refuse(file({ a: 'b', b: 'a', c: 'd', d: 'c' })).length, 2);
  });

  test('may meet again without a circle', () => {
    assert.equal(accept(file({ a: 'b, c', b: 'd', c: 'd', d: '' })).routes.size, 4);
  });

  test('may be as many routes long as there can be routes', () => {
    const chain = Array.from({ length: 1_000 }, (_, index) => [
      `r${index}`,
      index === 999 ? '' : `r${index + 1}`,
    ]);
    assert.equal(accept(file(Object.fromEntries(chain))).routes.size, 1_000);
  });
});
