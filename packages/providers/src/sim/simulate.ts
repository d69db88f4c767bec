import type { Random } from '@ocha/kernel';
import type { SimulatedAnswer, SimulatedRequest } from '../provider.ts';
import { answerChat, CHAT_MODELS } from './chat.ts';
import { answerEmbeddings } from './embeddings.ts';
import { jsonAnswer } from './json-answer.ts';

/**
 * Answers a request as a provider would. Pure: the same request and randomness give the same bytes.
 */
export function simulate(request: SimulatedRequest, random: Random): SimulatedAnswer {
  // Both `sim/echo` and `echo` are understood.
  const model = request.model.replace(/^sim\//, '');
  const isEmbeddings = request.dialect === 'openai-embeddings';
  if (isEmbeddings && model === 'embed') return answerEmbeddings({ ...request, model });
  if (request.dialect === 'openai-chat' && Object.hasOwn(CHAT_MODELS, model))
    return answerChat({ ...request, model }, random);
  return unknownModel(model, isEmbeddings);
}

function unknownModel(model: string, isEmbeddings: boolean): SimulatedAnswer {
  const names = isEmbeddings ? ['embed'] : Object.keys(CHAT_MODELS);
  const list = names.map((known) => `sim/${known}`).join(', ');
  const name = `sim/${model.slice(0, 100)}`;
  const purpose = isEmbeddings ? 'for embeddings' : 'for chat';
  return jsonAnswer(404, {
    error: {
      message: `The model \`${name}\` does not exist. Simulated models ${purpose}: ${list}.`,
      type: 'invalid_request_error',
      param: 'model',
      code: 'model_not_found',
    },
  });
}
