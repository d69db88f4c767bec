import { defineProvider } from '../provider.ts';

export const groq = defineProvider({
  id: 'groq',
  name: 'Groq',
  docsUrl: 'https://console.groq.com/docs/api-reference',
  baseUrl: 'https://api.groq.com/openai/v1',
  env: { apiKey: ['GROQ_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat'],
  capabilities: { images: false, embeddings: false },
  traits: {
    developerRole: 'system',
    outputTokensField: 'max_completion_tokens',
    acceptsBothOutputTokensFields: true,
    reasoningField: 'reasoning',
    reasoningControl: 'none',
    refusedParams: ['logprobs', 'top_logprobs', 'logit_bias'],
  },
  models: [
    { match: /gpt-oss|qwen3\.[89]/, traits: { reasoningControl: 'reasoning_effort' } },
    { match: /llama-4|qwen3\.[6-9]|vision/, capabilities: { images: true } },
  ],
});
