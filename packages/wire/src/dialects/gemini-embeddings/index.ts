/** gemini-embeddings: Google's `embedContent` (clients) and `batchEmbedContents` (clients and providers). */
import type { EmbeddingsDialect } from '../../dialect.ts';
import { parseError, renderError } from '../gemini/errors.ts';
import { modelPath } from '../gemini/terms/fields.ts';
import { inspect } from './inspect.ts';
import { parseAnswer, readAnswer } from './parse-answer.ts';
import { parseCall } from './parse-call.ts';
import { passOn } from './pass-on.ts';
import { renderAnswer } from './render-answer.ts';
import { renderCall } from './render-call.ts';

/** Google's embeddings dialect. */
export const geminiEmbeddings: EmbeddingsDialect = {
  id: 'gemini-embeddings',
  operation: 'embeddings',
  client: { inspect, parseCall, renderAnswer, renderError },
  provider: {
    path: (model) => `/${modelPath(model)}:batchEmbedContents`,
    passOn,
    renderCall,
    parseAnswer,
    parseError,
    readAnswer,
  },
};
