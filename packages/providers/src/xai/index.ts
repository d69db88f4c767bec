import { defineProvider } from '../provider.ts';

export const xai = defineProvider({
  id: 'xai',
  name: 'xAI',
  docsUrl: 'https://docs.x.ai/docs/api-reference',
  baseUrl: 'https://api.x.ai/v1',
  env: { apiKey: ['XAI_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat', 'openai-responses'],
  capabilities: { embeddings: false },
  traits: {
    developerRole: 'system',
    outputTokensField: 'max_completion_tokens',
    acceptsBothOutputTokensFields: true,
    usageIncludesReasoning: false,
    reasoningField: 'reasoning_content',
    // What its reasoning models refuse, and nearly all of them are.
    stopMax: 0,
    refusedParams: ['presence_penalty', 'frequency_penalty'],
  },
  models: [
    {
      match: /non-reasoning|grok-2|grok-3(?!-mini)/,
      traits: { stopMax: 4, refusedParams: [], reasoningControl: 'none' },
      capabilities: { reasoning: false },
    },
    // Effort came with grok-3-mini and came back with 4.3; the models between refuse the word.
    {
      match: /grok-4(?:-\d|-fast|-1|-latest|[.-]20|$)|grok-code/,
      traits: { reasoningControl: 'none' },
    },
  ],
});
