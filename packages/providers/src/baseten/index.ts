import { defineProvider } from '../provider.ts';

export const baseten = defineProvider({
  id: 'baseten',
  name: 'Baseten Model APIs',
  docsUrl: 'https://docs.baseten.co/inference/model-apis/overview',
  baseUrl: 'https://inference.baseten.co/v1',
  env: { apiKey: ['BASETEN_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat'],
  capabilities: { embeddings: false },
  traits: {
    developerRole: 'system',
    reasoningField: 'reasoning_content',
    refusedParams: ['store'],
  },
});
