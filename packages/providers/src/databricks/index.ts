import { defineProvider } from '../provider.ts';

// The workspace is part of the address: https://{workspace}/serving-endpoints.
export const databricks = defineProvider({
  id: 'databricks',
  name: 'Databricks Foundation Model APIs',
  docsUrl: 'https://docs.databricks.com/aws/en/machine-learning/foundation-models/',
  baseUrl: undefined,
  env: { apiKey: ['DATABRICKS_TOKEN'], baseUrl: ['DATABRICKS_BASE_URL'] },
  dialects: ['openai-chat'],
  capabilities: { embeddings: false },
  traits: { developerRole: 'system', reasoningField: 'content-list' },
  requestIdHeaders: ['x-databricks-request-id', 'x-request-id'],
  // Content is a list where Claude reasons.
  irregularAnswers: ['openai-chat'],
  probePath: undefined,
});
