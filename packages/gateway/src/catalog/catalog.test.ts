import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS } from '@ocha/config';
import { catalogOf, deploymentOf, PROVIDERS_YAML } from '../../test/snapshots.ts';

describe('catalog', () => {
  test('resolves a provider and a model, and gives the same deployment every time', () => {
    const catalog = catalogOf();
    const deployment = deploymentOf('openai/gpt-4.1-mini', catalog);
    assert.equal(deployment.id, 'openai/gpt-4.1-mini');
    assert.equal(deployment.model, 'gpt-4.1-mini');
    assert.equal(deploymentOf('openai/gpt-4.1-mini', catalog), deployment);
    assert.equal(catalog.deployment('nobody', 'gpt-4.1-mini'), undefined);
  });

  test('names like those of an object prototype are names like any other', () => {
    const catalog = catalogOf();
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      assert.equal(catalog.deployment(name, 'x'), undefined);
      assert.deepEqual(catalog.deploymentsOf(name), []);
      assert.equal(catalog.deployment('openai', name)?.id, `openai/${name}`);
    }
  });

  test('finds every account that serves a bare name, in the order of the file', () => {
    const catalog = catalogOf(`
providers:
  second: { provider: openai, apiKey: b, models: [shared, own] }
  first: { provider: openai, apiKey: a, models: [shared] }
`);
    const ids = (model: string) => catalog.deploymentsOf(model).map(({ id }) => id);
    assert.deepEqual(ids('shared'), ['second/shared', 'first/shared']);
    assert.deepEqual(ids('own'), ['second/own']);
    assert.deepEqual(ids('gpt-4.1-mini'), []);
  });

  test('keeps a bounded number of deployments, and names strangers alike in metrics', () => {
    const catalog = catalogOf();
    const labels = new Set<string>();
    const first = catalog.deployment('openai', 'made-up-0');
    for (let index = 0; index < LIMITS.dynamicDeploymentsMax + 10; index += 1)
      labels.add(catalog.deployment('openai', `made-up-${index}`)?.label ?? '');
    assert.deepEqual([...labels], ['openai/other']);
    assert.notEqual(catalog.deployment('openai', 'made-up-0'), first);
    const known = deploymentOf('openai/gpt-4.1-mini', catalog);
    assert.equal(known.label, 'openai/gpt-4.1-mini');
  });

  test('lists routes first, then the models of each account', () => {
    const catalog = catalogOf(`
providers:
  one: { provider: openai, apiKey: a, models: [m1, m2] }
routes:
  smart: { deployments: [one/m1, one/m3] }
`);
    const listed = catalog.list().map(({ id, ownedBy }) => `${id} ${ownedBy}`);
    const ours = listed.filter((line) => !line.endsWith(' sim'));
    assert.deepEqual(ours, ['smart ocha', 'one/m1 one', 'one/m2 one', 'one/m3 one']);
  });

  test('offers what is well known of a provider where the file names no models', () => {
    const ids = catalogOf(PROVIDERS_YAML)
      .list()
      .map(({ id }) => id);
    assert.ok(ids.includes('openai/gpt-4.1-mini'), ids.join(' '));
    assert.ok(ids.includes('anthropic/claude-sonnet-4-5'));
  });

  test('gives each deployment the headers of its provider, its account and its credential', () => {
    const catalog = catalogOf(`
providers:
  openai: { apiKey: key-a, headers: { x-team: red } }
  anthropic: { apiKey: key-b }
  google-ai-studio: { apiKey: key-c }
`);
    const header = (id: string, name: string): string | undefined => {
      const { headers } = deploymentOf(id, catalog);
      return headers[headers.indexOf(name) + 1];
    };
    assert.equal(header('openai/x', 'authorization'), 'Bearer key-a');
    assert.equal(header('openai/x', 'x-team'), 'red');
    assert.equal(header('anthropic/x', 'x-api-key'), 'key-b');
    assert.ok(deploymentOf('anthropic/x', catalog).headers.includes('anthropic-version'));
    assert.equal(header('google-ai-studio/x', 'x-goog-api-key'), 'key-c');
    assert.ok(!deploymentOf('google-ai-studio/x', catalog).headers.includes('authorization'));
  });
});
