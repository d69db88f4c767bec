import { defineProvider } from '../provider.ts';

export const nvidiaNim = defineProvider({
  id: 'nvidia-nim',
  name: 'NVIDIA NIM',
  docsUrl: 'https://docs.api.nvidia.com/nim/',
  baseUrl: 'https://integrate.api.nvidia.com/v1',
  env: { apiKey: ['NVIDIA_API_KEY', 'NVIDIA_NIM_API_KEY'], baseUrl: [] },
  traits: {
    developerRole: 'system',
    reasoningField: 'reasoning_content',
    reasoningControl: 'none',
    refusedParams: ['store', 'strict'],
  },
  models: [
    { match: /deepseek-v4/, traits: { reasoningReplay: 'required', reasoningControl: 'thinking' } },
  ],
  requestIdHeaders: ['nvcf-reqid'],
});
