/**
 * Room 1, listener: sockets. Takes connections, gives `Arrival`s.
 * May fail as: headers_too_large, body_timeout, draining. Invariants: every request has an id and a time from its first
 * line on; sizes and times of the HTTP framing are bounded before any of our code runs.
 * Why here: nothing else may touch a listening socket, so that drain has one place to happen.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { LIMITS } from '@ocha/config';
import type { Env } from '@ocha/kernel';
import { type Arrival, createGone } from './arrival.ts';
import { type EndpointMatch, matchEndpoint } from './endpoint.ts';

export type { Arrival, Gone } from './arrival.ts';
export { readBody } from './body.ts';
export { ENDPOINT_LIST, type Endpoint } from './endpoint.ts';
export { requestDeadline } from './request-deadline.ts';

export interface ListenerOptions {
  readonly env: Env;
  /** A request that found its endpoint. Never throws. */
  readonly handle: (arrival: Arrival) => void;
  /** A request that did not. */
  readonly refuse: (
    arrival: Omit<Arrival, 'endpoint'>,
    match: Exclude<EndpointMatch, { type: 'found' }>,
  ) => void;
}

export interface Listener {
  listen(port: number, host: string): Promise<number>;
  /** Stops accepting; open connections go on, and close as soon as they are idle after their next answer. */
  stopAccepting(): void;
  /** Requests that have arrived and are not answered yet. */
  readonly inFlightCount: number;
  readonly isDraining: boolean;
  /** Resolves when no request is in flight. */
  whenIdle(): Promise<void>;
  /** Closes what is left, at once. */
  close(): Promise<void>;
}

/** A listener that is not listening yet. */
export function createListener(options: ListenerOptions): Listener {
  let inFlightCount = 0;
  let isDraining = false;
  let idleWaiters: (() => void)[] = [];

  const settle = (): void => {
    inFlightCount -= 1;
    if (inFlightCount > 0) return;
    for (const waiter of idleWaiters) waiter();
    idleWaiters = [];
  };
  const server = createServer(
    {
      maxHeaderSize: LIMITS.headerBytesMax,
      headersTimeout: LIMITS.headersTimeoutMs,
      requestTimeout: LIMITS.bodyTimeoutMs,
      keepAliveTimeout: LIMITS.keepAliveMs,
      connectionsCheckingInterval: 5_000,
      noDelay: true,
      insecureHTTPParser: false,
    },
    (request, response) => {
      inFlightCount += 1;
      response.on('close', settle);
      // While draining, each connection gets its answer and is then closed by us: no client meets a reset.
      if (isDraining) response.shouldKeepAlive = false;
      receive(request, response, options);
    },
  );
  server.maxHeadersCount = LIMITS.headerCountMax;
  server.maxConnections = LIMITS.connectionsMax;
  server.on('clientError', answerFramingError);

  return {
    listen: (port, host) => listen(server, port, host),
    stopAccepting() {
      isDraining = true;
      // The HTTP server's own `close` would also cut idle keep-alive connections, on which a request may be on its way.
      NetServer.prototype.close.call(server);
    },
    get inFlightCount() {
      return inFlightCount;
    },
    get isDraining() {
      return isDraining;
    },
    whenIdle: () =>
      new Promise((resolve) => {
        if (inFlightCount === 0) resolve();
        else idleWaiters.push(resolve);
      }),
    close: () =>
      new Promise((resolve) => {
        isDraining = true;
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: 4096 }, () => {
      server.removeListener('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  options: ListenerOptions,
): void {
  const { env } = options;
  const url = request.url ?? '/';
  const queryStart = url.indexOf('?');
  const arrival = {
    id: env.ids.mint('req'),
    headers: request.headers,
    query: queryStart < 0 ? '' : url.slice(queryStart + 1),
    receivedAt: env.clock.monotonic(),
    clientTimeoutMs: readTimeout(request.headers['x-request-timeout-ms']),
    request,
    response,
    gone: createGone(response),
  };
  const match = matchEndpoint(request.method ?? 'GET', url);
  if (match.type === 'found') options.handle({ ...arrival, endpoint: match.endpoint });
  else options.refuse(arrival, match);
}

function readTimeout(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const value = Number(header);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

const FRAMING_ERRORS: Readonly<
  Record<string, readonly [status: string, code: string, message: string]>
> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'headers_too_large',
    'the request headers are too large',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    'body_timeout',
    'the request did not arrive in time',
  ],
};

/** Bytes that are not HTTP: there is no request to answer through, so the answer is written to the socket. */
function answerFramingError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, message] = FRAMING_ERRORS[error.code ?? ''] ?? [
    '400 Bad Request',
    'invalid_request',
    'the request is not valid HTTP/1.1',
  ];
  const body = JSON.stringify({
    error: { message, type: 'invalid_request_error', code, param: null },
  });
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
