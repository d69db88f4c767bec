import { GEMINI_MODELS, GEMINI_NEWEST } from '../families.ts';
import { defineProvider } from '../provider.ts';

export const googleAiStudio = defineProvider({
  id: 'google-ai-studio',
  name: 'Google Gemini API (AI Studio)',
  docsUrl: 'https://ai.google.dev/api',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  env: {
    apiKey: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    baseUrl: [],
  },
  auth: { kind: 'header', name: 'x-goog-api-key' },
  dialects: ['gemini', 'gemini-embeddings'],
  capabilities: { files: true, audio: true },
  // Its own fetching of URLs fails too often, and wants a media type: bytes always work.
  traits: { ...GEMINI_NEWEST, stopMax: 5, mediaUrls: 'inline', prefill: 'refused' },
  models: GEMINI_MODELS,
  requestIdHeaders: [],
});
