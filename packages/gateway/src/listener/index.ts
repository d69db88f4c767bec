/**
 * Room 1, listener: sockets. Takes connections, gives `Arrival`s.
 * May fail as: headers_too_large, body_timeout, draining. Invariants: every request has an id and a time from its first
 * line on; sizes and times of the HTTP framing are bounded before any of our code runs.
 * Why here: nothing else may touch a listening socket, so that drain has one place to happen.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import { LIMITS } from '@ocha/config';
import type { Env } from '@ocha/kernel';
import { type Arrival, ResponseGone } from './arrival.ts';
import { type Endpoint, type EndpointMatch, matchEndpoint } from './endpoint.ts';
import { createFramingGuard } from './framing.ts';

export type { Arrival, Gone } from './arrival.ts';
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
  /** Bounds of the framing, where they are not the house's own: tests cannot wait for those. */
  readonly limits?: Partial<FramingLimits>;
}

type FramingLimits = Record<
  'headersTimeoutMs' | 'bodyTimeoutMs' | 'connectionsCheckMs' | 'lingerMs',
  number
>;

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
  const limits: FramingLimits = { ...LIMITS, ...options.limits };
  let inFlightCount = 0;
  let isDraining = false;
  let idleWaiters: (() => void)[] = [];

  const settle = (): void => {
    inFlightCount -= 1;
    if (inFlightCount > 0) return;
    for (const waiter of idleWaiters) waiter();
    idleWaiters = [];
  };
  const guard = createFramingGuard({ timers: options.env.timers, lingerMs: limits.lingerMs });
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    inFlightCount += 1;
    const { socket } = request;
    const gone = new ResponseGone(response);
    guard.watch(socket, response);
    // One listener for all that ends with an answer: with several the emitter keeps lists.
    response.on('close', () => {
      settle();
      guard.forget(socket, response);
      gone.settle();
    });
    // While draining, each connection gets its answer and is then closed by us: no client meets a reset.
    if (isDraining) response.shouldKeepAlive = false;
    receive({ request, response, gone }, options);
  };
  const server = createServer(
    {
      maxHeaderSize: LIMITS.headerBytesMax,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.bodyTimeoutMs,
      keepAliveTimeout: LIMITS.keepAliveMs,
      connectionsCheckingInterval: limits.connectionsCheckMs,
      noDelay: true,
      insecureHTTPParser: false,
    },
    take,
  );
  // An expectation nobody has heard of may be ignored (RFC 9110, 10.1.1): better than an answer without a body.
  server.on('checkExpectation', take);
  server.maxHeadersCount = LIMITS.headerCountMax;
  server.maxConnections = LIMITS.connectionsMax;
  server.on('clientError', guard.refuse);

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

/** The endpoint of an arrival that is refused because it has none. */
const NOWHERE: Endpoint = { kind: 'welcome' };

function receive(
  { request, response, gone }: Pick<Arrival, 'request' | 'response' | 'gone'>,
  options: ListenerOptions,
): void {
  const { env } = options;
  const url = request.url ?? '/';
  const queryStart = url.indexOf('?');
  const match = matchEndpoint(request.method ?? 'GET', url);
  const arrival: Arrival = {
    endpoint: match.type === 'found' ? match.endpoint : NOWHERE,
    id: env.ids.mint('req'),
    headers: request.headers,
    query: queryStart < 0 ? '' : url.slice(queryStart + 1),
    receivedAt: env.clock.monotonic(),
    clientTimeoutMs: readTimeout(request.headers['x-request-timeout-ms']),
    request,
    response,
    gone,
  };
  if (match.type === 'found') options.handle(arrival);
  else options.refuse(arrival, match);
}

function readTimeout(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const value = Number(header);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
