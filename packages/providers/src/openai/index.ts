import { OPENAI_MODELS } from '../families.ts';
import { defineProvider } from '../provider.ts';
import { adaptOpenai } from './quirks.ts';

export const openai = defineProvider({
  id: 'openai',
  name: 'OpenAI',
  docsUrl: 'https://developers.openai.com/api/reference/overview',
  baseUrl: 'https://api.openai.com/v1',
  env: { apiKey: ['OPENAI_API_KEY'], baseUrl: ['OPENAI_BASE_URL'] },
  dialects: ['openai-chat', 'openai-responses', 'openai-embeddings'],
  capabilities: { files: true },
  traits: { outputTokensField: 'max_completion_tokens', acceptsBothOutputTokensFields: true },
  models: OPENAI_MODELS,
  adaptRequest: adaptOpenai,
});
