/**
 * openai-responses: the OpenAI Responses API, as its clients speak it and as its providers do.
 *
 * Client side: items become turns, settings become the canonical call, and what is stored at one
 * provider is told to be native. Provider side: stateless by default, so that a conversation can go
 * on at any deployment.
 */
import type { ChatDialect } from '../../dialect.ts';
import { inspect } from './client/inspect.ts';
import { parseCall } from './client/parse-call.ts';
import { renderAnswer } from './client/render-answer.ts';
import { createStreamRenderer } from './client/stream-renderer.ts';
import { canPass } from './provider/can-pass.ts';
import { parseAnswer, readAnswer } from './provider/parse-answer.ts';
import { renderCall } from './provider/render-call.ts';
import { createStreamParser } from './provider/stream-parser.ts';
import { createStreamWatch } from './provider/stream-watch.ts';
import { parseError, renderError } from './terms/errors.ts';
import { DIALECT } from './terms/names.ts';

/** The OpenAI Responses API. */
export const openaiResponses: ChatDialect = {
  id: DIALECT,
  operation: 'chat',
  client: { inspect, parseCall, renderAnswer, createStreamRenderer, renderError },
  provider: {
    path: () => '/responses',
    renderCall,
    canPass,
    parseAnswer,
    createStreamParser,
    parseError,
    createStreamWatch,
    readAnswer,
  },
};
