import type { JsonObject } from '../json.ts';
import type { Memory } from './memory.ts';

export const FAKE_DIALECT_IDS = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini',
  'openai-embeddings',
  'gemini-embeddings',
] as const;

/** A dialect that the fake upstream acts in. */
export type FakeDialectId = (typeof FAKE_DIALECT_IDS)[number];

/** What arrived on a socket, parsed as far as HTTP and JSON go. */
export interface NativeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body; undefined when there was none or it is not JSON. */
  readonly body: unknown;
}

/** Where a request's model and mode are written. */
export interface Location {
  readonly model: string;
  readonly isStream: boolean;
}

/** An error in a provider's own words; the dialect puts it into its shape. */
export interface NativeError {
  readonly status: number;
  readonly message: string;
  readonly type?: string | undefined;
  readonly code?: string | null | undefined;
  readonly param?: string | null | undefined;
  /** Extra members of the error object (Google `details`, Anthropic `details`). */
  readonly extra?: JsonObject | undefined;
  /** A body in a shape that is not the dialect's usual one: replaces everything else. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Thrown by the checks of a request: the provider would have refused it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly native: NativeError;

  constructor(native: NativeError) {
    super(native.message);
    this.native = native;
  }
}

/** An error that a script asks for: a status and, where one status means several things, which. */
export interface ErrorWish {
  readonly status: number;
  readonly variant?: ErrorVariant | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly model: string;
}

export const ERROR_VARIANTS = [
  'insufficient-quota',
  'daily-quota',
  'spend-limit',
  'context-too-long',
  'content-filter',
  'billing',
] as const;

export type ErrorVariant = (typeof ERROR_VARIANTS)[number];

/** A function that the request offers to the model. */
export interface OfferedTool {
  readonly name: string;
  /** JSON Schema of the arguments; undefined for tools without any. */
  readonly schema: JsonObject | undefined;
}

/** A tool's result in the last turn. */
export interface ToolResult {
  readonly name?: string | undefined;
  readonly text: string;
}

/** Something in the last user turn that is not text. */
export interface Medium {
  readonly kind: 'image' | 'file' | 'audio';
  /** `N bytes`, a URL or a file name. */
  readonly label: string;
}

/** What a request asks, in no dialect: all that the fake needs to think of an answer. */
export interface Question {
  readonly model: string;
  readonly isStream: boolean;
  readonly lastTurn: 'user' | 'tool' | 'assistant';
  readonly userText: string;
  readonly media: readonly Medium[];
  readonly toolResults: readonly ToolResult[];
  readonly tools: readonly OfferedTool[];
  readonly toolChoice: 'auto' | 'none' | 'required' | { readonly name: string };
  readonly isParallelAllowed: boolean;
  /** `json`: any JSON object; an object: an instance of this schema. */
  readonly format: 'text' | 'json' | { readonly schema: JsonObject };
  readonly isReasoning: boolean;
  readonly choices: number;
  readonly outputTokensMax: number | undefined;
  readonly stop: readonly string[];
  /** Characters of the request, from which tokens are guessed. */
  readonly characters: number;
  /** Whether the request marks something for the provider's prompt cache. */
  readonly isCacheMarked: boolean;
}

export type Finish =
  | 'stop'
  | 'stop-sequence'
  | 'length'
  | 'tool-calls'
  | 'content-filter'
  | 'refusal';

export interface SpokenCall {
  readonly name: string;
  readonly input: JsonObject;
}

/** Token counts: `input` includes what came from or went to the cache, `output` includes reasoning. */
export interface SpokenUsage {
  readonly input: number;
  readonly cached: number;
  readonly cacheWritten: number;
  readonly output: number;
  readonly reasoning: number;
}

/** An answer in no dialect. */
export interface Speech {
  readonly reasoning: readonly string[];
  /** The text in the pieces in which it is streamed. */
  readonly pieces: readonly string[];
  readonly toolCalls: readonly SpokenCall[];
  readonly finish: Finish;
  readonly stopSequence?: string | undefined;
  /** Undefined: the answer carries no usage at all. */
  readonly usage: SpokenUsage | undefined;
}

/**
 * `lifecycle` says that something begins or ends, `content` shows the client something, `terminal` says that the
 * answer is whole.
 */
export type FrameKind = 'lifecycle' | 'content' | 'terminal';

/** The smallest unit a provider sends: one SSE frame, one element of a JSON array, or a whole body. */
export interface Frame {
  readonly kind: FrameKind;
  readonly bytes: Uint8Array;
}

export type Framing = 'whole' | 'sse' | 'json-array';

/** An answer as bytes, before any fault touches it. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** How the body is framed; faults that insert frames need to know. */
  readonly framing: Framing;
  readonly frames: readonly Frame[];
}

/** What speaking needs beside the question. */
export interface SpeechContext {
  readonly request: NativeRequest;
  readonly question: Question;
  readonly memory: Memory;
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

/** One dialect, acted: it judges requests as the provider does and answers in the provider's shapes. */
export interface FakeDialect {
  readonly id: FakeDialectId;
  locate(request: NativeRequest): Location;
  /** The credential of a request; undefined when it carries none. */
  credential(request: NativeRequest): string | undefined;
  /** What the provider says to a missing or an unknown credential. */
  refuseCredential(credential: string | undefined): NativeError;
  /** Throws `Refusal` where the provider would answer 4xx. */
  check(request: NativeRequest, memory: Memory): void;
  answer(request: NativeRequest, speech: Speaker): Reply;
  renderError(error: NativeError, memory: Memory): Reply;
  /** A provider's words for a status. */
  describeError(wish: ErrorWish): NativeError;
  /** An error as a frame of a stream that has begun. */
  renderStreamError(error: NativeError, form: StreamErrorForm): Uint8Array;
  /** A keep-alive as a frame of a stream. */
  readonly ping: string;
}

export const STREAM_ERROR_FORMS = ['native', 'openrouter', 'groq', 'response-failed'] as const;

/** How an error is written into a stream; forms that a dialect does not know fall back to `native`. */
export type StreamErrorForm = (typeof STREAM_ERROR_FORMS)[number];

/** Thinks of an answer; given to the dialect so that faults can put words into the fake's mouth. */
export interface Speaker {
  readonly memory: Memory;
  readonly createdAt: number;
  compose(question: Question): Speech;
}
