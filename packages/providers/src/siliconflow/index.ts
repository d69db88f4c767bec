import { defineProvider } from '../provider.ts';

export const siliconflow = defineProvider({
  id: 'siliconflow',
  name: 'SiliconFlow',
  docsUrl: 'https://cloud.siliconflow.com',
  baseUrl: 'https://api.siliconflow.com/v1',
  env: { apiKey: ['SILICONFLOW_API_KEY'], baseUrl: [] },
  traits: {
    developerRole: 'system',
    reasoningField: 'reasoning_content',
    reasoningControl: 'enable_thinking',
  },
  requestIdHeaders: ['x-siliconcloud-trace-id', 'x-request-id'],
});
