import type { Annotation, NativeFields, Signature } from './part.ts';
import type { Usage } from './usage.ts';

/**
 * Why generation ended. `tool-calls` whenever the answer holds a tool call that the client must run, also where the
 * provider says something else. `error` is a provider-side failure reported as a stop; `other` keeps its name in
 * `nativeStopReason`.
 */
export type StopReason =
  | 'stop'
  | 'stop-sequence'
  | 'length'
  | 'tool-calls'
  | 'content-filter'
  | 'refusal'
  | 'pause'
  | 'context-exceeded'
  | 'error'
  | 'other';

/** One token's log-probability, in the OpenAI shape. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly bytes?: readonly number[] | null;
  readonly top_logprobs: readonly {
    token: string;
    logprob: number;
    bytes?: readonly number[] | null;
  }[];
}

/**
 * `choice` is the answer's index (0 unless several were asked for). `block` numbers content blocks within a choice,
 * unique and rising.
 */
interface At {
  readonly choice: number;
  readonly block: number;
}

/**
 * What happens in an answer, in order: `message-start`, then for every block `…-start`, `…-delta`*, `…-end` (blocks of
 * one choice do not interleave: parsers close one before they open the next, except tool calls, which may run in
 * parallel and are told apart by `block`), then `choice-end` for every choice, `usage` (cumulative: the last one
 * wins), and `message-end` exactly once. An `error` ends the stream without `message-end`.
 */
export type Event =
  | {
      readonly type: 'message-start';
      readonly id: string;
      readonly model: string;
      /** Seconds since the epoch, where the provider tells. */
      readonly createdAt?: number;
      readonly serviceTier?: string;
      readonly systemFingerprint?: string;
    }
  | ({ readonly type: 'text-start'; readonly native?: NativeFields } & At)
  | ({ readonly type: 'text-delta'; readonly text: string } & At)
  | ({
      readonly type: 'text-end';
      readonly annotations?: readonly Annotation[];
      readonly signature?: Signature;
    } & At)
  | ({
      readonly type: 'reasoning-start';
      readonly isSummary?: boolean;
      readonly itemId?: string;
    } & At)
  | ({ readonly type: 'reasoning-delta'; readonly text: string } & At)
  | ({
      readonly type: 'reasoning-end';
      readonly signature?: Signature;
      readonly isRedacted?: boolean;
    } & At)
  | ({
      readonly type: 'tool-input-start';
      readonly id: string;
      readonly name: string;
      readonly kind?: 'function' | 'custom';
      readonly signature?: Signature;
      readonly itemId?: string;
      readonly native?: NativeFields;
    } & At)
  | ({ readonly type: 'tool-input-delta'; readonly text: string } & At)
  | ({ readonly type: 'tool-input-end'; readonly signature?: Signature } & At)
  | ({ readonly type: 'refusal-start' } & At)
  | ({ readonly type: 'refusal-delta'; readonly text: string } & At)
  | ({ readonly type: 'refusal-end' } & At)
  /** A whole image or sound or file that the model made. */
  | ({
      readonly type: 'media';
      readonly kind: 'image' | 'audio' | 'file';
      readonly mediaType: string;
      /** Base64. */
      readonly data: string;
      readonly transcript?: string;
      readonly id?: string;
      readonly signature?: Signature;
    } & At)
  /** A whole block that only its own dialect understands. */
  | ({
      readonly type: 'native';
      readonly dialect: string;
      readonly name: string;
      readonly value: unknown;
    } & At)
  | {
      readonly type: 'logprobs';
      readonly choice: number;
      readonly content: readonly TokenLogprob[];
    }
  | {
      readonly type: 'choice-end';
      readonly choice: number;
      readonly reason: StopReason;
      /** The provider's own word for it. */
      readonly nativeReason?: string;
      /** Which stop sequence matched, where the provider tells. */
      readonly stopSequence?: string;
    }
  | { readonly type: 'usage'; readonly usage: Usage; readonly serviceTier?: string }
  | { readonly type: 'message-end' }
  /** The provider reported an error inside the stream. Classified later with the same table as HTTP errors. */
  | { readonly type: 'error'; readonly error: ProviderError };

/** An error as a provider wrote it, in whichever of its shapes. */
export interface ProviderError {
  readonly message: string;
  /** `error.type`, `error.status` (Google) or the like. */
  readonly type?: string;
  /** `error.code`, as text. */
  readonly code?: string;
  readonly param?: string;
  /** The HTTP status the error carries or stands for, where that can be told. */
  readonly status?: number;
  /** A retry hint inside the body (Gemini `retryDelay`), in milliseconds. */
  readonly retryAfterMs?: number;
  /** Gemini's per-day QuotaFailure and the like: waiting will not help soon. */
  readonly isQuota?: boolean;
  /** The parsed body, for clients of the same dialect. */
  readonly body?: unknown;
}

/** Whether an event shows the client something of the answer: the first such event is the commit point. */
export function isContent(event: Event): boolean {
  switch (event.type) {
    case 'text-delta':
    case 'reasoning-delta':
    case 'refusal-delta':
      return event.text.length > 0;
    case 'tool-input-start':
    case 'tool-input-delta':
    case 'media':
    case 'native':
      return true;
    default:
      return false;
  }
}
