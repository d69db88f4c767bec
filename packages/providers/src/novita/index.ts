import { defineProvider } from '../provider.ts';

export const novita = defineProvider({
  id: 'novita',
  name: 'Novita AI',
  docsUrl: 'https://novita.ai/docs',
  baseUrl: 'https://api.novita.ai/openai',
  env: { apiKey: ['NOVITA_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat'],
  capabilities: { embeddings: false },
  traits: { developerRole: 'system', reasoningField: 'reasoning_content' },
  requestIdHeaders: [],
});
