import { defineProvider } from '../provider.ts';

export const ai21 = defineProvider({
  id: 'ai21',
  name: 'AI21',
  docsUrl: 'https://docs.ai21.com/reference',
  baseUrl: 'https://api.ai21.com/studio/v1',
  env: { apiKey: ['AI21_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat'],
  capabilities: { images: false, reasoning: false, embeddings: false },
  traits: { temperatureMax: 2, developerRole: 'system', reasoningControl: 'none' },
});
