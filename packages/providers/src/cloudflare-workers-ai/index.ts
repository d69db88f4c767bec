import { defineProvider } from '../provider.ts';

// The account is part of the address:
// https://api.cloudflare.com/client/v4/accounts/{account}/ai/v1.
export const cloudflareWorkersAi = defineProvider({
  id: 'cloudflare-workers-ai',
  name: 'Cloudflare Workers AI',
  docsUrl: 'https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility/',
  baseUrl: undefined,
  env: { apiKey: ['CLOUDFLARE_API_TOKEN'], baseUrl: ['CLOUDFLARE_WORKERS_AI_BASE_URL'] },
  traits: {
    developerRole: 'system',
    reasoningField: 'reasoning_content',
    refusedParams: ['store'],
  },
  requestIdHeaders: ['cf-ray'],
  // Chunks lack the index of the choice.
  irregularAnswers: ['openai-chat'],
  probePath: undefined,
});
