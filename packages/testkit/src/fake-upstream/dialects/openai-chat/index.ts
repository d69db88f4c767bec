/**
 * openai-chat: acts as a chat completions server. Judges as OpenAI does for its own model names, as Mistral does for
 * Mistral's, and loosely for all others, as the many compatible servers do.
 */
import { objectOf, textOf } from '../../json.ts';
import type { FakeDialect, NativeError, StreamErrorForm } from '../contract.ts';
import {
  describeOpenaiError,
  openaiCredential,
  openaiErrorBody,
  refuseOpenaiCredential,
  renderOpenaiError,
} from '../openai-errors.ts';
import { checkChat } from './check.ts';
import { readChat } from './read.ts';
import { speakChat } from './speak.ts';

export const openaiChat: FakeDialect = {
  id: 'openai-chat',
  ping: ': keep-alive\n\n',
  locate({ body }) {
    const { model, stream } = objectOf(body);
    return { model: textOf(model), isStream: stream === true };
  },
  credential: openaiCredential,
  refuseCredential: refuseOpenaiCredential,
  check: ({ body }, memory) => checkChat(body, memory),
  answer(request, speaker) {
    const question = readChat(objectOf(request.body));
    return speakChat(speaker.compose(question), { ...speaker, request, question });
  },
  renderError: renderOpenaiError,
  describeError: describeOpenaiError,
  renderStreamError: (error, form) => Buffer.from(streamError(error, form)),
};

function streamError(error: NativeError, form: StreamErrorForm): string {
  const body = openaiErrorBody(error);
  if (form === 'groq') return `event: error\ndata: ${JSON.stringify(body)}\n\n`;
  if (form !== 'openrouter') return `data: ${JSON.stringify(body)}\n\n`;
  const chunk = {
    id: 'gen-fake',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    error: { code: error.status, message: error.message },
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
