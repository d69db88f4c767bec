import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accept, briefly, load, refuse } from '../test/loading.ts';
import { LIMITS } from './limits.ts';

const KEYS = { environment: { ALPHA_API_KEY: 'a', BETA_API_KEY: 'b' } };

describe('loading', () => {
  test('without a file and an environment gives the built-in provider', () => {
    const loaded = load(undefined, { revision: 7 });
    assert.ok('snapshot' in loaded);
    assert.equal(loaded.snapshot.revision, 7);
    assert.deepEqual([...loaded.snapshot.instances.keys()], ['sim']);
    assert.deepEqual(loaded.warnings, []);
  });

  test('takes empty files and empty sections for what they are', () => {
    const text = 'providers:\nroutes:\ndefaults:\nkeys:\ngateway:\n';
    assert.equal(accept(text).hash, accept(undefined).hash);
    assert.equal(accept('# nothing\n').hash, accept(undefined).hash);
  });

  test('refuses a file that is no section, and sections that are none', () => {
    assert.deepEqual(briefly(refuse('just text')), [
      '1:1  must be a section with fields, not text',
    ]);
    assert.match(briefly(refuse('[1, 2]')).join(), /not a list/);
    assert.deepEqual(
      refuse('providers: 1\nroutes: x\ndefaults: []\nkeys: {}\ngateway: 4000\n').map(
        ({ line, path }) => `${line} ${path}`,
      ),
      ['1 providers', '2 routes', '3 defaults', '4 keys', '5 gateway'],
    );
  });

  test('tells every problem of every section at once, in the order of the file', () => {
    const text = `providers:
  alpha: { apikey: x, baseUrl: "http://169.254.169.254/" }
  nobody: {}
routes:
  smart: { deployments: [alpha/x, { deployment: nope/x, teir: 2 }], strategy: wrong }
keys: [{ name: a }]
gateway: { port: none }
extra: 1
`;
    const environment = { OCHA_HOST: 'a b', ALPHA_API_KEY: 'k' };
    assert.deepEqual(briefly(refuse(text, { environment })), [
      '2:12 providers.alpha.apikey is not a known field — did you mean "apiKey"?',
      "2:32 providers.alpha.baseUrl leads to a cloud's metadata service, which is never allowed" +
        ' — no provider answers there',
      '3:3 providers.nobody is not the name of a known provider — say which one it is: provider: <id>',
      '5:35 routes.smart.deployments[1] there is no provider called "nope"' +
        ' — known: alpha, sim, nobody',
      '5:57 routes.smart.deployments[1].teir is not a known field — did you mean "tier"?',
      '5:79 routes.smart.strategy "wrong" is not a known strategy — known: priority, weighted',
      `6:8 keys[0] has neither a key nor a digest — add key: \${NAME}, or digest: <SHA-256 of the key>`,
      '7:18 gateway.port must be a number, not text',
      '8:1 extra is not a known field — known here: providers, routes, defaults, keys, gateway',
      'environment OCHA_HOST is not an address to listen on' +
        ' — write an IP address or a host name, such as 127.0.0.1 or 0.0.0.0',
    ]);
  });

  test('tells problems of the environment also when the file cannot be read', () => {
    const paths = refuse('a: [', { environment: { OCHA_HOST: 'a b' } }).map(({ path }) => path);
    assert.deepEqual(paths, ['', 'OCHA_HOST']);
  });

  test('says where a field that stands in the wrong place belongs', () => {
    const [problem] = refuse('port: 4000');
    assert.equal(problem?.suggestion, 'it belongs under gateway');
    assert.equal(refuse('timeouts: {}')[0]?.suggestion, 'it belongs under defaults');
  });

  test('explains wrong types in plain words', () => {
    const suggest = (text: string): string => briefly(refuse(text, KEYS)).join('\n');
    assert.match(
      suggest('gateway: { requireKey: yes }'),
      /must be true or false, not text — write true/,
    );
    assert.match(suggest('providers: { alpha: { region: 1 } }'), /must be text.*put it in quotes/);
    assert.match(suggest('providers: { alpha: { models: x } }'), /must be a list.*\[ … \]/);
    assert.match(suggest('routes: { r: {} }'), /routes\.r\.deployments is required: a list/);
    assert.match(suggest('defaults: { params: dorp }'), /drop or strict — did you mean "drop"/);
    assert.match(suggest('keys: [1]'), /keys\[0\] must be a section with fields, not a number/);
  });

  test('bounds the number of entries and of problems', () => {
    const providers = Array.from(
      { length: LIMITS.providersMax + 1 },
      (_, index) => `  x${index}: 1`,
    );
    const problems = refuse(['providers:', ...providers].join('\n'));
    assert.equal(problems.length, LIMITS.configProblemsMax + 1);
    assert.match(problems.at(-1)?.message ?? '', /^\d+ more problems are not shown$/);
    assert.match(problems[0]?.message ?? '', /more than 200 entries/);
  });
});

describe('the snapshot', () => {
  const TEXT = `providers: { alpha: { models: [m], headers: { b: "1", a: "2" } } }
routes:
  one: { deployments: [alpha/m, beta/m] }
  two: { deployments: [beta/m], timeouts: { idleMs: 5, totalMs: 6 } }
`;

  test('cannot be changed', () => {
    const snapshot = accept(TEXT, KEYS);
    const change = (action: () => unknown): void => assert.throws(action, TypeError);
    change(() => Object.assign(snapshot, { revision: 2 }));
    change(() => (snapshot.routes as Map<string, unknown>).set('x', {}));
    change(() => (snapshot.instances as Map<string, unknown>).clear());
    change(() => (snapshot.keys as Map<string, unknown>).delete('x'));
    change(() => Object.assign(snapshot.routes.get('one')?.deployments[0] ?? {}, { weight: 9 }));
    change(() => Object.assign(snapshot.instances.get('alpha')?.headers ?? {}, { x: '' }));
    change(() => Object.assign(snapshot.defaults.timeouts, { idleMs: 1 }));
  });

  test('travels between processes', () => {
    const copy = structuredClone(accept(TEXT, KEYS));
    assert.deepEqual([...copy.routes.keys()], ['one', 'two']);
    assert.equal(copy.instances.get('alpha')?.apiKey, 'a');
  });

  test('has the same hash for the same content, however it is written', () => {
    const first = accept(TEXT, KEYS);
    const other = `
routes:
  two: { timeouts: { totalMs: 6, idleMs: 5 }, deployments: [{ deployment: beta/m, weight: 1 }] }
  one: { deployments: [alpha/m, beta/m], strategy: priority }
providers: { "alpha": { headers: { a: "2", B: "1" }, models: [m], apiKey: "\${ALPHA_API_KEY}" } }
gateway: { port: 9, workers: 3, host: 0.0.0.0 }
`;
    const second = accept(other, { ...KEYS, revision: 99, workersDefault: 4 });
    assert.equal(second.hash, first.hash);
    assert.match(first.hash, /^[0-9a-f]{64}$/);
  });

  test('has another hash for other content', () => {
    const changes: readonly (readonly [string, string])[] = [
      ['alpha/m, beta/m', 'beta/m, alpha/m'],
      ['idleMs: 5', 'idleMs: 4'],
      ['models: [m]', 'models: [n]'],
      ['b: "1"', 'b: "3"'],
      ['two:', 'three:'],
    ];
    const texts = changes.map(([from, to]) => TEXT.replace(from, to));
    const hashes = [TEXT, ...texts].map((text) => accept(text, KEYS).hash);
    const rotated = accept(TEXT, { environment: { ALPHA_API_KEY: 'new', BETA_API_KEY: 'b' } });
    assert.equal(new Set([...hashes, rotated.hash]).size, changes.length + 2);
  });
});
