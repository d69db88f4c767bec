import { classifyByCode } from '../code-table.ts';
import { defineProvider } from '../provider.ts';

export const dashscope = defineProvider({
  id: 'dashscope',
  name: 'Alibaba Cloud Model Studio (Qwen)',
  docsUrl: 'https://www.alibabacloud.com/help/en/model-studio/use-qwen-by-calling-api',
  baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
  env: { apiKey: ['DASHSCOPE_API_KEY'], baseUrl: [] },
  traits: {
    developerRole: 'system',
    reasoningField: 'reasoning_content',
    reasoningControl: 'enable_thinking',
    refusedParams: ['store'],
  },
  models: [
    {
      match: /embedding/,
      capabilities: { tools: false, images: false, jsonSchema: false, reasoning: false },
    },
  ],
  // The free tier is used up and the account is set not to pay: nothing to wait for.
  classify: classifyByCode({ 'AllocationQuota.FreeTierOnly': ['quota', 'deployment'] }),
});
