import { CLAUDE_MODELS, CLAUDE_NEWEST } from '../families.ts';
import { defineProvider } from '../provider.ts';

export const anthropic = defineProvider({
  id: 'anthropic',
  name: 'Anthropic',
  docsUrl: 'https://platform.claude.com/docs/en/api/overview',
  baseUrl: 'https://api.anthropic.com/v1',
  env: { apiKey: ['ANTHROPIC_API_KEY'], baseUrl: ['ANTHROPIC_BASE_URL'] },
  auth: { kind: 'header', name: 'x-api-key' },
  headers: { 'anthropic-version': '2023-06-01' },
  dialects: ['anthropic-messages'],
  capabilities: { files: true, embeddings: false },
  traits: { ...CLAUDE_NEWEST, temperatureMax: 1, seedField: 'none' },
  models: CLAUDE_MODELS,
  requestIdHeaders: ['request-id'],
});
