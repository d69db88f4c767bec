import type { DialectId } from './dialect.ts';
import type { CacheHint, NativeFields, Part } from './part.ts';

export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool';

/**
 * One turn. Order is kept exactly as the client sent it; `system` and `developer` turns stand where they stood
 * (top-level system prompts come first). Tool results are parts of `tool` messages whatever the client's dialect was.
 */
export interface Message {
  readonly role: Role;
  readonly parts: readonly Part[];
  /** The OpenAI `name` of a participant. */
  readonly name?: string;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface FunctionTool {
  readonly type: 'function';
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments; absent for a tool without parameters. */
  readonly parameters?: JsonSchema;
  readonly strict?: boolean;
  readonly cache?: CacheHint;
  readonly native?: NativeFields;
}

/** A free-text tool of OpenAI, with its grammar as sent. */
export interface CustomTool {
  readonly type: 'custom';
  readonly name: string;
  readonly description?: string;
  readonly format?: unknown;
}

/** A tool that the provider runs itself (web search, code execution, computer use). Never portable. */
export interface NativeTool {
  readonly type: 'native';
  readonly dialect: DialectId;
  readonly name: string;
  readonly value: unknown;
}

export type Tool = FunctionTool | CustomTool | NativeTool;

export type ToolChoice =
  | { readonly type: 'auto' | 'none' | 'required' }
  | { readonly type: 'tool'; readonly name: string; readonly kind?: 'function' | 'custom' }
  | {
      readonly type: 'allowed';
      readonly mode: 'auto' | 'required';
      readonly names: readonly string[];
    };

export type ResponseFormat =
  | { readonly type: 'text' | 'json' }
  | {
      readonly type: 'json-schema';
      readonly name: string;
      readonly description?: string;
      readonly schema: JsonSchema;
      readonly strict?: boolean;
    };

export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** How much the model shall reason. At most one of `effort` and `budgetTokens` is set by one client. */
export interface Reasoning {
  /** False: explicitly off. True: on, by the model's own measure (`adaptive`). Absent: follows from the rest. */
  readonly isEnabled?: boolean;
  readonly effort?: ReasoningEffort;
  readonly budgetTokens?: number;
  /** The client wants to see the reasoning or its summary. */
  readonly summary?: 'auto' | 'concise' | 'detailed' | 'none';
}

/** Knobs of generation. Absent means: the provider's default. */
export interface Sampling {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
  readonly logitBias?: Readonly<Record<string, number>>;
  /** Token log-probabilities; `top` is how many alternatives. */
  readonly logprobs?: { readonly top?: number };
}

/** The canonical chat request: what a client asked for, in words that every dialect can be written from. */
export interface ChatCall {
  readonly operation: 'chat';
  /** The dialect the client spoke. */
  readonly dialect: DialectId;
  /** The model as the client named it. */
  readonly model: string;
  readonly isStream: boolean;
  /** The client asked for usage in the stream (`stream_options.include_usage`); other dialects always carry it. */
  readonly wantsStreamUsage?: boolean;
  readonly messages: readonly Message[];
  readonly tools?: readonly Tool[];
  readonly toolChoice?: ToolChoice;
  readonly allowsParallelToolCalls?: boolean;
  readonly responseFormat?: ResponseFormat;
  readonly reasoning?: Reasoning;
  readonly sampling: Sampling;
  readonly outputTokensMax?: number;
  /** How many answers (`n`, `candidateCount`). 1 when absent. */
  readonly choiceCount?: number;
  /** The client's id of its end user (`user`, `safety_identifier`, `metadata.user_id`). */
  readonly endUser?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly serviceTier?: string;
  readonly promptCacheKey?: string;
  readonly verbosity?: 'low' | 'medium' | 'high';
  /** Output kinds besides text (`audio`, `image`), in lower case. */
  readonly modalities?: readonly string[];
  /** Top-level fields without a home above, as sent: go on only to a deployment of the same dialect. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** The canonical embeddings request. */
export interface EmbeddingsCall {
  readonly operation: 'embeddings';
  readonly dialect: DialectId;
  readonly model: string;
  /** Texts, or token arrays (OpenAI only). */
  readonly inputs: readonly (string | readonly number[])[];
  /** Whether the client sent one bare input instead of a list. */
  readonly isSingle: boolean;
  readonly dimensions?: number;
  readonly encoding?: 'float' | 'base64';
  /** Gemini's `taskType`, Cohere's and Voyage's `input_type`. */
  readonly taskType?: string;
  readonly endUser?: string;
  readonly extra: Readonly<Record<string, unknown>>;
}

export type Call = ChatCall | EmbeddingsCall;
export type Operation = Call['operation'];

/** Something of the call that the target cannot express, and what was done about it. */
export interface Warning {
  /** The canonical or client field, e.g. `seed`. */
  readonly param: string;
  readonly action: 'dropped' | 'changed';
  readonly reason: string;
}
