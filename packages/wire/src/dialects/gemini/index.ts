/**
 * gemini: Google's `generateContent` and `streamGenerateContent`, for clients (the genai SDKs, Gemini CLI) and for
 * providers (Google AI Studio, Vertex AI).
 */
import type { ChatDialect } from '../../dialect.ts';
import { parseError, renderError } from './errors.ts';
import { inspect } from './inspect.ts';
import { parseAnswer, readAnswer } from './parse-answer.ts';
import { parseCall } from './parse-call.ts';
import { canPass } from './provider/can-pass.ts';
import { renderAnswer } from './render-answer.ts';
import { renderCall } from './render-call.ts';
import { createStreamParser } from './stream-parser.ts';
import { createStreamRenderer } from './stream-renderer.ts';
import { createStreamWatch } from './stream-watch.ts';
import { modelPath } from './terms/fields.ts';

/** Google's Gemini dialect. */
export const gemini: ChatDialect = {
  id: 'gemini',
  operation: 'chat',
  client: { inspect, parseCall, renderAnswer, createStreamRenderer, renderError },
  provider: {
    path: (model, isStream) =>
      `/${modelPath(model)}:${isStream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    renderCall,
    canPass,
    parseAnswer,
    createStreamParser,
    parseError,
    createStreamWatch,
    readAnswer,
  },
};
