import { connect, type Socket } from 'node:net';

/** A connection below HTTP: every byte is the test's own. Answers nothing by itself and closes nothing by itself. */
export interface RawSocket {
  /** Resolves when the bytes are with the operating system, or the connection is gone. */
  send(bytes: string | Uint8Array): Promise<void>;
  /** Closes our half. */
  end(): void;
  destroy(): void;
  /** Everything received so far. */
  readonly text: string;
  /** Node's codes of what broke. */
  readonly errors: readonly string[];
  readonly hasEnded: boolean;
  /** Resolves when what was received matches; rejects when the other side ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when the other side has closed its half, or all is gone. */
  ended(): Promise<void>;
}

/** Connects. */
export async function openRawSocket(port: number): Promise<RawSocket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  let hasEnded = false;
  const errors: string[] = [];
  const waiters = new Set<() => void>();
  const wake = (): void => {
    for (const waiter of waiters) waiter();
  };
  const finish = (): void => {
    hasEnded = true;
    wake();
  };
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    wake();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? error.message));
  socket.on('end', finish);
  socket.on('close', finish);
  const wait = <Value>(look: () => Value | undefined): Promise<Value> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        const value = look();
        if (value === undefined && !hasEnded) return;
        waiters.delete(check);
        if (value === undefined) reject(new Error(`it ended with: ${text.slice(0, 500)}`));
        else resolve(value);
      };
      waiters.add(check);
      check();
    });
  await connected(socket);
  return {
    send: (bytes) =>
      new Promise((resolve) => {
        if (socket.destroyed) resolve();
        else socket.write(bytes, () => resolve());
      }),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
    get text() {
      return text;
    },
    errors,
    get hasEnded() {
      return hasEnded;
    },
    until: (pattern) => wait(() => pattern.exec(text) ?? undefined),
    ended: () => wait(() => (hasEnded ? true : undefined)).then(() => undefined),
  };
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
}
