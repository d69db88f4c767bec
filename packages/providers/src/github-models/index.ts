import { OPENAI_MODELS } from '../families.ts';
import { defineProvider } from '../provider.ts';

export const githubModels = defineProvider({
  id: 'github-models',
  name: 'GitHub Models',
  docsUrl: 'https://docs.github.com/en/github-models',
  baseUrl: 'https://models.github.ai/inference',
  env: { apiKey: ['GITHUB_TOKEN'], baseUrl: [] },
  headers: { 'x-github-api-version': '2022-11-28' },
  models: OPENAI_MODELS,
  requestIdHeaders: ['x-github-request-id', 'x-request-id'],
  // The catalogue hangs above this address.
  probePath: undefined,
});
