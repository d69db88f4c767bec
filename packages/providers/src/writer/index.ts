import { defineProvider } from '../provider.ts';

export const writer = defineProvider({
  id: 'writer',
  name: 'Writer',
  docsUrl: 'https://dev.writer.com/api-reference',
  baseUrl: 'https://api.writer.com/v1',
  env: { apiKey: ['WRITER_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat'],
  paths: { 'openai-chat': '/chat' },
  capabilities: { embeddings: false },
  traits: { developerRole: 'system', reasoningControl: 'none' },
  // Chunks carry `message` beside `delta`, tool arguments that are null, and no terminator.
  irregularAnswers: ['openai-chat'],
});
