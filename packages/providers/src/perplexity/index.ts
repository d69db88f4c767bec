import { defineProvider } from '../provider.ts';

export const perplexity = defineProvider({
  id: 'perplexity',
  name: 'Perplexity',
  docsUrl: 'https://docs.perplexity.ai/api-reference',
  baseUrl: 'https://api.perplexity.ai',
  env: { apiKey: ['PERPLEXITY_API_KEY', 'PPLX_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat'],
  capabilities: { tools: false, embeddings: false },
  traits: {
    stopMax: 0,
    prefill: 'refused',
    developerRole: 'system',
    reasoningControl: 'none',
    seedField: 'none',
    mergesTurns: true,
    // Usage comes with every chunk by itself.
    streamUsage: false,
    refusedParams: ['tools', 'tool_choice', 'parallel_tool_calls', 'logit_bias', 'store'],
  },
  models: [{ match: /deep-research/, traits: { reasoningControl: 'reasoning_effort' } }],
  probePath: undefined,
});
