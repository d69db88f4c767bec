import type { ChatDialect } from '../../dialect.ts';
import { inspect } from './client/inspect.ts';
import { parseCall } from './client/parse-call.ts';
import { renderAnswer } from './client/render-answer.ts';
import { ChatStreamRenderer } from './client/stream-renderer.ts';
import { parseAnswer, readAnswer } from './provider/parse-answer.ts';
import { renderCall } from './provider/render-call.ts';
import { ChatStreamParser } from './provider/stream-parser.ts';
import { ChatStreamWatch } from './provider/stream-watch.ts';
import { parseError, renderError } from './terms/errors.ts';

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
