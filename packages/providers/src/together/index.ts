import { defineProvider } from '../provider.ts';

export const together = defineProvider({
  id: 'together',
  name: 'Together AI',
  docsUrl: 'https://docs.together.ai/reference/chat-completions-1',
  baseUrl: 'https://api.together.xyz/v1',
  env: { apiKey: ['TOGETHER_API_KEY'], baseUrl: [] },
  traits: {
    developerRole: 'system',
    reasoningField: 'reasoning',
    reasoningControl: 'reasoning',
    refusedParams: ['store', 'strict'],
  },
  models: [{ match: /gpt-oss/, traits: { reasoningControl: 'reasoning_effort' } }],
  requestIdHeaders: ['x-request-id', 'x-amzn-trace-id'],
});
