import type { DialectId } from './dialect.ts';

/** Where the bytes of an image, file or sound are. */
export type Source =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'base64'; readonly data: string }
  | { readonly kind: 'text'; readonly text: string }
  /** A file uploaded to one provider; means nothing elsewhere. */
  | { readonly kind: 'id'; readonly id: string };

/** A prompt-cache breakpoint behind a part: Anthropic's `cache_control`. */
export interface CacheHint {
  readonly ttl?: '5m' | '1h';
}

/**
 * Fields of a wire's own block that have no home here (a document's `citations`, a tool call's `caller`). Laid over the
 * block again when it is written in the same dialect; other dialects do not see them.
 */
export interface NativeFields {
  readonly dialect: DialectId;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  readonly cache?: CacheHint;
  readonly annotations?: readonly Annotation[];
  /** Gemini: a thought signature that sits on a text part. */
  readonly signature?: Signature;
  /** Responses: `phase` (commentary or final answer) of the message that the text stood in. */
  readonly native?: NativeFields;
}

export interface ImagePart {
  readonly type: 'image';
  readonly source: Source;
  /** e.g. `image/png`; absent where a URL does not tell. */
  readonly mediaType?: string;
  readonly detail?: 'low' | 'high' | 'auto' | 'original';
  readonly cache?: CacheHint;
  /** Gemini: a thought signature that sits on an image the model made. */
  readonly signature?: Signature;
  readonly native?: NativeFields;
}

/** A document (PDF, plain text), a video, or anything else that is neither image nor sound. */
export interface FilePart {
  readonly type: 'file';
  readonly source: Source;
  readonly mediaType?: string;
  readonly filename?: string;
  readonly cache?: CacheHint;
  readonly native?: NativeFields;
}

export interface AudioPart {
  readonly type: 'audio';
  readonly source: Source;
  /** e.g. `audio/wav`, `audio/mp3`. */
  readonly mediaType: string;
  /** Spoken words, where the provider sent them beside the sound. */
  readonly transcript?: string;
  /** The provider's id of a sound that it made earlier. */
  readonly id?: string;
}

/**
 * Proof, bound to its issuer, that reasoning is the provider's own: Anthropic's `signature`, Gemini's
 * `thoughtSignature`, the Responses API's `encrypted_content`. Only the issuing dialect may be sent it back.
 */
export interface Signature {
  readonly issuer: DialectId;
  readonly value: string;
}

export interface ToolCallPart {
  readonly type: 'tool-call';
  /** The id that joins call and result. Unique within a call; synthesised where the provider sent none. */
  readonly id: string;
  readonly name: string;
  /** JSON text, exactly as received where the wire carries text; `{}` for none. May be invalid JSON from a model. */
  readonly arguments: string;
  /** `custom` tools of OpenAI take free text instead of JSON in `arguments`. */
  readonly kind?: 'function' | 'custom';
  readonly signature?: Signature;
  /** The Responses API's item id (`fc_…`), which is not the call id. */
  readonly itemId?: string;
  readonly cache?: CacheHint;
  readonly native?: NativeFields;
}

export interface ToolResultPart {
  readonly type: 'tool-result';
  readonly callId: string;
  /** The tool's name, where the wire carries it; else it is looked up from the call. */
  readonly name?: string;
  readonly content: readonly (TextPart | ImagePart | FilePart | AudioPart)[];
  readonly isError?: boolean;
  /** Result of a `custom` tool. */
  readonly kind?: 'function' | 'custom';
  readonly cache?: CacheHint;
  readonly native?: NativeFields;
}

export interface ReasoningPart {
  readonly type: 'reasoning';
  /** May be empty beside a signature: Anthropic can withhold the text, and the block must survive all the same. */
  readonly text: string;
  /** Whether `text` is the provider's summary (Responses) or the reasoning itself. */
  readonly isSummary?: boolean;
  readonly signature?: Signature;
  /** True for Anthropic's `redacted_thinking`: the signature is all there is. */
  readonly isRedacted?: boolean;
  /** The Responses API's item id (`rs_…`). */
  readonly itemId?: string;
}

export interface RefusalPart {
  readonly type: 'refusal';
  readonly text: string;
}

/**
 * Content that only its own dialect understands (server tool blocks, search results): passed on there, refused or
 * dropped elsewhere.
 */
export interface NativePart {
  readonly type: 'native';
  readonly dialect: DialectId;
  /** The wire's own type name, for messages. */
  readonly name: string;
  readonly value: unknown;
}

/** A citation or annotation on text. */
export interface Annotation {
  readonly type: 'url' | 'file' | 'native';
  readonly url?: string;
  readonly title?: string;
  /** Character offsets into the text part, where known. */
  readonly start?: number;
  readonly end?: number;
  readonly citedText?: string;
  /** The wire's own object, for its own dialect. */
  readonly native?: { readonly dialect: DialectId; readonly value: unknown };
}

export type Part =
  | TextPart
  | ImagePart
  | FilePart
  | AudioPart
  | ToolCallPart
  | ToolResultPart
  | ReasoningPart
  | RefusalPart
  | NativePart;
