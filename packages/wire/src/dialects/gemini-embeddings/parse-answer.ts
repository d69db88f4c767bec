import type { EmbeddingsAnswer } from '../../answer.ts';
import { type AnswerFacts, WireError } from '../../dialect.ts';
import { countOf, isObject, type JsonObject } from '../../reading.ts';
import type { Usage } from '../../usage.ts';
import { parseError } from '../gemini/errors.ts';

/** The vectors of a `batchEmbedContents` or `embedContent` answer. Its body does not tell the model. */
export function parseAnswer(body: unknown): EmbeddingsAnswer {
  const answer = expectAnswer(body);
  const usage = usageOf(answer);
  return {
    model: '',
    vectors: embeddingsOf(answer).map(valuesOf),
    ...(usage === undefined ? {} : { usage }),
  };
}

/** What the fast lane reads from an embeddings answer. */
export function readAnswer(body: unknown): AnswerFacts {
  const error = parseError(body);
  if (error !== undefined) return { error, isEmpty: false };
  const answer = expectAnswer(body);
  const usage = usageOf(answer);
  return {
    ...(usage === undefined ? {} : { usage }),
    isEmpty: embeddingsOf(answer).length === 0,
  };
}

function expectAnswer(body: unknown): JsonObject {
  if (isObject(body) && (Array.isArray(body['embeddings']) || isObject(body['embedding'])))
    return body;
  throw new WireError('the body holds no embeddings');
}

function embeddingsOf(answer: JsonObject): readonly unknown[] {
  const { embeddings, embedding } = answer as { embeddings?: unknown; embedding?: unknown };
  return Array.isArray(embeddings) ? embeddings : [embedding];
}

function valuesOf(embedding: unknown): readonly number[] {
  const values = isObject(embedding) ? embedding['values'] : undefined;
  if (!Array.isArray(values) || values.some((value) => typeof value !== 'number'))
    throw new WireError('an embedding is not a list of numbers');
  return values;
}

/** Older models tell no usage at all. */
function usageOf(answer: JsonObject): Usage | undefined {
  const usage = answer['usageMetadata'];
  if (!isObject(usage) || usage['promptTokenCount'] === undefined) return undefined;
  return { inputTokens: countOf(usage['promptTokenCount']), outputTokens: 0 };
}
