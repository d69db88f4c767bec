import type { ServerResponse } from 'node:http';
import { LIMITS } from '@ocha/config';
import type { Env, Failure, Timer } from '@ocha/kernel';
import type { Gone } from '../listener/index.ts';
import type { LiveStream, StreamConsumer } from '../upstream/index.ts';

/** How a committed stream ended. */
export type StreamEnd =
  | { readonly type: 'whole' }
  | { readonly type: 'broken'; readonly failure: Failure }
  | { readonly type: 'gone' };

export interface StreamRelayOptions<Piece> {
  readonly response: ServerResponse;
  readonly gone: Gone;
  readonly env: Pick<Env, 'timers'>;
  readonly stream: LiveStream<Piece>;
  /** Pieces as what goes over the wire; empty when there is nothing to say yet. */
  readonly render: (pieces: readonly Piece[]) => readonly (Buffer | string)[];
  /** The frames that end a broken stream. */
  readonly renderFailure: (failure: Failure) => string;
  /** Sent when nothing else was for a while; undefined where the framing has no comments. */
  readonly keepAlive: string | undefined;
}

/**
 * Sends a live stream to the client, at the client's pace: a full socket pauses the provider's, and a client that takes
 * nothing for `clientStallMs` is given up. Resolves when the stream has ended, in whichever way; never rejects.
 */
export function relayStream<Piece>(options: StreamRelayOptions<Piece>): Promise<StreamEnd> {
  return new Promise((resolve) => new StreamRelay(options, resolve).start());
}

class StreamRelay<Piece> implements StreamConsumer<Piece> {
  readonly #options: StreamRelayOptions<Piece>;
  readonly #resolve: (end: StreamEnd) => void;
  readonly #keepAliveTimer: Timer | undefined;
  readonly #takeBackGone: () => void;
  #stallTimer: Timer | undefined;
  #isPaused = false;
  #isOver = false;
  #hasWritten = false;

  constructor(options: StreamRelayOptions<Piece>, resolve: (end: StreamEnd) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#takeBackGone = options.gone.subscribe(() => this.#giveUp());
    const { keepAlive } = options;
    if (keepAlive !== undefined && !this.#isOver) {
      this.#keepAliveTimer = options.env.timers.every(LIMITS.keepAliveFrameMs, () =>
        this.#stayAlive(keepAlive),
      );
    }
  }

  start(): void {
    if (!this.#isOver) this.#options.stream.attach(this);
  }

  write(pieces: readonly Piece[]): void {
    if (this.#isOver) return;
    for (const chunk of this.#options.render(pieces)) this.#send(chunk);
  }

  end(): void {
    if (this.#isOver) return;
    this.#close();
    this.#options.response.end();
    this.#resolve({ type: 'whole' });
  }

  fail(failure: Failure): void {
    if (this.#isOver) return;
    this.#close();
    this.#options.response.end(this.#options.renderFailure(failure));
    this.#resolve({ type: 'broken', failure });
  }

  #send(chunk: Buffer | string): void {
    if (chunk.length === 0) return;
    this.#hasWritten = true;
    if (this.#options.response.write(chunk) || this.#isPaused) return;
    this.#isPaused = true;
    this.#options.stream.pause();
    this.#options.response.once('drain', () => this.#goOn());
    this.#stallTimer = this.#options.env.timers.schedule(LIMITS.clientStallMs, () => {
      this.#options.response.destroy();
      this.#giveUp();
    });
  }

  #goOn(): void {
    this.#isPaused = false;
    this.#stallTimer?.cancel();
    if (!this.#isOver) this.#options.stream.resume();
  }

  #stayAlive(frame: string): void {
    if (!this.#hasWritten && !this.#isPaused) this.#options.response.write(frame);
    this.#hasWritten = false;
  }

  #giveUp(): void {
    if (this.#isOver) return;
    this.#close();
    this.#options.stream.abort();
    this.#resolve({ type: 'gone' });
  }

  #close(): void {
    this.#isOver = true;
    this.#keepAliveTimer?.cancel();
    this.#stallTimer?.cancel();
    this.#takeBackGone?.();
  }
}
