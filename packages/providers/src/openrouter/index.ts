import { CLAUDE_AT_ROUTERS } from '../families.ts';
import { defineProvider } from '../provider.ts';
import { classifyNested } from './quirks.ts';

export const openrouter = defineProvider({
  id: 'openrouter',
  name: 'OpenRouter',
  docsUrl: 'https://openrouter.ai/docs/api-reference/overview',
  baseUrl: 'https://openrouter.ai/api/v1',
  env: { apiKey: ['OPENROUTER_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat', 'openai-responses', 'anthropic-messages', 'openai-embeddings'],
  capabilities: { files: true },
  traits: {
    developerRole: 'system',
    acceptsBothOutputTokensFields: true,
    reasoningField: 'reasoning_details',
    reasoningControl: 'reasoning',
    cacheControl: true,
    thinking: 'budget',
  },
  models: CLAUDE_AT_ROUTERS,
  requestIdHeaders: ['x-generation-id'],
  classify: classifyNested,
});
