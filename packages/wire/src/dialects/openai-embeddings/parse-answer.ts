import type { EmbeddingsAnswer } from '../../answer.ts';
import { type AnswerFacts, WireError } from '../../dialect.ts';
import { readProviderError } from '../../errors/provider-error.ts';
import { countOf, defined, isObject, type JsonObject, textOf } from '../../reading.ts';
import type { Usage } from '../../usage.ts';

/** A whole answer: the vectors in the order of the inputs, whatever order they came in. */
export function parseAnswer(body: unknown): EmbeddingsAnswer {
  const data = isObject(body) ? body['data'] : undefined;
  if (!isObject(body) || !Array.isArray(data)) throw new WireError('the answer has no `data`');
  const entries = data.map((entry: unknown, position) => {
    if (!isObject(entry)) throw new WireError(`data[${position}] is not an object`);
    const index = typeof entry['index'] === 'number' ? entry['index'] : position;
    return { index, vector: vectorOf(entry['embedding'], position) };
  });
  entries.sort((left, right) => left.index - right.index);
  return defined({
    model: textOf(body['model']) ?? '',
    vectors: entries.map((entry) => entry.vector),
    usage: usageOf(body),
  });
}

/** What the fast lane needs to know of an answer. */
export function readAnswer(body: unknown): AnswerFacts {
  const error = readProviderError(body);
  if (!isObject(body)) return { ...defined({ error }), isEmpty: true };
  const { data } = body;
  const isEmpty = !Array.isArray(data) || data.length === 0;
  return { ...defined({ usage: usageOf(body), model: textOf(body['model']), error }), isEmpty };
}

function vectorOf(value: unknown, position: number): readonly number[] | string {
  if (typeof value === 'string' && value !== '') return value;
  if (Array.isArray(value) && value.every((number) => typeof number === 'number')) return value;
  throw new WireError(`data[${position}].embedding is not a vector`);
}

function usageOf(body: JsonObject): Usage | undefined {
  const { usage } = body;
  if (!isObject(usage)) return undefined;
  // Voyage counts the total only.
  const inputTokens = countOf(usage['prompt_tokens'] ?? usage['total_tokens']);
  return { inputTokens, outputTokens: 0 };
}
