import type { StopReason, TokenLogprob } from './event.ts';
import type { Part } from './part.ts';
import type { Usage } from './usage.ts';

/** One of the answers of a message. */
export interface Choice {
  readonly index: number;
  /** In order; only text, reasoning, refusal, tool-call, image, audio, file and native parts. */
  readonly parts: readonly Part[];
  readonly reason: StopReason;
  readonly nativeReason?: string;
  readonly stopSequence?: string;
  readonly logprobs?: readonly TokenLogprob[];
}

/** A whole canonical answer to a chat call. */
export interface Answer {
  readonly id: string;
  readonly model: string;
  /** Seconds since the epoch. */
  readonly createdAt?: number;
  readonly choices: readonly Choice[];
  readonly usage?: Usage;
  readonly serviceTier?: string;
  readonly systemFingerprint?: string;
}

/** A whole canonical answer to an embeddings call. */
export interface EmbeddingsAnswer {
  readonly model: string;
  /** In the order of the inputs. Numbers, or base64 of little-endian float32. */
  readonly vectors: readonly (readonly number[] | string)[];
  readonly usage?: Usage;
}
