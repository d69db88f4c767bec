import { defineProvider } from '../provider.ts';

export const scaleway = defineProvider({
  id: 'scaleway',
  name: 'Scaleway Generative APIs',
  docsUrl: 'https://www.scaleway.com/en/docs/generative-apis/',
  baseUrl: 'https://api.scaleway.ai/v1',
  env: { apiKey: ['SCALEWAY_API_KEY'], baseUrl: [] },
  traits: { developerRole: 'system', reasoningField: 'reasoning_content' },
});
