import type { EmbeddingsAnswer } from '../../answer.ts';
import type { EmbeddingsCall } from '../../call.ts';
import type { PathFacts } from '../../dialect.ts';

const FLOAT_BYTES = 4;

/** An embeddings answer: a list for a batch, one vector otherwise. */
export function renderAnswer(
  answer: EmbeddingsAnswer,
  _call: EmbeddingsCall,
  path: PathFacts,
): Record<string, unknown> {
  const embeddings = answer.vectors.map((vector) => ({ values: numbersOf(vector) }));
  const usage =
    answer.usage === undefined
      ? {}
      : { usageMetadata: { promptTokenCount: answer.usage.inputTokens } };
  if (path.isBatch === true) return { embeddings, ...usage };
  return { embedding: embeddings[0] ?? { values: [] }, ...usage };
}

/** The dialect knows only numbers: base64 holds little-endian floats. */
function numbersOf(vector: readonly number[] | string): readonly number[] {
  if (typeof vector !== 'string') return vector;
  const bytes = Buffer.from(vector, 'base64');
  const count = Math.floor(bytes.length / FLOAT_BYTES);
  return Array.from({ length: count }, (_, index) => bytes.readFloatLE(index * FLOAT_BYTES));
}
