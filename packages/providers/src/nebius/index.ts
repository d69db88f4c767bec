import { defineProvider } from '../provider.ts';

export const nebius = defineProvider({
  id: 'nebius',
  name: 'Nebius Token Factory',
  docsUrl: 'https://docs.tokenfactory.nebius.com/',
  baseUrl: 'https://api.tokenfactory.nebius.com/v1',
  env: { apiKey: ['NEBIUS_API_KEY'], baseUrl: [] },
  traits: { developerRole: 'system', reasoningField: 'reasoning_content' },
  requestIdHeaders: [],
});
