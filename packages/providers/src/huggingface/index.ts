import { defineProvider } from '../provider.ts';
import { classifyLoading } from './quirks.ts';

export const huggingface = defineProvider({
  id: 'huggingface',
  name: 'Hugging Face Inference Providers',
  docsUrl: 'https://huggingface.co/docs/inference-providers',
  baseUrl: 'https://router.huggingface.co/v1',
  env: { apiKey: ['HF_TOKEN'], baseUrl: [] },
  dialects: ['openai-chat'],
  capabilities: { embeddings: false },
  traits: { developerRole: 'system', reasoningField: 'reasoning_content' },
  requestIdHeaders: ['x-inference-request-id', 'x-request-id'],
  classify: classifyLoading,
});
