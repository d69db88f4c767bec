import { defineProvider } from '../provider.ts';

export const deepinfra = defineProvider({
  id: 'deepinfra',
  name: 'DeepInfra',
  docsUrl: 'https://deepinfra.com/docs/openai_api',
  baseUrl: 'https://api.deepinfra.com/v1/openai',
  env: { apiKey: ['DEEPINFRA_API_KEY', 'DEEPINFRA_TOKEN'], baseUrl: [] },
  traits: { developerRole: 'system', reasoningField: 'reasoning_content' },
  requestIdHeaders: ['x-deepinfra-request-id', 'x-request-id'],
});
