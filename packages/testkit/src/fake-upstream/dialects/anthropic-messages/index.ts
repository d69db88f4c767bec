/**
 * anthropic-messages: acts as Anthropic's Messages endpoint, with its strictness about empty texts, tool pairs,
 * thinking that must come back sealed, and parameters by model generation.
 */
import { objectOf } from '../../json.ts';
import type { FakeDialect } from '../contract.ts';
import { openaiChat } from '../openai-chat/index.ts';
import { checkMessages } from './check.ts';
import {
  anthropicCredential,
  anthropicErrorBody,
  describeAnthropicError,
  refuseAnthropicCredential,
  renderAnthropicError,
} from './errors.ts';
import { readMessages } from './read.ts';
import { speakMessages } from './speak.ts';

export const anthropicMessages: FakeDialect = {
  id: 'anthropic-messages',
  ping: 'event: ping\ndata: {"type": "ping"}\n\n',
  locate: openaiChat.locate,
  credential: anthropicCredential,
  refuseCredential: refuseAnthropicCredential,
  check: (request) => checkMessages(request),
  answer(request, speaker) {
    const question = readMessages(objectOf(request.body));
    return speakMessages(speaker.compose(question), { ...speaker, request, question });
  },
  renderError: renderAnthropicError,
  describeError: describeAnthropicError,
  renderStreamError: (error) =>
    Buffer.from(`event: error\ndata: ${JSON.stringify(anthropicErrorBody(error))}\n\n`),
};
