import { defineProvider } from '../provider.ts';

export const ovhcloud = defineProvider({
  id: 'ovhcloud',
  name: 'OVHcloud AI Endpoints',
  docsUrl: 'https://www.ovhcloud.com/en/public-cloud/ai-endpoints/catalog/',
  baseUrl: 'https://oai.endpoints.kepler.ai.cloud.ovh.net/v1',
  env: { apiKey: ['OVHCLOUD_API_KEY'], baseUrl: [] },
  traits: { developerRole: 'system', reasoningField: 'reasoning_content' },
});
