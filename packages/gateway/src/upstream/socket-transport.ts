import { lookup } from 'node:dns';
import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import { classifyAddress, isMetadataHost, LIMITS, type ProviderInstance } from '@ocha/config';
import { type Dispatcher, Pool } from 'undici';
import type { Exchange, ExchangeHandler, Transport, UpstreamRequest } from './exchange.ts';
import { transportFailure } from './transport-failure.ts';

export interface SocketTransport extends Transport {
  /** Closes pools of instances that are no longer configured, once their exchanges have ended. */
  retain(instances: Iterable<ProviderInstance>): void;
  close(): Promise<void>;
}

class ForbiddenAddress extends Error {
  readonly code = 'ADDRESS_FORBIDDEN';
}

class Aborted extends Error {
  readonly code = 'ABORTED';
}

/** Exchanges over pooled HTTP/1.1 connections, one pool an address. */
export function createSocketTransport(options: {
  readonly connectMs: () => number;
}): SocketTransport {
  const pools = new Map<string, Pool>();
  let poolsByInstance = new WeakMap<ProviderInstance, Pool>();
  const poolOf = (instance: ProviderInstance): Pool => {
    const known = poolsByInstance.get(instance);
    if (known !== undefined) return known;
    const key = poolKey(instance);
    let pool = pools.get(key);
    if (pool === undefined) {
      pool = openPool(instance, options.connectMs());
      pools.set(key, pool);
    }
    poolsByInstance.set(instance, pool);
    return pool;
  };
  return {
    send(request, handler) {
      const handling = new SocketExchange(handler);
      poolOf(request.deployment.instance).dispatch(dispatchOptions(request), handling);
      return handling;
    },
    retain(instances) {
      poolsByInstance = new WeakMap();
      const kept = new Set([...instances].map(poolKey));
      for (const [key, pool] of pools) {
        if (kept.has(key)) continue;
        pools.delete(key);
        // Graceful: what is under way in it ends first.
        void pool.close();
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}

function poolKey(instance: ProviderInstance): string {
  return `${new URL(instance.baseUrl).origin} ${instance.allowsPrivateAddress}`;
}

function openPool(instance: ProviderInstance, connectMs: number): Pool {
  return new Pool(new URL(instance.baseUrl).origin, {
    connections: LIMITS.connectionsPerOriginMax,
    pipelining: 1,
    // The runtime would talk HTTP/2 wherever the server offers it; streamed answers over reused sessions stalled there.
    allowH2: false,
    // Our own timers decide: they know the phases of an answer, undici does not.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    maxHeaderSize: LIMITS.headerBytesMax,
    connect: {
      timeout: connectMs,
      lookup: instance.allowsPrivateAddress ? lookupNoMetadata : lookupPublic,
    },
  });
}

/** Refuses every address that is not public: a public name may point inwards. */
const lookupPublic = guardedLookup((address) => classifyAddress(address) === 'public');

/** Private networks are allowed; the machine's metadata service, which hands out its credentials, never is. */
const lookupNoMetadata = guardedLookup((address) => !isMetadataHost(address));

function guardedLookup(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, lookupOptions, callback) => {
    lookup(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '', 0);
        return;
      }
      const allowed = addresses.filter(({ address }) => isAllowed(address));
      const [first] = allowed;
      if (first === undefined)
        callback(new ForbiddenAddress(`${hostname} resolves to no allowed address`), '', 0);
      else if (lookupOptions.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function dispatchOptions(request: UpstreamRequest): Dispatcher.DispatchOptions {
  return {
    path: request.path,
    method: 'POST',
    headers: request.headers as string[],
    body: request.body,
  };
}

/** Adapts undici's handler to ours, and makes every call safe at any time. */
class SocketExchange implements Exchange, Dispatcher.DispatchHandler {
  readonly #handler: ExchangeHandler;
  #controller: Dispatcher.DispatchController | undefined;
  #hasHeaders = false;
  #isOver = false;

  constructor(handler: ExchangeHandler) {
    this.#handler = handler;
  }

  abort(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // Without a controller the request still waits for a socket: it is stopped when its turn comes.
    this.#controller?.abort(new Aborted('aborted'));
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Aborted('aborted'));
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (this.#isOver || status < 200) return;
    this.#hasHeaders = true;
    this.#handler.onHeaders(status, headers);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#isOver) this.#handler.onData(chunk);
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handler.onEnd();
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handler.onFailure(transportFailure(error, this.#hasHeaders));
  }
}
