import { createServer, type Server, type Socket } from 'node:net';

export type ListenerMode = 'accepting' | 'refusing' | 'hanging';

/** A TCP port that can be closed and reopened, or be left open with nobody reading. */
export interface Listener {
  readonly port: number;
  readonly mode: ListenerMode;
  readonly openConnections: number;
  readonly connectionsTotal: number;
  /** A number for each connection, in order of arrival. */
  connectionId(socket: Socket): number;
  refuse(): Promise<void>;
  accept(): Promise<void>;
  hang(): void;
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly host: string;
  /** Zero: any free port. */
  readonly port: number;
  readonly onConnection: (socket: Socket) => void;
  /** Told whenever a connection came or went. */
  readonly onChange: () => void;
}

/**
 * As Node's own HTTP server has them, and paused from the start: a connection that hangs must not take a byte from
 * the client. Without `noDelay` each small frame would wait for the client's acknowledgement, 40 ms at a time.
 */
const SOCKETS = { pauseOnConnect: true, allowHalfOpen: true, noDelay: true } as const;

/** Opens a port. Connections reach `onConnection` without a byte read from them. */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const sockets = new Map<Socket, number>();
  const held = new Set<Socket>();
  let connectionsTotal = 0;
  let mode: ListenerMode = 'accepting';

  const admit = (socket: Socket): void => {
    options.onConnection(socket);
    socket.resume();
  };
  const take = (socket: Socket): void => {
    connectionsTotal += 1;
    sockets.set(socket, connectionsTotal);
    socket.on('error', () => undefined); // Resets are what this server is for; 'close' follows.
    socket.on('close', () => {
      sockets.delete(socket);
      held.delete(socket);
      options.onChange();
    });
    options.onChange();
    if (mode === 'hanging') held.add(socket);
    else admit(socket);
  };
  let server = createServer(SOCKETS, take);
  const port = await listen(server, options.host, options.port);

  const stop = async (): Promise<void> => {
    const closed = closeServer(server);
    for (const socket of sockets.keys()) socket.resetAndDestroy();
    await closed;
  };
  return {
    port,
    get mode() {
      return mode;
    },
    get openConnections() {
      return sockets.size;
    },
    get connectionsTotal() {
      return connectionsTotal;
    },
    connectionId: (socket) => sockets.get(socket) ?? 0,
    async refuse() {
      if (mode === 'refusing') return;
      mode = 'refusing';
      await stop();
    },
    async accept() {
      if (mode === 'refusing') {
        server = createServer(SOCKETS, take);
        await listen(server, options.host, port);
      }
      mode = 'accepting';
      for (const socket of held) admit(socket);
      held.clear();
    },
    hang() {
      if (mode === 'refusing') throw new Error('the upstream refuses connections: accept() first');
      mode = 'hanging';
    },
    async close() {
      if (mode === 'refusing') return;
      mode = 'refusing';
      await stop();
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
