import { LIMITS, type Snapshot } from '@ocha/config';
import { type Env, OchaError } from '@ocha/kernel';
import type { KeyDirectory, UsageLog } from '@ocha/store';
import type { DialectId } from '@ocha/wire';
import { createAdmission } from './admission/index.ts';
import { type Catalog, createCatalog } from './catalog/index.ts';
import { modelListDialect, renderModel, renderModelList } from './catalog/model-list.ts';
import { VERDICTS } from './execution/verdict.ts';
import { createHealth } from './health/index.ts';
import { createIdentity } from './identity/index.ts';
import { createIngress } from './ingress/index.ts';
import { createLedger } from './ledger/index.ts';
import {
  type Arrival,
  createListener,
  ENDPOINT_LIST,
  type Listener,
  type ListenerOptions,
} from './listener/index.ts';
import { handle, type Rooms } from './pipeline.ts';
import { createRelay, requestIdHeaders } from './relay/index.ts';
import { createSnapshotFeed, type SnapshotFeed } from './snapshot/index.ts';
import {
  createMediaFetcher,
  createSimulatedTransport,
  createSocketTransport,
  createTransport,
  createUpstream,
} from './upstream/index.ts';

export interface GatewayOptions {
  readonly env: Env;
  readonly snapshot: Snapshot;
  readonly usageLog: UsageLog;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** What `GET /` shows a person; undefined: a line of text. */
  readonly welcomePage?: string;
  /** For tests against loopback: lets URLs of media lead to private addresses. */
  readonly allowsPrivateMedia?: boolean;
}

/** A running gateway in this process. */
export interface Gateway {
  readonly port: number;
  readonly inFlightCount: number;
  readonly isDraining: boolean;
  /** Puts another snapshot in force; requests under way go on with theirs. */
  swap(snapshot: Snapshot): void;
  /** Takes nothing new, lets what is under way finish for at most `graceMs`, then closes. Resolves when all is down. */
  drain(graceMs: number): Promise<void>;
}

/** Starts a gateway. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { env, usageLog } = options;
  const feed = createSnapshotFeed(options.snapshot);
  let catalog = createCatalog(feed.current());
  const sockets = createSocketTransport({
    connectMs: () => feed.current().defaults.timeouts.connectMs,
  });
  feed.follow((snapshot) => {
    catalog = createCatalog(snapshot);
    sockets.retain(snapshot.instances.values());
  });
  const media = createMediaFetcher({ allowsPrivateAddress: options.allowsPrivateMedia ?? false });
  const transport = createTransport(sockets, createSimulatedTransport(env));
  const health = createHealth(env, VERDICTS);
  const rooms: Rooms = {
    env,
    health,
    identity: createIdentity({
      keys: keyDirectory(feed),
      requiresKey: () => feed.current().gateway.requiresKey,
    }),
    ingress: createIngress({
      bodyBytesMax: () => feed.current().gateway.bodyBytesMax,
      allowsPrivateMedia: options.allowsPrivateMedia ?? false,
    }),
    admission: createAdmission({ inFlightMax: LIMITS.requestsInFlightMax }),
    catalog: () => catalog,
    upstream: createUpstream({ env, transport, media }),
    relay: createRelay(env),
    ledger: createLedger(env, usageLog),
  };
  const listener = createListener({
    env,
    handle: (arrival) => dispatch(arrival, rooms, options.welcomePage),
    refuse: (arrival, match) => answerNowhere(arrival, match, rooms),
  });
  const port = await listener.listen(options.port, options.host);
  return {
    port,
    get inFlightCount() {
      return listener.inFlightCount;
    },
    get isDraining() {
      return listener.isDraining;
    },
    swap: (snapshot) => feed.swap(snapshot),
    drain: (graceMs) =>
      drain({ listener, env, graceMs, close: [sockets.close, media.close, usageLog.close] }),
  };
}

/** A path that leads nowhere, or the wrong method: an error like any other, and counted like any other. */
function answerNowhere(
  arrival: Omit<Arrival, 'endpoint'>,
  match: Parameters<ListenerOptions['refuse']>[1],
  rooms: Rooms,
): void {
  const { request, response } = arrival;
  const lost: Arrival = { ...arrival, endpoint: { kind: 'none', dialect: match.dialect } };
  const watch = rooms.ledger.open(lost);
  if (match.type === 'wrong-method') response.setHeader('allow', match.allowed);
  const error =
    match.type === 'wrong-method'
      ? new OchaError(
          'method_not_allowed',
          `this path takes ${match.allowed}, not ${request.method}`,
        )
      : new OchaError(
          'endpoint_unknown',
          `there is nothing at ${shorten(request.url)}. There is: ${ENDPOINT_LIST}`,
        );
  rooms.relay.rescue(lost, error, watch);
  watch.close();
}

function dispatch(arrival: Arrival, rooms: Rooms, welcomePage: string | undefined): void {
  const { endpoint } = arrival;
  if (endpoint.kind === 'call') void handle(arrival, rooms);
  else if (endpoint.kind === 'models') answerModels(arrival, rooms, endpoint);
  else answerWelcome(arrival, welcomePage);
}

/** Lists models, or shows one. Needs a key like everything else. */
function answerModels(
  asked: Arrival,
  rooms: Rooms,
  endpoint: Extract<Arrival['endpoint'], { kind: 'models' }>,
): void {
  const dialect = modelListDialect(endpoint.dialect, asked.headers);
  const arrival: Arrival = { ...asked, endpoint: { ...endpoint, dialect } };
  const watch = rooms.ledger.open(arrival);
  try {
    watch.setPrincipal(rooms.identity.identify(arrival));
    const body = JSON.stringify(modelsBody(rooms.catalog(), endpoint.model, dialect));
    arrival.response.writeHead(200, {
      'content-type': 'application/json',
      ...requestIdHeaders(arrival.id, dialect),
    });
    arrival.response.end(body);
  } catch (error) {
    rooms.relay.rescue(arrival, error, watch);
  } finally {
    watch.close();
  }
}

function modelsBody(catalog: Catalog, model: string | undefined, dialect: DialectId): unknown {
  const models = catalog.list();
  if (model === undefined) return renderModelList(models, dialect);
  const found = models.find((listed) => listed.id === model);
  if (found === undefined)
    throw new OchaError('model_unknown', `the model ${model.slice(0, 200)} is not listed here`);
  return renderModel(found, dialect);
}

function answerWelcome(arrival: Arrival, page: string | undefined): void {
  arrival.response.writeHead(200, {
    'content-type': page === undefined ? 'text/plain; charset=utf-8' : 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  arrival.response.end(page ?? `OpenClaw HA gateway. There is: ${ENDPOINT_LIST}\n`);
}

function keyDirectory(feed: SnapshotFeed): KeyDirectory {
  return {
    find: (digest) => feed.current().keys.get(digest),
    get isEmpty() {
      return feed.current().keys.size === 0;
    },
  };
}

/** The path alone: a query may hold a key. */
function shorten(url: string | undefined): string {
  return (url ?? '/').split('?', 1).join('').slice(0, 120);
}

async function drain(options: {
  readonly listener: Listener;
  readonly env: Env;
  readonly graceMs: number;
  readonly close: readonly (() => Promise<void>)[];
}): Promise<void> {
  const { listener, env } = options;
  listener.stopAccepting();
  env.log.info('drain_started', {
    inFlightCount: listener.inFlightCount,
    graceMs: options.graceMs,
  });
  const deadline = env.timers.sleep(options.graceMs);
  await Promise.race([listener.whenIdle(), deadline]);
  // A client may be about to use a connection that it holds open: it gets its answer and a `connection: close`.
  await env.timers.sleep(Math.min(LIMITS.lameDuckMs, options.graceMs));
  await Promise.race([listener.whenIdle(), deadline]);
  env.log.info('drain_ended', { inFlightCount: listener.inFlightCount });
  await listener.close();
  await Promise.all(options.close.map((close) => close()));
}
