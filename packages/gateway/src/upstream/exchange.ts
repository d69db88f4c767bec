import type { IncomingHttpHeaders } from 'node:http';
import type { Failure } from '@ocha/kernel';
import type { DialectId } from '@ocha/wire';
import type { Deployment } from '../catalog/index.ts';

/** A rendered request, ready for a wire. */
export interface UpstreamRequest {
  readonly deployment: Deployment;
  readonly dialect: DialectId;
  /** Path and query below the origin. */
  readonly path: string;
  /** Flat list of names and values. */
  readonly headers: readonly string[];
  readonly body: Buffer | string;
  readonly isStream: boolean;
}

/** One HTTP request under way. All methods are safe to call at any time. */
export interface Exchange {
  abort(): void;
  pause(): void;
  resume(): void;
}

/** What an exchange tells. After `onEnd` or `onFailure` nothing more comes. */
export interface ExchangeHandler {
  onHeaders(status: number, headers: IncomingHttpHeaders): void;
  onData(chunk: Buffer): void;
  onEnd(): void;
  onFailure(failure: Failure): void;
}

/** A way to carry exchanges: real sockets, or the simulated provider. */
export interface Transport {
  send(request: UpstreamRequest, handler: ExchangeHandler): Exchange;
}
