import type { ChatDialect } from '../../dialect.ts';
import { parseError, renderError } from './errors.ts';
import { inspect } from './inspect.ts';
import { parseAnswer, readAnswer } from './parse-answer.ts';
import { parseCall } from './parse-call.ts';
import { renderAnswer } from './render-answer.ts';
import { renderCall } from './render-call.ts';
import { ChatStreamParser } from './stream-parser.ts';
import { ChatStreamRenderer } from './stream-renderer.ts';
import { ChatStreamWatch } from './stream-watch.ts';

/**
 * OpenAI's Chat Completions: the wire of most clients and of some 35 providers, each a little
 * different. What they send is read in every shape seen; what they are sent follows the
 * deployment's traits.
 */
export const openaiChat: ChatDialect = {
  id: 'openai-chat',
  operation: 'chat',
  client: {
    inspect,
    parseCall,
    renderAnswer,
    createStreamRenderer: (context) => new ChatStreamRenderer(context),
    renderError,
  },
  provider: {
    path: () => '/chat/completions',
    renderCall,
    parseAnswer,
    createStreamParser: (context) => new ChatStreamParser(context),
    parseError,
    createStreamWatch: (options) => new ChatStreamWatch(options),
    readAnswer,
  },
};
