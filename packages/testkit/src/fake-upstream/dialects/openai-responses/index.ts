/**
 * openai-responses: acts as OpenAI's Responses endpoint, with its memory: reasoning items must come back with the
 * calls they led to, and are only known here when they were stored.
 */
import { objectOf } from '../../json.ts';
import type { FakeDialect, NativeError, StreamErrorForm } from '../contract.ts';
import { openaiChat } from '../openai-chat/index.ts';
import { describeOpenaiError, renderOpenaiError } from '../openai-errors.ts';
import { checkResponses } from './check.ts';
import { readResponses } from './read.ts';
import { speakResponses } from './speak.ts';

export const openaiResponses: FakeDialect = {
  id: 'openai-responses',
  ping: ': keep-alive\n\n',
  locate: openaiChat.locate,
  credential: openaiChat.credential,
  refuseCredential: openaiChat.refuseCredential,
  check: ({ body }, memory) => checkResponses(body, memory),
  answer(request, speaker) {
    const question = readResponses(objectOf(request.body));
    return speakResponses(speaker.compose(question), { ...speaker, request, question });
  },
  renderError: renderOpenaiError,
  describeError: describeOpenaiError,
  renderStreamError: (error, form) => Buffer.from(streamError(error, form)),
};

function streamError(error: NativeError, form: StreamErrorForm): string {
  const code = error.code ?? error.type ?? 'server_error';
  if (form === 'response-failed') {
    const response = {
      id: 'resp_failed',
      object: 'response',
      status: 'failed',
      error: { code, message: error.message },
      output: [],
      usage: null,
    };
    const data = { type: 'response.failed', sequence_number: 99, response };
    return `event: response.failed\ndata: ${JSON.stringify(data)}\n\n`;
  }
  const data = { type: 'error', code, message: error.message, param: null, sequence_number: 99 };
  return `event: error\ndata: ${JSON.stringify(data)}\n\n`;
}
