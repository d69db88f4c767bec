import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accept, briefly, load, refuse } from '../../test/loading.ts';
import type { ConfigEnvironment } from '../registries.ts';
import type { ProviderInstance } from '../snapshot.ts';

function instance(
  text: string | undefined,
  name: string,
  environment: ConfigEnvironment = {},
): ProviderInstance {
  const found = accept(text, { environment }).instances.get(name);
  assert.ok(found, `${name} is off`);
  return found;
}

function onlyProblem(text: string, environment: ConfigEnvironment = {}): string {
  const problems = briefly(refuse(text, { environment }));
  assert.equal(problems.length, 1, problems.join('\n'));
  return problems[0] ?? '';
}

describe('providers of the file', () => {
  test('take what the entry says', () => {
    const text = `providers:
  eu:
    provider: alpha
    apiKey: \${EU_KEY}
    baseUrl: https://eu.example.com/v1/
    region: eu
    headers: { X-Team: a }
    models: [one, two, one]
`;
    assert.deepEqual(instance(text, 'eu', { EU_KEY: ' k-1 ' }), {
      name: 'eu',
      providerId: 'alpha',
      apiKey: 'k-1',
      baseUrl: 'https://eu.example.com/v1',
      region: 'eu',
      headers: { 'x-team': 'a' },
      models: ['one', 'two'],
      allowsPrivateAddress: false,
      origin: 'file',
    });
  });

  test('take what it does not say from the environment and the gallery', () => {
    const found = instance('providers: { alpha: }', 'alpha', { ALPHA_TOKEN: 'k' });
    assert.equal(found.apiKey, 'k');
    assert.equal(found.baseUrl, 'https://api.alpha.example.com/v1');
    assert.equal(found.origin, 'file');
  });

  test('must name a provider of the gallery', () => {
    assert.equal(
      onlyProblem('providers: { alpa: {} }'),
      '1:14 providers.alpa is not the name of a known provider — did you mean "alpha"?',
    );
    assert.match(
      onlyProblem('providers: { my: { provider: zzz } }'),
      /^1:30 .*"zzz".*known: alpha/,
    );
    assert.match(onlyProblem('providers: { ompatib: {} }'), /did you mean "compatible"\?$/);
    assert.match(onlyProblem('providers: { constructor: {} }'), /not the name of a known provider/);
  });

  test('need a key where the provider does, and an address where it has none', () => {
    assert.equal(
      onlyProblem('providers:\n  alpha: {}\n'),
      '2:3 providers.alpha.apiKey alpha needs an API key, and there is none — ' +
        `set ALPHA_API_KEY or ALPHA_TOKEN, or add apiKey: \${ALPHA_API_KEY}`,
    );
    assert.match(
      onlyProblem('providers: { compatible: {} }'),
      /no address of its own — add baseUrl$/,
    );
    assert.match(
      onlyProblem('providers: { homeless: {} }', { HOMELESS_API_KEY: 'k' }),
      /add baseUrl or set HOMELESS_BASE_URL/,
    );
  });

  test('refuse keys and headers that cannot travel', () => {
    const environment = { ALPHA_API_KEY: 'two words', BETA_API_KEY: 'k' };
    assert.match(
      onlyProblem('providers: { alpha: {} }', environment),
      /^environment ALPHA_API_KEY contains white space/,
    );
    const headers = (text: string): string =>
      onlyProblem(`providers: { beta: { headers: { ${text} } } }`, environment);
    assert.match(headers('Host: x'), /set by the gateway/);
    assert.match(headers('a: "x\\ny"'), /cannot travel/);
    assert.match(headers('A: x, a: y'), /twice/);
    assert.match(headers('"a b": x'), /not a valid header name/);
  });

  test('warn of a secret in the file and of an address without the usual path', () => {
    const loaded = load(
      'providers:\n  alpha: { apiKey: very-secret-value }\n  desk: { baseUrl: "http://d:1" }\n',
    );
    const warnings = briefly(loaded.warnings);
    assert.equal(warnings.length, 2);
    assert.match(
      warnings[0] ?? '',
      /^2:20 providers\.alpha\.apiKey is a secret written in the file/,
    );
    assert.match(warnings[1] ?? '', /^3:20 .*write http:\/\/d:1\/v1$/);
    assert.ok('snapshot' in loaded);
    assert.doesNotMatch(JSON.stringify(loaded.warnings), /very-secret-value/);
  });

  test('that are off need nothing, not even their variables', () => {
    const text = `providers: { alpha: { enabled: false, apiKey: "\${NOPE}" }, sim: false }`;
    assert.deepEqual([...accept(text).instances.keys()], []);
  });
});

describe('addresses of providers', () => {
  const withAddress = (address: string, rest = ''): string =>
    `providers: { alpha: { apiKey: k, baseUrl: "${address}"${rest} } }`;

  test('may not be private unless the entry allows it', () => {
    for (const host of ['127.0.0.1', 'localhost', '10.1.2.3', '[fd00::1]', 'vllm', '0x7f.1']) {
      const address = `http://${host}:8000/v1`;
      assert.match(
        onlyProblem(withAddress(address)),
        /private|loopback/,
        `${host} without permission`,
      );
      const allowed = accept(withAddress(address, ', allowPrivateAddress: true'));
      assert.equal(allowed.instances.get('alpha')?.allowsPrivateAddress, true);
    }
  });

  test('may be private for local providers, unless the entry forbids it', () => {
    const text = 'providers: { desk: { baseUrl: "http://10.0.0.7:8000/v1"%s } }';
    assert.equal(instance(text.replace('%s', ''), 'desk').baseUrl, 'http://10.0.0.7:8000/v1');
    const forbidden = text.replace('%s', ', allowPrivateAddress: false');
    assert.match(onlyProblem(forbidden), /private address/);
  });

  test('may never be a metadata service or a reserved address', () => {
    const hosts = [
      '169.254.169.254',
      '[::ffff:a9fe:a9fe]',
      'metadata.google.internal',
      '2852039166',
    ];
    for (const host of [...hosts, '[fd00:ec2::254]', '169.254.170.2']) {
      const address = withAddress(`http://${host}/v1`, ', allowPrivateAddress: true');
      assert.match(onlyProblem(address), /metadata service, which is never allowed/, host);
    }
    const listening = withAddress('http://0.0.0.0:80/v1', ', allowPrivateAddress: true');
    assert.match(onlyProblem(listening), /reserved.*127\.0\.0\.1/);
  });

  test('must be plain HTTP addresses', () => {
    const wrong = ['nonsense', 'ftp://h.example.com', 'file:///etc/passwd'];
    const more = [
      'https://u:p@h.example.com',
      'https://h.example.com/?a=1',
      'https://h.example.com/#a',
    ];
    for (const address of [...wrong, ...more]) {
      assert.match(onlyProblem(withAddress(address)), /^1:\d+ providers\.alpha\.baseUrl /, address);
    }
  });
});

describe('providers of the environment', () => {
  test('are switched on by a key, in the order of the gallery, with the built-in one last', () => {
    const environment = { BETA_API_KEY: 'b', ALPHA_API_KEY: 'a', HOMELESS_API_KEY: '' };
    const { instances } = accept(undefined, { environment });
    assert.deepEqual([...instances.keys()], ['alpha', 'beta', 'sim']);
    assert.equal(instances.get('alpha')?.origin, 'environment');
    assert.equal(instances.get('sim')?.origin, 'built-in');
  });

  test('are switched on by an address where they are local', () => {
    const addresses: readonly (readonly [string, string])[] = [
      ['127.0.0.1:9999', 'http://127.0.0.1:9999/v1'],
      ['0.0.0.0', 'http://127.0.0.1:11434/v1'],
      ['gpu-box', 'http://gpu-box:11434/v1'],
      ['http://10.0.0.2:80/api', 'http://10.0.0.2/api'],
      ['https://gpu.example.com', 'https://gpu.example.com/v1'],
    ];
    for (const [value, expected] of addresses) {
      assert.equal(instance(undefined, 'desk', { DESK_HOST: value }).baseUrl, expected, value);
    }
    assert.equal(accept(undefined).instances.has('desk'), false);
  });

  test('take the usual path when the variable names only the host', () => {
    const environment = { ALPHA_API_KEY: 'k', ALPHA_BASE_URL: 'https://proxy.example.com/' };
    assert.equal(instance(undefined, 'alpha', environment).baseUrl, 'https://proxy.example.com/v1');
  });

  test('stay off, with a warning, when a variable is not usable', () => {
    const cases: readonly ConfigEnvironment[] = [
      { ALPHA_API_KEY: 'two words' },
      { ALPHA_API_KEY: 'k', ALPHA_BASE_URL: 'http://localhost:4000/v1' },
      { ALPHA_API_KEY: 'k', ALPHA_BASE_URL: 'http://169.254.169.254' },
      { ALPHA_API_KEY: 'k', ALPHA_BASE_URL: 'nonsense' },
      { HOMELESS_API_KEY: 'k' },
    ];
    for (const environment of cases) {
      const loaded = load(undefined, { environment });
      assert.ok('snapshot' in loaded);
      assert.deepEqual([...loaded.snapshot.instances.keys()], ['sim']);
      assert.equal(loaded.warnings.length, 1);
      assert.match(loaded.warnings[0]?.message ?? '', /stays off$/);
      assert.equal(loaded.warnings[0]?.line, undefined);
    }
  });

  test('are kept off by the file', () => {
    const environment = { ALPHA_API_KEY: 'k' };
    const { instances } = accept('providers: { alpha: false, sim: false }', { environment });
    assert.equal(instances.size, 0);
  });
});
