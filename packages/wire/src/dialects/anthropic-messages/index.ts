/**
 * The Messages API of Anthropic, which a dozen other providers speak as well.
 *
 * Takes and gives: requests, answers and streams of the dialect, on both sides of the canonical
 * `ChatCall`, `Event` and `Answer`. May fail as `invalid_request` (client), `unsupported_feature`
 * (content that cannot be said here) or `WireError` (bytes that are no answer). Pure.
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

/** The `anthropic-messages` dialect. */
export const anthropicMessages: ChatDialect = {
  id: 'anthropic-messages',
  operation: 'chat',
  client: { inspect, parseCall, renderAnswer, createStreamRenderer, renderError },
  provider: {
    path: () => '/messages',
    renderCall,
    canPass,
    parseAnswer,
    createStreamParser,
    parseError,
    createStreamWatch: () => createStreamWatch(),
    readAnswer: (body) => readAnswer(body),
  },
};
