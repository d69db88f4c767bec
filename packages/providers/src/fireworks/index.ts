import { failureOf } from '../failure.ts';
import { defineProvider } from '../provider.ts';

export const fireworks = defineProvider({
  id: 'fireworks',
  name: 'Fireworks AI',
  docsUrl: 'https://docs.fireworks.ai/api-reference/post-chatcompletions',
  baseUrl: 'https://api.fireworks.ai/inference/v1',
  env: { apiKey: ['FIREWORKS_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat', 'openai-responses', 'anthropic-messages', 'openai-embeddings'],
  traits: {
    developerRole: 'system',
    acceptsBothOutputTokensFields: true,
    reasoningField: 'reasoning_content',
    seedField: 'none',
    thinking: 'adaptive',
    refusedParams: ['store'],
  },
  models: [{ match: /kimi-k\d/, traits: { reasoningReplay: 'required' } }],
  requestIdHeaders: [],
  // A suspended account, usually for an unpaid bill.
  classify: (response) =>
    response.status === 412
      ? failureOf(response, { kind: 'quota', scope: 'credential' })
      : undefined,
});
