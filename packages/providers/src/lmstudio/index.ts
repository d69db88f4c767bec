import { defineProvider } from '../provider.ts';

export const lmstudio = defineProvider({
  id: 'lmstudio',
  name: 'LM Studio',
  docsUrl: 'https://lmstudio.ai/docs/developer',
  baseUrl: 'http://localhost:1234/v1',
  env: { apiKey: ['LMSTUDIO_API_KEY'], baseUrl: ['LMSTUDIO_BASE_URL'] },
  isLocal: true,
  auth: { kind: 'optional-bearer' },
  dialects: ['openai-chat', 'openai-responses', 'anthropic-messages', 'openai-embeddings'],
  traits: {
    mediaUrls: 'inline',
    developerRole: 'system',
    reasoningField: 'reasoning_content',
    thinking: 'budget',
  },
  requestIdHeaders: [],
});
