import { defineProvider } from '../provider.ts';

export const openaiCompatible = defineProvider({
  id: 'openai-compatible',
  name: 'Any OpenAI-compatible server',
  docsUrl: 'https://developers.openai.com/api/reference/overview',
  baseUrl: undefined,
  env: { apiKey: [], baseUrl: [] },
  auth: { kind: 'optional-bearer' },
  traits: {
    developerRole: 'system',
    reasoningField: 'reasoning_content',
  },
  // Google's own OpenAI layer wants its signatures back.
  models: [{ match: /gemini-/, traits: { needsThoughtSignature: true } }],
});
