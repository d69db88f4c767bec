import type { EmbeddingsDialect } from '../../dialect.ts';
import { readProviderError } from '../../errors/provider-error.ts';
import { renderError } from '../openai-chat/terms/errors.ts';
import { inspect } from './inspect.ts';
import { parseAnswer, readAnswer } from './parse-answer.ts';
import { parseCall } from './parse-call.ts';
import { renderAnswer } from './render-answer.ts';
import { renderCall } from './render-call.ts';

/**
 * OpenAI's embeddings, which most providers of the chat wire have too. Errors look the same on
 * both.
 */
export const openaiEmbeddings: EmbeddingsDialect = {
  id: 'openai-embeddings',
  operation: 'embeddings',
  client: { inspect, parseCall, renderAnswer, renderError },
  provider: {
    path: () => '/embeddings',
    renderCall,
    parseAnswer,
    parseError: readProviderError,
    readAnswer,
  },
};
