import { defineProvider } from '../provider.ts';

export const ollama = defineProvider({
  id: 'ollama',
  name: 'Ollama (local)',
  docsUrl: 'https://docs.ollama.com/api',
  baseUrl: 'http://localhost:11434/v1',
  env: { apiKey: ['OLLAMA_API_KEY'], baseUrl: ['OLLAMA_BASE_URL', 'OLLAMA_HOST'] },
  isLocal: true,
  auth: { kind: 'optional-bearer' },
  dialects: ['openai-chat', 'openai-responses', 'anthropic-messages', 'openai-embeddings'],
  // Images are taken as bytes only.
  traits: {
    mediaUrls: 'inline',
    developerRole: 'system',
    reasoningField: 'reasoning',
    thinking: 'budget',
  },
  requestIdHeaders: [],
});
