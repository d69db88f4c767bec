import { defineProvider } from '../provider.ts';

// The beta address serves everything the plain one does, and alone continues a turn of the
// assistant (`prefix`).
export const deepseek = defineProvider({
  id: 'deepseek',
  name: 'DeepSeek',
  docsUrl: 'https://api-docs.deepseek.com',
  baseUrl: 'https://api.deepseek.com/beta',
  env: { apiKey: ['DEEPSEEK_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat'],
  capabilities: { images: false, embeddings: false },
  traits: {
    prefill: 'prefix',
    jsonSchema: 'prompt',
    developerRole: 'system',
    reasoningField: 'reasoning_content',
    reasoningReplay: 'required',
    reasoningControl: 'thinking',
    seedField: 'none',
    refusedParams: ['store'],
  },
  models: [{ match: /deepseek-flash/, capabilities: { images: true } }],
  requestIdHeaders: ['x-ds-trace-id'],
  // Not known to answer below /beta.
  probePath: undefined,
});
