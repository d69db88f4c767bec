import { defineProvider } from '../provider.ts';

export const cerebras = defineProvider({
  id: 'cerebras',
  name: 'Cerebras',
  docsUrl: 'https://inference-docs.cerebras.ai',
  baseUrl: 'https://api.cerebras.ai/v1',
  env: { apiKey: ['CEREBRAS_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat'],
  capabilities: { images: false, embeddings: false },
  traits: {
    developerRole: 'system',
    outputTokensField: 'max_completion_tokens',
    reasoningField: 'reasoning',
    refusedParams: ['store', 'presence_penalty', 'frequency_penalty', 'logit_bias'],
  },
  models: [{ match: /qwen-3\.[6-9]/, capabilities: { images: true } }],
  requestIdHeaders: ['x-request-id', 'inference-id'],
});
