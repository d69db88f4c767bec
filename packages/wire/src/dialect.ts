import type { Answer, EmbeddingsAnswer } from './answer.ts';
import type { ChatCall, EmbeddingsCall, Warning } from './call.ts';
import type { Event, ProviderError, StopReason } from './event.ts';
import type { SseFrame } from './sse/frame.ts';
import type { Traits } from './traits.ts';
import type { Usage } from './usage.ts';

export const DIALECT_IDS = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini',
  'openai-embeddings',
  'gemini-embeddings',
] as const;

/** A wire format. */
export type DialectId = (typeof DIALECT_IDS)[number];

/** What a client's path says beside the body: Gemini keeps model and streaming there. */
export interface PathFacts {
  readonly model?: string;
  readonly isStream?: boolean;
  /** Gemini streams without `alt=sse` are one JSON array. */
  readonly framing?: 'sse' | 'json-array';
  /** Gemini: `:batchEmbedContents` rather than `:embedContent`. */
  readonly isBatch?: boolean;
}

/** What a request needs of a deployment; decides which candidates can serve it. */
export interface Needs {
  readonly tools: boolean;
  readonly images: boolean;
  readonly files: boolean;
  readonly audio: boolean;
  readonly jsonSchema: boolean;
  readonly reasoning: boolean;
  /**
   * Content or tools that only this dialect can carry (server tools, stored state): translation is impossible. The
   * value names it.
   */
  readonly nativeOnly?: string;
}

/** The cheap first look at a request: shape errors are found here, before anything is spent on it. */
export interface Inspection {
  readonly model: string;
  readonly isStream: boolean;
  /** False only for OpenAI Chat streams without `stream_options.include_usage`. */
  readonly wantsStreamUsage: boolean;
  readonly needs: Needs;
  /** Every http(s) URL of an image, file or sound: checked against private addresses. */
  readonly mediaUrls: readonly string[];
  readonly endUser?: string;
}

/** What a renderer needs to know of the call it answers. */
export interface RenderContext {
  readonly call: ChatCall;
  /** Seconds since the epoch, for dialects that must state one. */
  readonly createdAt: number;
  /** Mints ids in the dialect's style where the provider gave none; deterministic in tests. */
  readonly mintId: (prefix: string) => string;
  readonly path?: PathFacts;
}

/** An error as the client shall see it; the dialect only chooses the shape. */
export interface ErrorView {
  readonly status: number;
  /** Our stable code. */
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  readonly param?: string;
}

/** Writes one stream, event by event. Returns text to send; the empty string when there is nothing to say yet. */
export interface StreamRenderer {
  push(event: Event): string;
  /** Ends the stream with one typed error in the dialect's own form, and its terminator where clients need one. */
  fail(error: ErrorView): string;
}

/** The side that faces clients. */
export interface ChatClientSide {
  /** Throws `OchaError('invalid_request')` naming the field. Must not allocate per message on valid input. */
  inspect(body: unknown, path: PathFacts): Inspection;
  /** The whole request as a frozen `ChatCall`. Throws `OchaError('invalid_request')` naming the field. */
  parseCall(body: unknown, path: PathFacts): ChatCall;
  renderAnswer(answer: Answer, context: RenderContext): unknown;
  createStreamRenderer(context: RenderContext): StreamRenderer;
  renderError(error: ErrorView): unknown;
}

/** Where and how the provider side's requests go. */
export interface RenderedCall {
  readonly body: Record<string, unknown>;
  readonly warnings: readonly Warning[];
}

/**
 * Reads one stream. `push` takes one frame and gives the events it means; `end` is called when the provider closed
 * the stream cleanly and gives what is still owed (open blocks, `choice-end`, `usage`, `message-end`).
 * Malformed frames throw `WireError`; the caller decides whether to skip them.
 */
export interface StreamParser {
  push(frame: SseFrame): Event[];
  end(): Event[];
  /**
   * Whether the answer is known to be whole: the terminal marker, or a stop reason for every choice, was seen.
   * A stream that ends while this is false was cut.
   */
  readonly isComplete: boolean;
}

export interface ParseContext {
  readonly traits: Traits;
  /** Mints ids where the provider gave none (Gemini tool calls). Must be unique; deterministic in tests. */
  readonly mintId: (prefix: string) => string;
}

/** What a frame is to the fast lane: `lifecycle` is held until content, `drop` is kept from the client. */
export type FrameKind = 'lifecycle' | 'content' | 'error' | 'end' | 'drop';

/** Watches a stream that passes through unread: finds first content, usage, errors and the end, at little cost. */
export interface StreamWatch {
  observe(frame: SseFrame): FrameKind;
  readonly usage: Usage | undefined;
  readonly reason: StopReason | undefined;
  readonly error: ProviderError | undefined;
  readonly model: string | undefined;
  /** As in `StreamParser`. */
  readonly isComplete: boolean;
  /** What a whole stream still lacks for the client (`data: [DONE]`), to be sent after the last frame. */
  closing(): string;
}

/** What the fast lane reads from a whole JSON answer. */
export interface AnswerFacts {
  readonly usage?: Usage;
  readonly reason?: StopReason;
  readonly model?: string;
  /** A 200 that carries an error object. */
  readonly error?: ProviderError;
  /** No content, no tool call, no refusal, and a normal stop. */
  readonly isEmpty: boolean;
}

/** The side that faces providers. Pure: bytes and sockets are the upstream room's. */
export interface ChatProviderSide {
  /** Path below the base URL, e.g. `/chat/completions`. */
  path(model: string, isStream: boolean): string;
  /**
   * The request body for a deployment; what it cannot express is in `warnings`. Throws
   * `OchaError('unsupported_feature')` for what must not be dropped.
   */
  renderCall(call: ChatCall, model: string, traits: Traits): RenderedCall;
  /**
   * Whether the body of a client of this very dialect may pass as it is. False when its history comes from a model of
   * another dialect and holds what this one would refuse (reasoning that others signed), or lacks what it demands: the
   * call is written anew then. Cheap, as it is asked for every call of the fast lane. Absent: always.
   */
  readonly canPass?: (body: unknown, traits: Traits) => boolean;
  /** Throws `WireError` when the body is not an answer of this dialect. */
  parseAnswer(body: unknown, context: ParseContext): Answer;
  createStreamParser(context: ParseContext): StreamParser;
  /** The error a body carries, in any of the shapes in use; undefined when it carries none. */
  parseError(body: unknown): ProviderError | undefined;
  /** For the fast lane. `hidesUsage`: the client did not ask for the usage chunk that we asked for. */
  createStreamWatch(options: {
    readonly hidesUsage: boolean;
    readonly traits: Traits;
  }): StreamWatch;
  readAnswer(body: unknown, traits: Traits): AnswerFacts;
}

/** A chat dialect in both roles. */
export interface ChatDialect {
  readonly id: DialectId;
  readonly operation: 'chat';
  readonly client: ChatClientSide;
  readonly provider: ChatProviderSide;
}

/** An embeddings dialect in both roles. */
export interface EmbeddingsDialect {
  readonly id: DialectId;
  readonly operation: 'embeddings';
  readonly client: {
    inspect(body: unknown, path: PathFacts): Inspection;
    parseCall(body: unknown, path: PathFacts): EmbeddingsCall;
    renderAnswer(answer: EmbeddingsAnswer, call: EmbeddingsCall, path: PathFacts): unknown;
    renderError(error: ErrorView): unknown;
  };
  readonly provider: {
    path(model: string): string;
    /**
     * For the fast lane, where the client's path or body say more of the model than a `model` at the top: where its own
     * body goes, and what of it must name the deployment's model. Absent: `path`, and the top-level `model`.
     */
    passOn?(
      body: Readonly<Record<string, unknown>>,
      model: string,
      path: PathFacts,
    ): { readonly path: string; readonly body: Readonly<Record<string, unknown>> };
    renderCall(call: EmbeddingsCall, model: string, traits: Traits): RenderedCall;
    parseAnswer(body: unknown): EmbeddingsAnswer;
    parseError(body: unknown): ProviderError | undefined;
    readAnswer(body: unknown): AnswerFacts;
  };
}

export type Dialect = ChatDialect | EmbeddingsDialect;

/** Bytes of a provider that are not what its dialect promises. Becomes the failure `unparseable`. */
export class WireError extends Error {
  override readonly name = 'WireError';
}
