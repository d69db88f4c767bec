import { defineProvider } from '../provider.ts';

export const hyperbolic = defineProvider({
  id: 'hyperbolic',
  name: 'Hyperbolic',
  docsUrl: 'https://docs.hyperbolic.xyz',
  baseUrl: 'https://api.hyperbolic.xyz/v1',
  env: { apiKey: ['HYPERBOLIC_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat'],
  capabilities: { embeddings: false },
  traits: { developerRole: 'system', reasoningField: 'reasoning_content' },
});
