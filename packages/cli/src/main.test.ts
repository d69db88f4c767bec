import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

interface Ended {
  readonly code: number | string;
  readonly out: string;
  readonly error: string;
}

describe('the process', () => {
  let directory = '';

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ocha-cli-'));
  });

  after(() => rm(directory, { recursive: true }));

  /** Runs the real command in an empty directory with a nearly empty environment. */
  function ocha(...programArguments: readonly string[]): Promise<Ended> {
    const options = { cwd: directory, env: { PATH: process.env['PATH'] ?? '' }, timeout: 30_000 };
    return new Promise((resolve) => {
      execFile(process.execPath, [MAIN, ...programArguments], options, (error, out, errors) => {
        resolve({ code: error?.code ?? 0, out, error: errors });
      });
    });
  }

  test('checks a bad file: every problem with its line, code 1', async () => {
    const path = join(directory, 'bad.yaml');
    const text = `providers:
  openai: { apikey: x }
routes:
  smart:
    deployments: [nowhere/x]
    strategy: magic
gateway: { port: 4001, opsPort: 4001 }
`;
    await writeFile(path, text);
    const { code, out, error } = await ocha('config', 'check', '--config', path);
    assert.equal(error, '');
    assert.equal(code, 1);
    const places = out.split('\n').map((line) => line.slice(path.length).trim().split(/ +/, 2));
    assert.deepEqual(places.slice(0, 5), [
      [':2:3', 'providers.openai.apiKey'],
      [':2:13', 'providers.openai.apikey'],
      [':5:19', 'routes.smart.deployments[0]'],
      [':6:15', 'routes.smart.strategy'],
      [':7:33', 'gateway.opsPort'],
    ]);
    assert.match(out, /bad\.yaml: 5 problems\n$/);
  });

  test('checks a good file and no file: code 0', async () => {
    const path = join(directory, 'good.yaml');
    await writeFile(path, 'routes: { smart: { deployments: [sim/echo] } }\n');
    const good = await ocha('config', 'check', '--config', path);
    assert.deepEqual([good.code, good.error], [0, '']);
    const none = await ocha('config', 'check');
    assert.deepEqual([none.code, none.error], [0, '']);
  });

  test('tells its version, and wrong use with code 2', async () => {
    const version = await ocha('--version');
    assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
    assert.equal((await ocha('config', 'check', '--config', 'nope.yaml')).code, 2);
    assert.equal((await ocha('nope')).code, 2);
  });
});
