import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createSystemTimers } from '@ocha/kernel/system';
import type { ProbeRequest, ProbeResult } from './ports.ts';
import { createSystemMachine } from './system-machine.ts';
import { createSystemProbe } from './system-probe.ts';

const probe = createSystemProbe({ timers: createSystemTimers() });
const machine = createSystemMachine({ nodeVersion: 'v24.21.0', platform: 'linux' });

function ask(url: string, options: Partial<ProbeRequest> = {}): Promise<ProbeResult> {
  return probe({ url, headers: {}, timeoutMs: 5_000, allowsPrivateAddress: true, ...options });
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function withServer(
  handler: Parameters<typeof createServer>[1],
  use: (url: string) => Promise<void>,
): Promise<void> {
  const server = createServer({}, handler);
  const port = await listen(server);
  try {
    await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('the real probe', () => {
  test('brings back status and body, and sends the headers', async () => {
    await withServer(
      (request, response) =>
        response.writeHead(401).end(`${request.method} ${request.headers['x-a']}`),
      async (url) => {
        const result = await ask(`${url}/models`, { headers: { 'x-a': 'b' } });
        assert.deepEqual(result, { status: 401, text: 'GET b' });
      },
    );
  });

  test('follows no redirect', async () => {
    const paths: (string | undefined)[] = [];
    await withServer(
      (request, response) => {
        paths.push(request.url);
        response.writeHead(302, { location: '/elsewhere' }).end();
      },
      async (url) => assert.deepEqual(await ask(`${url}/here`), { status: 302, text: '' }),
    );
    assert.deepEqual(paths, ['/here']);
  });

  test('cuts an endless body', async () => {
    await withServer(
      (_request, response) => {
        const write = (): void => void response.write('x'.repeat(8_192), write);
        write();
      },
      async (url) => {
        const result = await ask(url);
        assert.ok('text' in result && result.text.length === 16_384);
      },
    );
  });

  test('gives up a server that says nothing', async () => {
    await withServer(
      () => undefined,
      async (url) => {
        const result = await ask(url, { timeoutMs: 30 });
        assert.deepEqual(result, { phase: 'timeout', error: 'TIMEOUT' });
      },
    );
  });

  test('tells a closed port, a server that speaks no HTTP, and one that speaks no TLS', async () => {
    const server = createSocketServer((socket) => {
      // The probe leaves at once: what it still sends is read away, and its reset is no news.
      socket.on('error', () => undefined).resume();
      socket.end('220 mail\r\n');
    });
    const port = await listen(server);
    assert.deepEqual(await ask(`http://127.0.0.1:${port}`), {
      phase: 'http',
      error: 'HPE_INVALID_CONSTANT',
    });
    const secure = await ask(`https://127.0.0.1:${port}`);
    assert.ok('phase' in secure && secure.phase === 'tls');
    await new Promise((resolve) => server.close(resolve));
    const refused = await ask(`http://127.0.0.1:${port}`);
    assert.deepEqual(refused, { phase: 'connect', error: 'ECONNREFUSED' });
  });

  test('refuses private addresses where they are not allowed, and metadata services always', async () => {
    const strict = { allowsPrivateAddress: false };
    assert.deepEqual(await ask('http://127.0.0.1:9/', strict), {
      phase: 'forbidden',
      error: '127.0.0.1',
    });
    const byName = await ask('http://localhost:9/', strict);
    assert.ok('phase' in byName && byName.phase === 'forbidden');
    const metadata = await ask('http://169.254.169.254/');
    assert.ok('phase' in metadata && metadata.phase === 'forbidden');
  });

  test('resolves names where private addresses are allowed', async () => {
    await withServer(
      (_request, response) => void response.end('ok'),
      async (url) => {
        const result = await ask(url.replace('127.0.0.1', 'localhost'));
        assert.deepEqual(result, { status: 200, text: 'ok' });
      },
    );
  });
});

describe('the real machine', () => {
  test('tells files, directories and their permissions', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ocha-doctor-'));
    try {
      const path = join(directory, 'bootstrap-key');
      await writeFile(path, 'x');
      await chmod(path, 0o640);
      const file = await machine.inspectPath(path);
      assert.deepEqual(file, { isDirectory: false, mode: 0o640, isWritable: true });
      assert.equal((await machine.inspectPath(directory))?.isDirectory, true);
      assert.equal(await machine.inspectPath(join(directory, 'nothing')), undefined);
      assert.deepEqual(await machine.listFiles(directory), ['bootstrap-key']);
      assert.deepEqual(await machine.listFiles(path), []);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('has no permission bits on Windows', async () => {
    const windows = createSystemMachine({ nodeVersion: 'v24.21.0', platform: 'win32' });
    assert.equal((await windows.inspectPath(tmpdir()))?.mode, undefined);
  });

  test('tells free and taken ports, and addresses it does not have', async () => {
    const server = createSocketServer();
    const port = await listen(server);
    assert.equal(await machine.checkPort('127.0.0.1', port), 'in-use');
    await new Promise((resolve) => server.close(resolve));
    assert.equal(await machine.checkPort('127.0.0.1', port), 'free');
    assert.equal(await machine.checkPort('192.0.2.1', port), 'no-such-host');
  });
});
