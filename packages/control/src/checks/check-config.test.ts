import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkConfig, loadConfiguration } from './check-config.ts';

describe('checking a configuration', () => {
  test('knows the providers and strategies of this build', () => {
    const text = `
routes:
  smart:
    deployments: [openai/gpt-5, { deployment: anthropic/claude-opus-4-5, tier: 2 }]
    strategy: weighted
`;
    const environment = { OPENAI_API_KEY: 'k1', ANTHROPIC_API_KEY: 'k2' };
    const report = checkConfig({ text, environment, fileName: 'ocha.yaml' });
    assert.equal(report.text, '');
    assert.equal(report.isValid, true);
    assert.deepEqual(
      [...(report.snapshot?.instances.keys() ?? [])],
      ['openai', 'anthropic', 'sim'],
    );
  });

  test('tells problems and warnings in one text, with their places', () => {
    const text = 'providers: { opnai: {} }\nkeys: [{ name: a, key: sk-ocha-0123456789abcdef }]\n';
    const report = checkConfig({ text, environment: {}, fileName: 'my.yaml' });
    assert.equal(report.isValid, false);
    assert.equal(report.snapshot, undefined);
    const lines = report.text.split('\n');
    assert.match(lines[0] ?? '', /^my\.yaml:1:14 +providers\.opnai .*did you mean "openai"\?$/);
    assert.match(lines[1] ?? '', /^my\.yaml:2:24 +keys\[0\]\.key +warning: /);
    assert.doesNotMatch(report.text, /0123456789abcdef/);
  });

  test('every provider can be switched on by the file', () => {
    const environment = {};
    const addresses = 'baseUrl: "https://x.example.com/v1"';
    const local = loadConfiguration({ text: 'providers: { ollama: , vllm: }', environment });
    assert.ok('snapshot' in local);
    const text = `providers: { azure-like: { provider: openai-compatible, ${addresses} } }`;
    const own = loadConfiguration({ text, environment, revision: 5 });
    assert.ok('snapshot' in own && own.snapshot.revision === 5);
  });

  test('a caller may bring an API key', () => {
    const bootstrapKey = 'sk-ocha-made-by-the-caller';
    const loaded = loadConfiguration({ text: undefined, environment: {}, bootstrapKey });
    assert.ok('snapshot' in loaded && loaded.snapshot.keys.size === 1);
  });
});
