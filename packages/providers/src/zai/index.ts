import { classifyByCode } from '../code-table.ts';
import { defineProvider } from '../provider.ts';

export const zai = defineProvider({
  id: 'zai',
  name: 'Z.ai (GLM)',
  docsUrl: 'https://docs.z.ai/api-reference/llm/chat-completion',
  baseUrl: 'https://api.z.ai/api/paas/v4',
  env: { apiKey: ['ZAI_API_KEY', 'ZHIPU_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat'],
  capabilities: { images: false, embeddings: false },
  traits: {
    temperatureMax: 1,
    stopMax: 1,
    jsonSchema: 'prompt',
    toolChoice: { none: false, required: false, named: false },
    developerRole: 'system',
    reasoningField: 'reasoning_content',
    reasoningControl: 'thinking',
    seedField: 'none',
    refusedParams: ['store'],
  },
  models: [
    // Degrees of effort came with 5.2; before that thinking is on or off.
    {
      match: /glm-(?:4|5(?:\.[01])?(?:-|v|$))/,
      traits: { refusedParams: ['store', 'reasoning_effort'] },
    },
    { match: /glm-[\d.]+v|glm-5\.3-flash/, capabilities: { images: true } },
  ],
  requestIdHeaders: [],
  probePath: undefined,
  classify: classifyByCode({
    '1000': ['auth', 'credential'],
    '1001': ['auth', 'credential'],
    '1002': ['auth', 'credential'],
    '1003': ['auth', 'credential'],
    '1004': ['auth', 'credential'],
    '1113': ['quota', 'credential'],
    '1211': ['model_gone', 'deployment'],
    '1261': ['context_too_long', 'call'],
    '1301': ['content_filtered', 'call'],
    '1302': ['rate_limited', 'deployment'],
    '1303': ['rate_limited', 'deployment'],
    '1305': ['overloaded', 'deployment'],
  }),
});
