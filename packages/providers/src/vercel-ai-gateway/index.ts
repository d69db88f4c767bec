import { CLAUDE_AT_ROUTERS } from '../families.ts';
import { defineProvider } from '../provider.ts';

export const vercelAiGateway = defineProvider({
  id: 'vercel-ai-gateway',
  name: 'Vercel AI Gateway',
  docsUrl: 'https://vercel.com/docs/ai-gateway',
  baseUrl: 'https://ai-gateway.vercel.sh/v1',
  env: { apiKey: ['AI_GATEWAY_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat', 'openai-responses', 'anthropic-messages'],
  capabilities: { embeddings: false },
  traits: {
    developerRole: 'system',
    acceptsBothOutputTokensFields: true,
    reasoningField: 'reasoning_details',
    reasoningControl: 'reasoning',
    cacheControl: true,
    thinking: 'budget',
  },
  models: CLAUDE_AT_ROUTERS,
});
