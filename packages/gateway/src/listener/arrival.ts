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

/** The `Gone` of one response. Whoever made it calls `settle` when the response has closed. */
export class ResponseGone implements Gone {
  readonly #response: ServerResponse;
  /** Seldom more than one at a time. */
  #actions: (() => void)[] = [];
  #isGone = false;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  subscribe(action: () => void): () => void {
    if (this.#isGone) action();
    else this.#actions.push(action);
    return () => {
      const position = this.#actions.indexOf(action);
      if (position >= 0) this.#actions.splice(position, 1);
    };
  }

  /** The response closed: whole, or because the client went. */
  settle(): void {
    const actions = this.#actions;
    this.#actions = [];
    if (this.#response.writableFinished) return;
    this.#isGone = true;
    for (const action of actions) action();
  }
}
