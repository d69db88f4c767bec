import { defineProvider } from '../provider.ts';

export const llamacpp = defineProvider({
  id: 'llamacpp',
  name: 'llama.cpp server',
  docsUrl: 'https://github.com/ggml-org/llama.cpp/tree/master/tools/server',
  baseUrl: 'http://localhost:8080/v1',
  env: { apiKey: ['LLAMA_API_KEY'], baseUrl: ['LLAMACPP_BASE_URL'] },
  isLocal: true,
  auth: { kind: 'optional-bearer' },
  dialects: ['openai-chat', 'openai-responses', 'anthropic-messages', 'openai-embeddings'],
  // Most builds cannot fetch.
  traits: {
    mediaUrls: 'inline',
    developerRole: 'system',
    acceptsBothOutputTokensFields: true,
    reasoningField: 'reasoning_content',
    thinking: 'budget',
  },
  requestIdHeaders: [],
});
