import type { ErrorVariant, StreamErrorForm } from '../dialects/contract.ts';

/** A place in an answer. Bytes count the body; content frames are those that show the client something. */
export type Point =
  | 'before-headers'
  | 'after-headers'
  | 'after-lifecycle'
  | { readonly afterBytes: number }
  | { readonly afterFrames: number }
  | { readonly afterContentFrames: number };

/** How long the fake lets a client wait, and where. */
export interface Latency {
  readonly beforeHeadersMs?: number;
  readonly firstContentMs?: number;
  /** Between one content frame and the next. */
  readonly betweenMs?: number;
}

/** What the fake does with one request. Plain data: it travels over HTTP and stands in files. */
export type Script = { readonly latency?: Latency } & (
  | AnswerScript
  | ErrorScript
  | BodyScript
  | StreamScript
  | WireScript
  | ReplayScript
);

export type ScriptKind = Script['kind'];

/** A good answer, with other words if wished. */
export type AnswerScript =
  | { readonly kind: 'answer'; readonly text?: string }
  /** A good status with no content and a normal stop. */
  | { readonly kind: 'empty' }
  /** A good status whose answer the provider's content policy withheld. */
  | { readonly kind: 'blocked'; readonly how?: 'content-filter' | 'refusal' }
  /** Half of the answer, ended by the output limit. */
  | { readonly kind: 'truncated' }
  | { readonly kind: 'usage'; readonly how: 'missing' | 'negative' | 'huge' };

/** Errors in the provider's own words. */
export type ErrorScript =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly variant?: ErrorVariant;
      readonly retryAfterSeconds?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Replaces the provider's words: text as it is, anything else as JSON. */
      readonly body?: unknown;
    }
  /** A JSON error object under a 200. */
  | { readonly kind: 'error-in-200'; readonly status?: number; readonly variant?: ErrorVariant }
  /** An error after the stream has begun. */
  | {
      readonly kind: 'error-in-stream';
      readonly afterContentFrames?: number;
      readonly status?: number;
      readonly variant?: ErrorVariant;
      readonly form?: StreamErrorForm;
    };

/** Bodies that are not what they should be. */
export type BodyScript =
  | { readonly kind: 'html'; readonly status?: number }
  | { readonly kind: 'garbage'; readonly bytes?: number; readonly where?: 'body' | 'wire' }
  | { readonly kind: 'invalid-utf8'; readonly afterContentFrames?: number }
  /** A frame that is not JSON, after which the stream goes on. */
  | {
      readonly kind: 'invalid-frame';
      readonly afterContentFrames?: number;
      readonly text?: string;
    }
  /** One delta of this many bytes. */
  | { readonly kind: 'huge-frame'; readonly bytes?: number }
  | { readonly kind: 'gzip' }
  /** A small compressed body that grows to this many bytes. */
  | { readonly kind: 'gzip-bomb'; readonly bytes?: number }
  | { readonly kind: 'redirect'; readonly location?: string; readonly status?: number };

/** Streams that do not go as they should. */
export type StreamScript =
  /** Silence from a point on: for a while, or until the client goes. */
  | { readonly kind: 'stall'; readonly at: Point; readonly forMs?: number }
  /** Keep-alives and nothing else, until the client goes. */
  | { readonly kind: 'pings-only'; readonly everyMs?: number; readonly countMax?: number }
  | { readonly kind: 'cut'; readonly at: Point; readonly how?: 'reset' | 'fin' }
  | { readonly kind: 'no-terminal' }
  | { readonly kind: 'double-terminal' }
  | { readonly kind: 'deltas'; readonly how: 'duplicated' | 'reordered' }
  /** Content that does not stop, until the client goes. */
  | { readonly kind: 'endless'; readonly everyMs?: number; readonly framesMax?: number };

/** Bytes that travel strangely. */
export type WireScript =
  | { readonly kind: 'slow'; readonly bytesPerSecond: number; readonly chunkBytes?: number }
  /** The same bytes in pieces of this size: borders fall inside lines and inside UTF-8. */
  | { readonly kind: 'split'; readonly chunkBytes: number }
  /** A `content-length` that is off by this many bytes. */
  | { readonly kind: 'wrong-length'; readonly by?: number }
  | { readonly kind: 'bad-chunking' }
  | { readonly kind: 'many-headers'; readonly count?: number; readonly valueBytes?: number };

/** Recorded bytes, sent as they were. */
export interface ReplayScript {
  readonly kind: 'replay';
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bodyBase64: string;
  /** One size for all pieces, or the sizes of the first pieces; the rest follows as one. */
  readonly chunkBytes?: number | readonly number[];
  /** Milliseconds between pieces. */
  readonly betweenMs?: number;
}
