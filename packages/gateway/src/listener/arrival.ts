import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Endpoint } from './endpoint.ts';

/** Tells when the client closed the connection before its answer was complete. */
export interface Gone {
  readonly isGone: boolean;
  /** Runs `action` when the client goes, at once if it is gone already. Returns how to take it back. */
  subscribe(action: () => void): () => void;
}

/** One request as it came in, before anything is known about it but where it wants to go. */
export interface Arrival {
  /** Our id of the request, sent back as `x-request-id` and in every log line. */
  readonly id: string;
  readonly endpoint: Endpoint;
  readonly headers: IncomingHttpHeaders;
  /** The raw query string, without the question mark. */
  readonly query: string;
  /** Monotonic milliseconds. */
  readonly receivedAt: number;
  /** Milliseconds the client allows (`x-request-timeout-ms`); undefined when it says nothing. */
  readonly clientTimeoutMs: number | undefined;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly gone: Gone;
}

/** A `Gone` of one response. */
export function createGone(response: ServerResponse): Gone {
  const actions = new Set<() => void>();
  let isGone = false;
  response.on('close', () => {
    if (response.writableFinished) {
      actions.clear();
      return;
    }
    isGone = true;
    for (const action of actions) action();
    actions.clear();
  });
  return {
    get isGone() {
      return isGone;
    },
    subscribe(action) {
      if (isGone) action();
      else actions.add(action);
      return () => actions.delete(action);
    },
  };
}
