import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { createSystemTimers } from '@ocha/kernel/system';
import { createFakeEnv } from '@ocha/testkit';
import { type Arrival, createListener, type Listener } from './index.ts';

/** Sockets do not go by a fake clock, and what a slow client may take is the point here: some milliseconds. */
const LIMITS = {
  headersTimeoutMs: 40,
  bodyTimeoutMs: 60,
  connectionsCheckMs: 10,
  lingerMs: 40,
};

interface Opened extends AsyncDisposable {
  readonly listener: Listener;
  readonly port: number;
  readonly arrivals: Arrival[];
}

async function open(handle: (arrival: Arrival) => void = () => {}): Promise<Opened> {
  const arrivals: Arrival[] = [];
  const listener = createListener({
    env: { ...createFakeEnv(), timers: createSystemTimers() },
    handle: (arrival) => {
      arrivals.push(arrival);
      handle(arrival);
    },
    refuse: ({ response }) => response.writeHead(404).end(),
    limits: LIMITS,
  });
  const port = await listener.listen(0, '127.0.0.1');
  return { listener, port, arrivals, [Symbol.asyncDispose]: () => listener.close() };
}

/** Sends text and gives all that comes back until the other side has closed. Holds its own half open. */
async function exchange(port: number, text: string): Promise<{ text: string; isReset: boolean }> {
  const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let received = '';
  let isReset = false;
  socket.on('data', (chunk) => {
    received += chunk.toString();
  });
  socket.on('error', () => {
    isReset = true;
  });
  socket.write(text);
  await new Promise((resolve) => socket.once('end', resolve).once('close', resolve));
  socket.destroy();
  return { text: received, isReset };
}

describe('listener', () => {
  test('gives an arrival with an id, a time and what the head says', async () => {
    await using opened = await open(({ response }) => response.end('ok'));
    await exchange(
      opened.port,
      'POST /v1/messages?a=b HTTP/1.1\r\nhost: x\r\nx-request-timeout-ms: 1500\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
    );
    const [arrival] = opened.arrivals;
    assert.match(arrival?.id ?? '', /^req_/);
    assert.equal(arrival?.query, 'a=b');
    assert.equal(arrival?.clientTimeoutMs, 1500);
    assert.equal(arrival?.endpoint.kind, 'call');
    assert.equal(arrival?.gone.isGone, false);
  });

  test('ignores a client timeout that is none', async () => {
    await using opened = await open(({ response }) => response.end('ok'));
    for (const value of ['0', '-5', 'soon', 'NaN', 'Infinity', ''])
      await exchange(
        opened.port,
        `GET / HTTP/1.1\r\nhost: x\r\nx-request-timeout-ms: ${value}\r\nconnection: close\r\n\r\n`,
      );
    assert.deepEqual(
      opened.arrivals.map(({ clientTimeoutMs }) => clientTimeoutMs),
      new Array(6).fill(undefined),
    );
  });

  test('answers headers that do not come with 408', async () => {
    await using opened = await open();
    const { text } = await exchange(opened.port, 'GET / HTTP/1.1\r\nhost: x\r\n');
    assert.match(text, /^HTTP\/1\.1 408 [\s\S]*"code":"body_timeout"/);
  });

  test('gives up a body that does not come, and counts the request as over', async () => {
    await using opened = await open(({ request }) => void request.resume());
    const head = 'POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhi';
    const { text } = await exchange(opened.port, head);
    assert.match(text, /^HTTP\/1\.1 408 /);
    await opened.listener.whenIdle();
  });

  test('closes a refused connection after a while, whatever its client does', async () => {
    await using opened = await open();
    // The client keeps its half open for ever; without the timer in the guard the socket would stay.
    const socket = connect({ port: opened.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => {});
    socket.resume();
    socket.write('hello\r\n\r\n');
    await new Promise((resolve) => socket.once('end', resolve));
    // Writing into what is gone is how a client with an open half gets to know.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const writing = setInterval(() => socket.write('x'), 10);
    await closed;
    clearInterval(writing);
  });

  test('tells that the client has gone, once, and forgets who took it back', async () => {
    const calls: string[] = [];
    await using opened = await open(({ gone }) => {
      gone.subscribe(() => calls.push('first'));
      const takeBack = gone.subscribe(() => calls.push('second'));
      takeBack();
    });
    const socket = connect({ port: opened.port, host: '127.0.0.1' });
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    while (opened.arrivals.length === 0) await new Promise(setImmediate);
    socket.destroy();
    await opened.listener.whenIdle();
    const gone = opened.arrivals[0]?.gone;
    assert.equal(gone?.isGone, true);
    gone?.subscribe(() => calls.push('late'));
    assert.deepEqual(calls, ['first', 'late']);
  });

  test('closes connections one by one while it drains, and none before its answer', async () => {
    await using opened = await open(({ response }) => response.end('ok'));
    const socket = connect({ port: opened.port, host: '127.0.0.1' });
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    const request = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';
    socket.write(request);
    while (!text.includes('ok')) await new Promise(setImmediate);
    opened.listener.stopAccepting();
    socket.write(request);
    await new Promise((resolve) => socket.once('close', resolve));
    assert.equal(text.match(/HTTP\/1\.1 200 OK/g)?.length, 2);
    assert.match(text, /connection: close\r\n[\s\S]*$/i);
    const late = connect({ port: opened.port, host: '127.0.0.1' });
    const error = await new Promise((resolve) => late.once('error', resolve));
    assert.equal((error as NodeJS.ErrnoException).code, 'ECONNREFUSED');
  });
});
