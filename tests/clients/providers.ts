import type { FakeDialectId } from './stage.ts';

/** A provider that every client is run against: as the gateway is configured for it, and what may be expected of it. */
export interface ProviderRow {
  readonly name: string;
  /** What the fake upstream's address is followed by. */
  readonly base: string;
  /** A model that does not reason unless asked. */
  readonly model: string;
  /** A model that reasons, or does so when asked. */
  readonly reasoner: string;
  /** A model that refuses a tool's result unless the reasoning behind the call comes back with it. */
  readonly demandingReasoner: string;
  /** A model that gives JSON of a schema also while tools are offered. */
  readonly juggler: string;
  readonly embedder: string | undefined;
  /**
   * Dialects of the provider: those of a client here mean the fast lane, all others the hub, which speaks the first.
   */
  readonly dialects: readonly [FakeDialectId, ...FakeDialectId[]];
  readonly embeddingsDialect: FakeDialectId | undefined;
  readonly readsFiles: boolean;
  /** Whether the provider fetches images itself; where not, the gateway does. */
  readonly fetchesUrls: boolean;
  /** Whether reasoning is shown to a client that asked for it. */
  readonly showsReasoning: boolean;
  /** Whether the provider says how many tokens the reasoning took. */
  readonly countsReasoning: boolean;
  /** Whether the provider knows "any JSON object" as a mode; where not, the gateway asks for it in words. */
  readonly hasJsonMode: boolean;
}

/** One provider of each dialect, and one of the many that follow OpenAI's. */
export const PROVIDERS: readonly ProviderRow[] = [
  {
    name: 'openai',
    base: '/v1',
    model: 'openai/gpt-4.1-mini',
    reasoner: 'openai/gpt-5-mini',
    demandingReasoner: 'openai/gpt-5-mini',
    juggler: 'openai/gpt-4.1-mini',
    embedder: 'openai/text-embedding-3-small',
    dialects: ['openai-chat', 'openai-responses'],
    embeddingsDialect: 'openai-embeddings',
    readsFiles: true,
    fetchesUrls: true,
    showsReasoning: false,
    countsReasoning: true,
    hasJsonMode: true,
  },
  {
    name: 'anthropic',
    base: '/v1',
    model: 'anthropic/claude-sonnet-4-5',
    reasoner: 'anthropic/claude-sonnet-4-5',
    demandingReasoner: 'anthropic/claude-sonnet-4-5',
    juggler: 'anthropic/claude-sonnet-4-5',
    embedder: undefined,
    dialects: ['anthropic-messages'],
    embeddingsDialect: undefined,
    readsFiles: true,
    fetchesUrls: true,
    showsReasoning: true,
    countsReasoning: false,
    hasJsonMode: false,
  },
  {
    name: 'google-ai-studio',
    base: '/v1beta',
    model: 'google-ai-studio/gemini-2.5-flash',
    reasoner: 'google-ai-studio/gemini-3-pro',
    demandingReasoner: 'google-ai-studio/gemini-3-pro',
    juggler: 'google-ai-studio/gemini-3-pro',
    embedder: 'google-ai-studio/gemini-embedding-001',
    dialects: ['gemini'],
    embeddingsDialect: 'gemini-embeddings',
    readsFiles: true,
    fetchesUrls: false,
    showsReasoning: true,
    countsReasoning: true,
    hasJsonMode: true,
  },
  {
    name: 'openai-compatible',
    base: '/v1',
    model: 'openai-compatible/fake-model',
    reasoner: 'openai-compatible/qwq-32b',
    demandingReasoner: 'openai-compatible/deepseek-reasoner',
    juggler: 'openai-compatible/fake-model',
    embedder: 'openai-compatible/fake-embedder',
    dialects: ['openai-chat'],
    embeddingsDialect: 'openai-embeddings',
    readsFiles: false,
    fetchesUrls: true,
    showsReasoning: true,
    countsReasoning: true,
    hasJsonMode: true,
  },
];

/** The providers that make embeddings. */
export const EMBEDDERS = PROVIDERS.flatMap(({ embedder, embeddingsDialect, ...row }) =>
  embedder === undefined || embeddingsDialect === undefined
    ? []
    : [{ ...row, embedder, embeddingsDialect }],
);

/** The dialect in which the gateway has to speak to a provider for a client of `dialect`. */
export function spokenDialect(row: ProviderRow, dialect: FakeDialectId): FakeDialectId {
  return row.dialects.includes(dialect) ? dialect : row.dialects[0];
}
