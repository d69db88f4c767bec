import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openFakeUpstream } from '@ocha/testkit';

const MAIN = join(import.meta.dirname, '../../packages/cli/src/main.ts');
const KEY = 'sk-ocha-process-test-key-0123456789';
const CHAT = { model: 'sim/echo', messages: [{ role: 'user', content: 'Hello' }] };

/** A running `ocha up` and what it printed. */
interface Up extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly port: number;
  readonly opsPort: number;
  readonly directory: string;
  readonly output: () => string;
  /** Resolves when the output matches; fails after 20 s with what there was. */
  until(pattern: RegExp): Promise<void>;
  chat(body?: object): Promise<Response>;
  workers(): number[];
  exited: Promise<[number | null, string | null]>;
}

async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ports.push((server.address() as { port: number }).port);
  }
  for (const server of servers) server.close();
  return ports as [number, number];
}

async function startUp(yaml?: string): Promise<Up> {
  const directory = mkdtempSync(join(tmpdir(), 'ocha-up-'));
  const [port, opsPort] = await freePorts();
  const configPath = join(directory, 'ocha.yaml');
  if (yaml !== undefined) writeFileSync(configPath, yaml);
  const child = spawn(
    process.execPath,
    [MAIN, 'up', ...(yaml === undefined ? [] : ['--config', configPath])],
    {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        OCHA_GATEWAY_PORT: String(port),
        OCHA_GATEWAY_OPS_PORT: String(opsPort),
        OCHA_BOOTSTRAP_KEY: KEY,
      },
    },
  );
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  const exited = once(child, 'exit') as Up['exited'];
  const until = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${pattern} not seen in:\n${text}`)), 20_000);
      const look = (): void => {
        if (!pattern.test(text)) return;
        clearTimeout(timer);
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
    });
  return {
    child,
    port,
    opsPort,
    directory,
    output: () => text,
    until,
    exited,
    chat: (body = CHAT) =>
      fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    workers: () =>
      readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(Number),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await exited;
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function ops(up: Up, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${up.opsPort}${path}`);
  return { status: response.status, text: await response.text() };
}

/** How often a condition is asked for; each asking is a request to the ops port, so this is a time of seconds. */
const TRIES_MAX = 10_000;

/** Asks the ops port again and again until a condition of the other process holds. */
async function eventually(
  up: Up,
  holds: (metrics: string) => Promise<boolean> | boolean,
): Promise<void> {
  let metrics = '';
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    metrics = (await ops(up, '/metrics')).text;
    if (await holds(metrics)) return;
  }
  assert.fail(`never came true: ${holds}\n${metrics}\n${up.output()}`);
}

const TWO_READY = /ocha_supervisor_workers_count\{state="ready"\} 2/;

describe('ocha up', { concurrency: false }, () => {
  test('is ready, answers with no configuration at all, and shows the curl that does', async () => {
    await using up = await startUp();
    await up.until(/OpenClaw HA is up/);
    const response = await up.chat();
    assert.equal(response.status, 200);
    assert.match(await response.text(), /\[simulated\] Hello/);
    assert.match(up.output(), /curl http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions/);
    assert.doesNotMatch(up.output(), new RegExp(KEY));
    for (const path of ['/livez', '/readyz', '/startupz', '/pipeline'])
      assert.equal((await ops(up, path)).status, 200, path);
    assert.match(
      (await ops(up, '/metrics')).text,
      /ocha_listener_requests_total\{dialect="openai-chat",status="200",code="ok"\} 1/,
    );
  });

  test('replaces a worker that was killed, keeps answering, and keeps its figures', async () => {
    await using up = await startUp('gateway: { workers: 2 }\n');
    await up.until(/OpenClaw HA is up/);
    await eventually(up, (metrics) => TWO_READY.test(metrics));
    for (let count = 0; count < 10; count += 1) assert.equal((await up.chat()).status, 200);
    assert.match((await ops(up, '/metrics')).text, /code="ok"\} 10/);
    const [victim] = up.workers();
    process.kill(victim as number, 'SIGKILL');
    await up.until(/worker \d ended \(SIGKILL\); a new one starts/);
    await up.until(/worker \d is ready/);
    assert.ok(!up.workers().includes(victim as number));
    assert.equal((await up.chat()).status, 200);
    assert.match((await ops(up, '/metrics')).text, /code="ok"\} 11/);
  });

  test('replaces a worker whose event loop has stopped for five seconds', async () => {
    await using up = await startUp('gateway: { workers: 2 }\n');
    await up.until(/OpenClaw HA is up/);
    await eventually(up, (metrics) => TWO_READY.test(metrics));
    const [victim] = up.workers();
    process.kill(victim as number, 'SIGSTOP');
    await up.until(/has not answered for 5\d\d\d ms: it is replaced/);
    await up.until(/worker \d is ready/);
    assert.ok(!up.workers().includes(victim as number));
    assert.equal((await up.chat()).status, 200);
  });

  test('takes a changed configuration at once, and keeps the last good one when a change is bad', async () => {
    await using up = await startUp('routes: { one: { deployments: [sim/echo] } }\n');
    const path = join(up.directory, 'ocha.yaml');
    await up.until(/OpenClaw HA is up/);
    assert.equal((await up.chat({ ...CHAT, model: 'one' })).status, 200);
    assert.equal((await up.chat({ ...CHAT, model: 'two' })).status, 404);
    writeFileSync(
      path,
      'routes:\n  one: { deployments: [nowhere/x] }\n  two: { strategy: fastestest, deployments: [sim/echo] }\n',
    );
    await up.until(/the one before stays in force/);
    await up.until(/ocha\.yaml:2:\d+[\s\S]*ocha\.yaml:3:\d+/);
    assert.equal((await up.chat({ ...CHAT, model: 'one' })).status, 200);
    writeFileSync(path, 'routes: { two: { deployments: [sim/echo] } }\n');
    await up.until(/Configuration revision 2 is in force/);
    await eventually(up, async () => (await up.chat({ ...CHAT, model: 'two' })).status === 200);
    assert.equal((await up.chat({ ...CHAT, model: 'one' })).status, 404);
  });

  test('refuses to start with a bad configuration, names every problem, and exits with 1', async () => {
    await using up = await startUp('gatway: {}\nroutes: { a: { deployments: [] } }\n');
    const [code] = await up.exited;
    assert.equal(code, 1);
    assert.match(up.output(), /ocha\.yaml:1:1/);
    assert.match(up.output(), /ocha\.yaml:2:/);
  });

  test('drains at SIGTERM: streams are finished, readiness is off, and the exit code is 0', async () => {
    await using upstream = await openFakeUpstream({ latency: { betweenMs: 150 } });
    const provider = `providers: { fake: { provider: openai-compatible, apiKey: x, baseUrl: "${upstream.url}/v1", allowPrivateAddress: true } }\n`;
    await using up = await startUp(provider);
    await up.until(/OpenClaw HA is up/);
    const words = 'one two three four five six seven eight';
    const response = await up.chat({
      model: 'fake/m',
      stream: true,
      messages: [{ role: 'user', content: words }],
    });
    assert.equal(response.status, 200);
    up.child.kill('SIGTERM');
    await up.until(/Draining/);
    assert.equal((await ops(up, '/readyz')).status, 503);
    const text = await response.text();
    assert.match(text, /eight/);
    assert.ok(text.endsWith('data: [DONE]\n\n'), text.slice(-200));
    assert.deepEqual(await up.exited, [0, null]);
    await assert.rejects(up.chat());
  });
});
