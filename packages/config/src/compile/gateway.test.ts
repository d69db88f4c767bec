import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accept, briefly, load, refuse } from '../../test/loading.ts';
import { LIMITS } from '../limits.ts';
import type { ConfigEnvironment } from '../registries.ts';

function onlyProblem(fields: string, environment: ConfigEnvironment = {}): string {
  const problems = briefly(refuse(`gateway: { ${fields} }`, { environment }));
  assert.equal(problems.length, 1, problems.join('\n'));
  return problems[0] ?? '';
}

describe('the gateway', () => {
  test('has settings that need no file', () => {
    assert.deepEqual(accept(undefined, { workersDefault: 8 }).gateway, {
      host: '127.0.0.1',
      port: 4000,
      opsPort: 4001,
      workers: 8,
      bodyBytesMax: LIMITS.bodyBytesMax,
      drainMs: LIMITS.drainMs,
      requiresKey: true,
    });
  });

  test('takes the environment over the file', () => {
    const text = `gateway:
  { host: 0.0.0.0, port: 1, opsPort: 2, workers: 3, bodyBytesMax: 2048, drainMs: 0, requireKey: false }`;
    const environment = { OCHA_HOST: '::1', OCHA_GATEWAY_PORT: '5000', OCHA_GATEWAY_OPS_PORT: '' };
    assert.deepEqual(accept(text, { environment, workersDefault: 8 }).gateway, {
      host: '::1',
      port: 5000,
      opsPort: 2,
      workers: 3,
      bodyBytesMax: 2048,
      drainMs: 0,
      requiresKey: false,
    });
  });

  test('refuses a bad variable as a problem of the environment', () => {
    for (const port of ['x', '70000', '-1', '1.5', '0x50', '4000 1']) {
      const problem = onlyProblem('', { OCHA_GATEWAY_PORT: port });
      assert.match(problem, /^environment OCHA_GATEWAY_PORT is not a port/, port);
    }
    assert.match(onlyProblem('', { OCHA_HOST: 'a b' }), /^environment OCHA_HOST is not an address/);
  });

  test('needs two different ports, and says where the clash comes from', () => {
    assert.match(onlyProblem('port: 5, opsPort: 5'), /^1:30 gateway\.opsPort is the same port/);
    assert.match(
      onlyProblem('opsPort: 5', { OCHA_GATEWAY_PORT: '5' }),
      /^environment OCHA_GATEWAY_PORT/,
    );
    assert.equal(accept('gateway: { port: 0, opsPort: 0 }').gateway.port, 0);
  });

  test('refuses values out of range', () => {
    const wrong = ['port: 65536', 'workers: 0', 'workers: 300', 'bodyBytesMax: 1', 'drainMs: -1'];
    for (const field of [...wrong, 'drainMs: 9e9', 'bodyBytesMax: 1e12', 'port: "80"']) {
      assert.match(onlyProblem(field), /^1:\d+ gateway\.\w+ must/, field);
    }
  });

  test('listens on addresses and names only', () => {
    for (const host of ['0.0.0.0', '"::"', '"[::1]"', 'localhost', 'gw-1.example.com']) {
      assert.ok(accept(`gateway: { host: ${host} }`).gateway.host);
    }
    for (const host of ['http://x', '"127.0.0.1:4000"', '999.1.1.1', '12', 'a_b', '"::g"']) {
      assert.match(onlyProblem(`host: ${host}`), /gateway\.host/, host);
    }
  });

  test('warns when it takes calls without a key from other machines', () => {
    const warned = load('gateway: { host: 0.0.0.0, requireKey: false }');
    assert.match(briefly(warned.warnings).join(), /gateway\.requireKey .*whoever reaches it/);
    assert.deepEqual(load('gateway: { requireKey: false }').warnings, []);
  });

  test('takes no references where a number is expected', () => {
    const problem = onlyProblem(`port: \${PORT}`, { PORT: '5000' });
    assert.match(problem, /must be a number, not text — environment references are only allowed/);
  });
});

describe('variables of our own', () => {
  test('are told when they look mistyped, and strangers are left alone', () => {
    const environment = { OCHA_GATEWAY_PROT: '1', OCHA_MY_OWN_SCRIPT: 'x', OCHA_DATA_DIR: 'd' };
    const { warnings } = load(undefined, { environment });
    assert.deepEqual(briefly(warnings), [
      'environment OCHA_GATEWAY_PROT is not read by anything — did you mean OCHA_GATEWAY_PORT?',
    ]);
  });
});
