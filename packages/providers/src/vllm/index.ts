import { defineProvider } from '../provider.ts';

export const vllm = defineProvider({
  id: 'vllm',
  name: 'vLLM (self-hosted)',
  docsUrl: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html',
  baseUrl: 'http://localhost:8000/v1',
  env: { apiKey: ['VLLM_API_KEY'], baseUrl: ['VLLM_BASE_URL'] },
  isLocal: true,
  auth: { kind: 'optional-bearer' },
  dialects: ['openai-chat', 'openai-responses', 'anthropic-messages', 'openai-embeddings'],
  traits: {
    developerRole: 'system',
    acceptsBothOutputTokensFields: true,
    reasoningField: 'reasoning_content',
    thinking: 'budget',
  },
});
