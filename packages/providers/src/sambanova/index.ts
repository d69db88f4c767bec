import { defineProvider } from '../provider.ts';

export const sambanova = defineProvider({
  id: 'sambanova',
  name: 'SambaNova Cloud',
  docsUrl: 'https://docs.sambanova.ai',
  baseUrl: 'https://api.sambanova.ai/v1',
  env: { apiKey: ['SAMBANOVA_API_KEY'], baseUrl: [] },
  traits: { developerRole: 'system', reasoningField: 'reasoning_content' },
  requestIdHeaders: [],
  // Streamed tool calls lack their index, which the stock clients need.
  irregularAnswers: ['openai-chat'],
});
