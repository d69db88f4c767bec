import type { Traits } from '@ocha/wire';
import type { ModelRule } from './provider.ts';

/**
 * Model families that several providers serve under similar names (`gpt-5`, `openai/gpt-5`). The
 * first match wins, so
 * that rules run from the newest to the oldest, and an unknown newer model falls to the newest
 * rule.
 */

// --- OpenAI

/** Reasoning models refuse sampling, `max_tokens` and mostly `stop`. */
const OPENAI_REASONING: Partial<Traits> = {
  acceptsSampling: false,
  stopMax: 0,
  outputTokensField: 'max_completion_tokens',
  acceptsBothOutputTokensFields: false,
  refusedParams: ['logprobs', 'top_logprobs', 'logit_bias'],
  encryptedReasoning: true,
};

export const OPENAI_MODELS: readonly ModelRule[] = [
  {
    match: /(?:^|[/:])(?:text-embedding|text-moderation|omni-moderation)/,
    capabilities: { tools: false, images: false, files: false, reasoning: false },
  },
  {
    match: /(?:^|[/:])gpt-(?:audio|realtime|4o(?:-mini)?-audio)/,
    traits: { reasoningControl: 'none' },
    capabilities: { audio: true, images: false, reasoning: false },
  },
  // Chat flavours of the reasoning series do not reason, but keep its name of the output limit.
  {
    match: /(?:^|[/:])gpt-[5-9][\d.]*-chat/,
    traits: {
      reasoningControl: 'none',
      outputTokensField: 'max_completion_tokens',
      acceptsBothOutputTokensFields: false,
    },
    capabilities: { reasoning: false },
  },
  // `stop` came back with 5.5.
  {
    match: /(?:^|[/:])(?:chat-latest|gpt-daybreak|gpt-5\.[5-9]|gpt-(?:[6-9]|\d{2,})(?!\d*k))/,
    traits: { ...OPENAI_REASONING, stopMax: 4 },
  },
  // o1 and o3-mini still take stop sequences; o3, o4-mini and gpt-5 up to 5.4 do not.
  { match: /(?:^|[/:])(?:o1|o3-mini)/, traits: { ...OPENAI_REASONING, stopMax: 4 } },
  { match: /(?:^|[/:])(?:o\d|gpt-5|codex|computer-use)/, traits: OPENAI_REASONING },
  {
    match: /(?:^|[/:])(?:gpt-4|gpt-3\.5|chatgpt-4o|davinci|babbage)/,
    traits: { reasoningControl: 'none' },
    capabilities: { reasoning: false },
  },
];

// --- Anthropic

const CLAUDE_ADAPTIVE: Partial<Traits> = {
  thinking: 'adaptive',
  outputTokensDefault: 64_000,
  acceptsTemperatureWithTopP: false,
  prefill: 'refused',
  jsonSchema: 'native',
  midSystem: false,
};

const CLAUDE_BUDGET: Partial<Traits> = {
  thinking: 'budget',
  acceptsSampling: true,
  acceptsTemperatureWithTopP: true,
  prefill: 'native',
  jsonSchema: 'prompt',
  midSystem: false,
};

const CLAUDE_4_5: Partial<Traits> = {
  ...CLAUDE_BUDGET,
  outputTokensDefault: 64_000,
  acceptsTemperatureWithTopP: false,
  jsonSchema: 'native',
};

/** What a Claude newer than every rule below most likely is. */
export const CLAUDE_NEWEST: Partial<Traits> = {
  ...CLAUDE_ADAPTIVE,
  acceptsSampling: false,
  midSystem: true,
};

export const CLAUDE_MODELS: readonly ModelRule[] = [
  {
    match:
      /claude-(?:(?:opus|sonnet|haiku)-5[.-][1-9](?!\d)|opus-5(?![.\d])|opus-4[.-]8(?!\d)|fable)/,
    traits: CLAUDE_NEWEST,
  },
  {
    match: /claude-(?:(?:sonnet|haiku)-5(?![.\d])|(?:opus|sonnet)-4[.-]7(?!\d))/,
    traits: { ...CLAUDE_ADAPTIVE, acceptsSampling: false },
  },
  {
    match: /claude-(?:opus|sonnet|haiku)-4[.-]6(?!\d)/,
    traits: { ...CLAUDE_ADAPTIVE, acceptsSampling: true },
  },
  // Effort beside a budget is Opus 4.5's alone.
  { match: /claude-opus-4[.-]5(?!\d)/, traits: { ...CLAUDE_4_5, acceptsEffort: true } },
  { match: /claude-(?:sonnet|haiku)-4[.-]5(?!\d)/, traits: CLAUDE_4_5 },
  {
    match: /claude-opus-4[.-]1(?!\d)/,
    traits: { ...CLAUDE_BUDGET, outputTokensDefault: 32_000, acceptsTemperatureWithTopP: false },
  },
  { match: /claude-opus-4(?!\d)/, traits: { ...CLAUDE_BUDGET, outputTokensDefault: 32_000 } },
  {
    match: /claude-(?:sonnet-4(?!\d)|3[.-]7)/,
    traits: { ...CLAUDE_BUDGET, outputTokensDefault: 64_000 },
  },
  {
    match: /claude-(?:3[.-]5|haiku-3[.-]5)/,
    traits: { ...CLAUDE_BUDGET, thinking: 'none', outputTokensDefault: 8192 },
    capabilities: { reasoning: false },
  },
  {
    match: /claude-(?:3|2|instant)/,
    traits: { ...CLAUDE_BUDGET, thinking: 'none', outputTokensDefault: 4096 },
    capabilities: { reasoning: false, files: false },
  },
];

/** Claude behind a router's own Messages endpoint: only what concerns that wire. */
export const CLAUDE_AT_ROUTERS: readonly ModelRule[] = CLAUDE_MODELS.map(({ match, traits }) => ({
  match,
  traits: {
    thinking: traits?.thinking ?? 'budget',
    acceptsSampling: traits?.acceptsSampling ?? true,
    acceptsEffort: traits?.acceptsEffort ?? false,
  },
}));

// --- Google

/** Gemini 3 and later steer by level, need their signatures back, and take JSON Schema as it is. */
export const GEMINI_NEWEST: Partial<Traits> = {
  thinkingConfig: 'level',
  thinkingLevels: ['low', 'medium', 'high'],
  needsThoughtSignature: true,
  schemaForm: 'json-schema',
  toolResultMedia: 'function-response',
  acceptsJsonWithTools: true,
};

/** What came before: differences from the newest. */
const GEMINI_OLDER: Partial<Traits> = {
  thinkingConfig: 'none',
  needsThoughtSignature: false,
  schemaForm: 'openapi',
  toolResultMedia: 'user-turn',
  acceptsJsonWithTools: false,
};

export const GEMINI_MODELS: readonly ModelRule[] = [
  {
    match: /(?:^|\/)(?:gemini-embedding|text-embedding|embedding-)/,
    traits: GEMINI_OLDER,
    capabilities: { tools: false, images: false, files: false, audio: false, reasoning: false },
  },
  {
    match: /(?:^|\/)gemini-2\.5-pro/,
    // Thinking cannot be switched off here.
    traits: {
      ...GEMINI_OLDER,
      thinkingConfig: 'budget',
      thinkingBudget: { min: 128, max: 32_768 },
    },
  },
  {
    match: /(?:^|\/)gemini-2\.5/,
    traits: { ...GEMINI_OLDER, thinkingConfig: 'budget', thinkingBudget: { min: 0, max: 24_576 } },
  },
  {
    match: /(?:^|\/)gemini-(?:1|2\.0)/,
    traits: GEMINI_OLDER,
    capabilities: { reasoning: false },
  },
  { match: /(?:^|\/)gemini-3-pro/, traits: { thinkingLevels: ['low', 'high'] } },
  {
    match:
      /(?:^|\/)gemini-(?:3-flash|3\.1-flash|3\.[56]-flash|flash-latest|flash-lite-latest|robotics)/,
    traits: { thinkingLevels: ['minimal', 'low', 'medium', 'high'] },
  },
  {
    match: /(?:^|\/)gemma-[1-3]/,
    traits: GEMINI_OLDER,
    capabilities: { tools: false, files: false, audio: false, jsonSchema: false, reasoning: false },
  },
  {
    match: /(?:^|\/)gemma-/,
    traits: { ...GEMINI_OLDER, thinkingConfig: 'level', thinkingLevels: ['minimal', 'high'] },
    capabilities: { files: false, audio: false },
  },
];
