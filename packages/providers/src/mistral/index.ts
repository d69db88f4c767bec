import { classifyByCode } from '../code-table.ts';
import { defineProvider } from '../provider.ts';
import { adaptMistral } from './quirks.ts';

export const mistral = defineProvider({
  id: 'mistral',
  name: 'Mistral AI',
  docsUrl: 'https://docs.mistral.ai/api',
  baseUrl: 'https://api.mistral.ai/v1',
  env: { apiKey: ['MISTRAL_API_KEY'], baseUrl: [] },
  capabilities: { files: true },
  traits: {
    prefill: 'prefix',
    developerRole: 'system',
    // Usage comes with the last chunk by itself; the option is an unknown field there, and those
    // are refused.
    streamUsage: false,
    toolChoiceRequiredWord: 'any',
    toolCallIds: 'short',
    reasoningField: 'content-list',
    reasoningControl: 'none',
    seedField: 'random_seed',
    mergesTurns: true,
    refusedParams: [
      'audio',
      'function_call',
      'functions',
      'logit_bias',
      'logprobs',
      'modalities',
      'prompt_cache_retention',
      'safety_identifier',
      'service_tier',
      'store',
      'top_logprobs',
      'user',
      'verbosity',
      'web_search_options',
    ],
  },
  models: [
    {
      match: /^(?:mistral-(?:(?:small|medium)-(?:latest|260\d|3\.)|large-4)|magistral|labs-lean)/,
      traits: { reasoningControl: 'reasoning_effort' },
    },
    {
      match: /embed/,
      capabilities: { tools: false, images: false, files: false, reasoning: false },
    },
    {
      match: /^(?:codestral|devstral|open-mistral|open-mixtral|ministral-.*-latest)/,
      capabilities: { images: false, reasoning: false },
    },
    { match: /voxtral/, capabilities: { audio: true, images: false, reasoning: false } },
  ],
  requestIdHeaders: ['mistral-correlation-id', 'x-kong-request-id'],
  adaptRequest: adaptMistral,
  // Content is a list where the model reasons or cites.
  irregularAnswers: ['openai-chat'],
  classify: classifyByCode({
    '1500': ['model_gone', 'deployment'],
    '3505': ['overloaded', 'deployment'],
  }),
});
