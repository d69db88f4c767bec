import { defineProvider } from '../provider.ts';

export const moonshot = defineProvider({
  id: 'moonshot',
  name: 'Moonshot AI (Kimi)',
  docsUrl: 'https://platform.moonshot.ai/docs/api/chat',
  baseUrl: 'https://api.moonshot.ai/v1',
  env: { apiKey: ['MOONSHOT_API_KEY'], baseUrl: [] },
  dialects: ['openai-chat'],
  capabilities: { embeddings: false },
  traits: {
    // Since K2.5 the models fix their own temperature.
    acceptsSampling: false,
    temperatureMax: 1,
    // URLs of images are not fetched.
    mediaUrls: 'inline',
    developerRole: 'system',
    reasoningField: 'reasoning_content',
    reasoningReplay: 'required',
    reasoningControl: 'reasoning_effort',
    refusedParams: ['store', 'strict'],
  },
  models: [
    // Kimi K2.5 to K2.7 think or do not, without degrees.
    {
      match: /kimi-k2[.-][5-9]/,
      traits: {
        reasoningControl: 'thinking',
        refusedParams: ['store', 'strict', 'reasoning_effort'],
      },
    },
    // The older ones cannot be made to call a tool.
    {
      match: /kimi-k2|kimi-latest|moonshot-v1/,
      traits: {
        acceptsSampling: true,
        reasoningControl: 'none',
        toolChoice: { none: true, required: false, named: false },
      },
    },
  ],
  requestIdHeaders: ['msh-request-id'],
});
