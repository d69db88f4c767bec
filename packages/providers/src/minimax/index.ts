import { defineProvider } from '../provider.ts';
import { adaptMinimax, classifyMinimax } from './quirks.ts';

export const minimax = defineProvider({
  id: 'minimax',
  name: 'MiniMax',
  docsUrl: 'https://platform.minimax.io/docs',
  baseUrl: 'https://api.minimax.io/v1',
  env: { apiKey: ['MINIMAX_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat'],
  capabilities: { embeddings: false },
  traits: {
    temperatureMax: 1,
    developerRole: 'system',
    reasoningField: 'reasoning_details',
    reasoningControl: 'none',
    refusedParams: ['store'],
  },
  requestIdHeaders: ['trace-id'],
  adaptRequest: adaptMinimax,
  classify: classifyMinimax,
  probePath: undefined,
});
