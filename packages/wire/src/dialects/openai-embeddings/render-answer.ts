import type { EmbeddingsAnswer } from '../../answer.ts';
import type { EmbeddingsCall } from '../../call.ts';
import { toBase64, toNumbers } from './vector.ts';

/** A whole answer in the encoding that the client asked for. */
export function renderAnswer(
  answer: EmbeddingsAnswer,
  call: EmbeddingsCall,
): Record<string, unknown> {
  const encode = call.encoding === 'base64' ? toBase64 : toNumbers;
  const tokens = answer.usage?.inputTokens ?? 0;
  return {
    object: 'list',
    data: answer.vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: encode(vector),
    })),
    model: answer.model === '' ? call.model : answer.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}
