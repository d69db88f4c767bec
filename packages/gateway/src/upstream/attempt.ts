import type { IncomingHttpHeaders } from 'node:http';
import { LIMITS } from '@ocha/config';
import type { Env, Failure, TimeoutPhase, Timer } from '@ocha/kernel';
import { WireError } from '@ocha/wire';
import type { Exchange, ExchangeHandler, Transport, UpstreamRequest } from './exchange.ts';
import type { StreamFacts, StreamReader } from './reader.ts';
import { classifyAnswer, classifyReported, type WholeAnswer } from './whole-answer.ts';

/** Times of one attempt, in milliseconds. */
export interface AttemptTimeouts {
  /** To the first content of a stream, or to the end of a whole answer. */
  readonly firstContentMs: number;
  readonly idleMs: number;
  /** What the request's deadline leaves. */
  readonly totalMs: number;
}

/** Takes a committed stream. */
export interface StreamConsumer<Piece> {
  write(pieces: readonly Piece[]): void;
  /** The stream ended whole. */
  end(): void;
  /** The stream broke. */
  fail(failure: Failure): void;
}

/** A stream whose first content has come. */
export interface LiveStream<Piece> {
  readonly facts: StreamFacts;
  /** Starts delivery, with what was held back first. */
  attach(consumer: StreamConsumer<Piece>): void;
  pause(): void;
  resume(): void;
  /** Gives it up: the provider is told at once. */
  abort(): void;
}

export type AttemptResult<Piece> =
  | {
      readonly type: 'failed';
      readonly failure: Failure /** An empty answer that may be given when nothing better is to be had. */;
      readonly salvage?: LiveStream<Piece> | WholeAnswer;
    }
  | { readonly type: 'whole'; readonly answer: WholeAnswer }
  | {
      readonly type: 'stream';
      readonly stream: LiveStream<Piece>;
      readonly headers: IncomingHttpHeaders;
    };

export interface AttemptOptions<Piece> {
  readonly request: UpstreamRequest;
  readonly transport: Transport;
  readonly env: Pick<Env, 'clock' | 'timers'>;
  readonly timeouts: AttemptTimeouts;
  /** For streams: how to read one. Undefined: the answer is taken whole. */
  readonly reader: StreamReader<Piece> | undefined;
  /** Calls `abort` when the attempt must stop; returns how to take that back. */
  readonly onGone: (abort: () => void) => () => void;
}

/**
 * Runs one attempt up to its first content (a stream) or its end (a whole answer), and gives what `conclude` makes of
 * it. Rejects only with what `conclude` throws. Concluding here rather than behind an `await` spares every request a
 * promise or two.
 */
export function runAttempt<Piece, Result>(
  options: AttemptOptions<Piece>,
  conclude: (result: AttemptResult<Piece>) => Result,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const finish = (result: AttemptResult<Piece>): void => {
      try {
        resolve(conclude(result));
      } catch (error) {
        reject(error);
      }
    };
    new Attempt(options, finish);
  });
}

const NO_EXCHANGE: Exchange = { abort() {}, pause() {}, resume() {} };

type Phase = 'waiting' | 'prelude' | 'committed' | 'over';

/** One try of a call at one deployment. */
class Attempt<Piece> implements ExchangeHandler, LiveStream<Piece> {
  readonly #options: AttemptOptions<Piece>;
  readonly #resolve: (result: AttemptResult<Piece>) => void;
  #exchange: Exchange = NO_EXCHANGE;
  readonly #reader: StreamReader<Piece> | undefined;
  #takeBackGone: () => void = () => {};
  /** Only a committed stream needs one: until then the first timer is never longer than what the deadline leaves. */
  #totalTimer: Timer | undefined;
  readonly #startedAt: number;
  #timer: Timer;
  #phase: Phase = 'waiting';
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  /** Bytes of a whole answer, or of a stream's answer that turned out not to be one. */
  #chunks: Buffer[] = [];
  #size = 0;
  #isWhole = true;
  /** Pieces held until somebody takes them. */
  #held: Piece[] = [];
  #consumer: StreamConsumer<Piece> | undefined;
  #ending: { readonly failure: Failure | undefined } | undefined;

  constructor(options: AttemptOptions<Piece>, resolve: (result: AttemptResult<Piece>) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#reader = options.reader;
    const { timers } = options.env;
    const { timeouts } = options;
    this.#startedAt = options.env.clock.monotonic();
    this.#timer = timers.schedule(timeouts.firstContentMs, () => this.#timeOut('first-content'));
    this.#exchange = options.transport.send(options.request, this);
    // A transport may fail before it returns.
    if ((this.#phase as Phase) !== 'over') this.#takeBackGone = options.onGone(() => this.abort());
  }

  // --- ExchangeHandler

  onHeaders(status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#headers = headers;
    const type = String(headers['content-type'] ?? '');
    this.#isWhole = this.#reader === undefined || status !== 200 || !type.includes('event-stream');
    if (this.#phase === 'waiting') this.#phase = 'prelude';
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      this.#fail(
        unparseable(
          `the answer has content-encoding ${String(encoding).slice(0, 40)}, which was not asked for`,
        ),
      );
    }
  }

  onData(chunk: Buffer): void {
    if (this.#phase === 'over') return;
    if (this.#isWhole) this.#gather(chunk);
    else this.#read((out) => this.#reader?.push(chunk, out) ?? false);
  }

  onEnd(): void {
    if (this.#phase === 'over') return;
    if (this.#isWhole) this.#endWhole();
    else this.#endStream();
  }

  onFailure(failure: Failure): void {
    if (this.#phase === 'over') return;
    // The answer was whole; that the connection then broke off costs nobody anything.
    if (!this.#isWhole && this.#reader?.isComplete === true && this.#reader.error === undefined)
      this.#endStream();
    else this.#fail(failure);
  }

  // --- LiveStream

  get facts(): StreamFacts {
    return this.#reader as StreamReader<Piece>;
  }

  attach(consumer: StreamConsumer<Piece>): void {
    this.#consumer = consumer;
    const held = this.#held;
    this.#held = [];
    if (held.length > 0) consumer.write(held);
    if (this.#ending !== undefined) this.#tellEnd(consumer, this.#ending.failure);
  }

  pause(): void {
    this.#exchange.pause();
    // A client that does not read is not a provider that does not answer.
    this.#timer.cancel();
  }

  resume(): void {
    if (this.#phase !== 'committed') return;
    this.#startIdleTimer();
    this.#exchange.resume();
  }

  abort(): void {
    if (this.#phase === 'over') return;
    this.#close();
    this.#exchange.abort();
    this.#resolve({
      type: 'failed',
      failure: { kind: 'stream_broken', scope: 'call', message: 'given up' },
    });
  }

  // --- inside

  #gather(chunk: Buffer): void {
    this.#size += chunk.length;
    const isError = this.#status !== 200;
    if (this.#size > LIMITS.answerBytesMax) {
      this.#fail(unparseable(`the answer is longer than ${LIMITS.answerBytesMax} bytes`));
      return;
    }
    // Of an error only the beginning is of interest.
    if (!isError || this.#size <= LIMITS.errorBodyBytesMax) this.#chunks.push(chunk);
  }

  #endWhole(): void {
    const bytes =
      this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    const answer: WholeAnswer = { status: this.#status, headers: this.#headers, bytes };
    this.#close();
    if (answer.status === 200) this.#resolve({ type: 'whole', answer });
    else
      this.#resolve({
        type: 'failed',
        failure: classifyAnswer(this.#options.request, answer, this.#now()),
      });
  }

  #read(step: (out: Piece[]) => boolean): void {
    const out: Piece[] = [];
    let hasContent: boolean;
    try {
      hasContent = step(out);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#fail(unparseable(error.message));
      return;
    }
    const reported = this.#reader?.error;
    if (this.#phase === 'committed') {
      this.#deliver(out);
      if (hasContent) this.#timer.restart();
    } else {
      this.#held.push(...out);
    }
    if (reported !== undefined) this.#fail(this.#classify(reported));
    else if (hasContent && this.#phase === 'prelude') this.#commit();
  }

  #endStream(): void {
    this.#read((out) => this.#reader?.end(out) ?? false);
    if ((this.#phase as Phase) === 'over') return;
    const reader = this.#reader as StreamReader<Piece>;
    if (!reader.isComplete) {
      this.#fail({
        kind: 'stream_broken',
        scope: 'deployment',
        message: 'the stream ended before the answer was whole',
      });
      return;
    }
    const isEmpty = this.#phase === 'prelude' && (reader.reason ?? 'stop') === 'stop';
    if (isEmpty) {
      this.#finish(undefined);
      const failure: Failure = {
        kind: 'empty',
        scope: 'deployment',
        message: 'the answer is empty',
      };
      this.#resolve({ type: 'failed', failure, salvage: this });
      return;
    }
    if (this.#phase === 'prelude') this.#commit();
    this.#finish(undefined);
  }

  #commit(): void {
    this.#phase = 'committed';
    this.#startIdleTimer();
    const { env, timeouts } = this.#options;
    const leftMs = Math.max(0, timeouts.totalMs - (env.clock.monotonic() - this.#startedAt));
    this.#totalTimer = env.timers.schedule(leftMs, () => this.#timeOut('total'));
    this.#resolve({ type: 'stream', stream: this, headers: this.#headers });
  }

  #startIdleTimer(): void {
    this.#timer.cancel();
    this.#timer = this.#options.env.timers.schedule(this.#options.timeouts.idleMs, () =>
      this.#timeOut('idle'),
    );
  }

  #deliver(pieces: readonly Piece[]): void {
    if (pieces.length === 0) return;
    if (this.#consumer === undefined) this.#held.push(...pieces);
    else this.#consumer.write(pieces);
  }

  #timeOut(phase: TimeoutPhase): void {
    if (this.#phase === 'over') return;
    const isDone = this.#reader?.isComplete === true && !this.#isWhole;
    this.#exchange.abort();
    if (isDone) this.#endStream();
    else this.#fail(timeoutFailure(phase, this.#options.timeouts));
  }

  #fail(failure: Failure): void {
    const wasCommitted = this.#phase === 'committed';
    this.#exchange.abort();
    if (wasCommitted) this.#finish(failure);
    else {
      this.#close();
      this.#resolve({ type: 'failed', failure });
    }
  }

  /** The end of a committed stream, good or bad. */
  #finish(failure: Failure | undefined): void {
    this.#close();
    this.#ending = { failure };
    if (this.#consumer !== undefined) this.#tellEnd(this.#consumer, failure);
  }

  #tellEnd(consumer: StreamConsumer<Piece>, failure: Failure | undefined): void {
    if (failure === undefined) consumer.end();
    else consumer.fail(failure);
  }

  #close(): void {
    this.#phase = 'over';
    this.#timer.cancel();
    this.#totalTimer?.cancel();
    this.#takeBackGone();
  }

  #classify(error: NonNullable<StreamReader<Piece>['error']>): Failure {
    return classifyReported(this.#options.request, error, {
      status: this.#status,
      headers: this.#headers,
      nowMs: this.#now(),
    });
  }

  #now(): number {
    return this.#options.env.clock.now();
  }
}

function unparseable(message: string): Failure {
  return { kind: 'unparseable', scope: 'deployment', message };
}

function timeoutFailure(phase: TimeoutPhase, timeouts: AttemptTimeouts): Failure {
  const limits: Record<TimeoutPhase, string> = {
    connect: 'no connection',
    'first-content': `no content within ${timeouts.firstContentMs} ms`,
    idle: `no further content within ${timeouts.idleMs} ms`,
    total: 'the answer was not complete by the deadline',
  };
  return { kind: 'timeout', scope: 'deployment', message: limits[phase], phase };
}

/** Whether a failed attempt's salvage is a stream. */
export function isLiveStream<Piece>(
  salvage: LiveStream<Piece> | WholeAnswer,
): salvage is LiveStream<Piece> {
  return 'attach' in salvage;
}
