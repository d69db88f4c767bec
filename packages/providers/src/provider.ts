import type { Failure, Random } from '@ocha/kernel';
import type { DialectId, ProviderError, Traits } from '@ocha/wire';
import { adaptToTraits } from './adapt-request.ts';
import type { AdaptContext } from './body-edit.ts';

/** How a credential travels. */
export type Auth =
  | { readonly kind: 'bearer' }
  | { readonly kind: 'header'; readonly name: string }
  /** Local servers: a key is sent as bearer when one is configured, and is not missed when none is. */
  | { readonly kind: 'optional-bearer' }
  | { readonly kind: 'none' };

/** What a provider's models can do, unless `models` says otherwise. Decides which calls a deployment is offered. */
export interface Capabilities {
  readonly tools: boolean;
  readonly images: boolean;
  readonly files: boolean;
  readonly audio: boolean;
  readonly jsonSchema: boolean;
  readonly reasoning: boolean;
  readonly embeddings: boolean;
}

/** Facts that hold for some of a provider's models: the first pattern that matches the model id wins. */
export interface ModelRule {
  readonly match: RegExp;
  readonly traits?: Partial<Traits>;
  readonly capabilities?: Partial<Capabilities>;
}

/** An HTTP answer that is not a success, or a success whose body carries an error, as `classify` sees it. */
export interface ProviderResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as text, cut at a named limit. */
  readonly text: string;
  /** The body parsed as JSON; undefined when it is not JSON. */
  readonly body: unknown;
  /** The error found in the body by the dialect; undefined when none was recognised. */
  readonly error: ProviderError | undefined;
  /** Wall-clock milliseconds, for hints that are dates. */
  readonly nowMs: number;
}

/** A rendered request for a provider that has no socket behind it. */
export interface SimulatedRequest {
  readonly dialect: DialectId;
  readonly model: string;
  readonly isStream: boolean;
  readonly body: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** The bytes a simulated provider would have sent, and when. */
export interface SimulatedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Each piece is sent `afterMs` milliseconds after the one before. */
  readonly pieces: readonly { readonly afterMs: number; readonly text: string }[];
}

/**
 * One upstream: dialect + address + auth + quirks + errors. Pure data and functions; the upstream room does the I/O.
 */
export interface Provider {
  /** The word before the slash in `provider/model`. Lower case, digits and dashes. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Where its documentation is. */
  readonly docsUrl: string;
  /** Without a trailing slash; undefined where every operator has their own (vLLM elsewhere, `openai-compatible`). */
  readonly baseUrl: string | undefined;
  /** True where the address is the operator's own machine or network: private addresses are allowed by default. */
  readonly isLocal: boolean;
  /** Environment variables that switch the provider on, in order of preference. */
  readonly env: { readonly apiKey: readonly string[]; readonly baseUrl: readonly string[] };
  readonly auth: Auth;
  /** Headers on every request (`anthropic-version`). */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Every dialect that it speaks. A client of one of them is served in it (the fast lane); any other client is
   * translated to the first chat dialect of the list.
   */
  readonly dialects: readonly DialectId[];
  /** Paths that differ from the dialect's own, below the base URL. `{model}` is replaced. */
  readonly paths: Partial<Readonly<Record<DialectId, string>>>;
  readonly capabilities: Capabilities;
  /** What all its models differ in from `DEFAULT_TRAITS`. */
  readonly traits: Partial<Traits>;
  readonly models: readonly ModelRule[];
  /** Response headers that may carry its request id, in order. */
  readonly requestIdHeaders: readonly string[];
  /**
   * Edits a request body of the given dialect for this provider. Returns the same object when nothing needs to change:
   * then the client's bytes may pass as they are. Must not mutate. By default it edits what the traits demand.
   */
  readonly adaptRequest?: (
    body: Readonly<Record<string, unknown>>,
    context: AdaptContext,
  ) => Readonly<Record<string, unknown>>;
  /** Dialects whose answers are so irregular here that even a client of the same dialect needs them translated. */
  readonly irregularAnswers: readonly DialectId[];
  /** Failures that the shared table does not see right. Undefined: the shared table decides. */
  readonly classify?: (response: ProviderResponse) => Failure | undefined;
  /** The built-in simulated provider answers by itself instead of through a socket. */
  readonly simulate?: (request: SimulatedRequest, random: Random) => SimulatedAnswer;
  /** Path below the base URL that answers `GET` cheaply when the credential works; `ocha doctor` asks it. */
  readonly probePath: string | undefined;
}

/** What `defineProvider` needs; the rest has defaults that fit an OpenAI-compatible server. */
export type ProviderDefinition = Pick<Provider, 'id' | 'name' | 'docsUrl' | 'baseUrl'> &
  Partial<Omit<Provider, 'capabilities'>> & { readonly capabilities?: Partial<Capabilities> };

const OPENAI_COMPATIBLE_CAPABILITIES: Capabilities = {
  tools: true,
  images: true,
  files: false,
  audio: false,
  jsonSchema: true,
  reasoning: true,
  embeddings: true,
};

/** Completes a definition. An OpenAI-compatible provider needs hardly more than an id, an address and a key's name. */
export function defineProvider(definition: ProviderDefinition): Provider {
  return {
    isLocal: false,
    env: { apiKey: [], baseUrl: [] },
    auth: { kind: 'bearer' },
    headers: {},
    dialects: ['openai-chat', 'openai-embeddings'],
    paths: {},
    traits: {},
    models: [],
    requestIdHeaders: ['x-request-id'],
    adaptRequest: adaptToTraits,
    irregularAnswers: [],
    probePath: '/models',
    ...definition,
    capabilities: { ...OPENAI_COMPATIBLE_CAPABILITIES, ...definition.capabilities },
  };
}
