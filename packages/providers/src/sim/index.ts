import { defineProvider } from '../provider.ts';
import { simulate } from './simulate.ts';

/**
 * The simulated provider: answers without a key or a network, so that a first request works within
 * a minute.
 */
export const sim = defineProvider({
  id: 'sim',
  name: 'Simulated models (built in)',
  docsUrl: 'docs/providers.md',
  // Never connected to; `.invalid` is reserved for addresses that must not exist.
  baseUrl: 'http://sim.invalid/v1',
  isLocal: true,
  auth: { kind: 'none' },
  dialects: ['openai-chat', 'openai-embeddings'],
  capabilities: { files: true, audio: true },
  traits: { acceptsBothOutputTokensFields: true },
  models: [{ match: /^embed$/, capabilities: { tools: false } }],
  probePath: undefined,
  simulate,
});
