/**
 * The Messages API of Anthropic, which a dozen other providers speak as well.
 *
 * Takes and gives: requests, answers and streams of the dialect, on both sides of the canonical
 * `ChatCall`, `Event` and `Answer`. May fail as `invalid_request` (client), `unsupported_feature`
 * (content that cannot be said here) or `WireError` (bytes that are no answer). Pure.
 */
import type { ChatDialect } from '../../dialect.ts';
import { canPass } from './can-pass.ts';
import { parseError, renderError } from './errors.ts';
import { inspect } from './inspect.ts';
import { parseAnswer, readAnswer } from './parse-answer.ts';
import { parseCall } from './parse-call.ts';
import { renderAnswer } from './render-answer.ts';
import { renderCall } from './render-call.ts';
import { createStreamParser } from './stream-parser.ts';
import { createStreamRenderer } from './stream-renderer.ts';
import { createStreamWatch } from './stream-watch.ts';

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
