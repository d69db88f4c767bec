import { defineProvider } from '../provider.ts';

export const venice = defineProvider({
  id: 'venice',
  name: 'Venice',
  docsUrl: 'https://docs.venice.ai',
  baseUrl: 'https://api.venice.ai/api/v1',
  env: { apiKey: ['VENICE_API_KEY'], baseUrl: [] },
  traits: { developerRole: 'system', reasoningField: 'reasoning_content' },
  requestIdHeaders: ['cf-ray'],
});
