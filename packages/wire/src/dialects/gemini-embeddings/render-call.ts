import { OchaError } from '@ocha/kernel';
import type { EmbeddingsCall, Warning } from '../../call.ts';
import type { RenderedCall } from '../../dialect.ts';
import type { Traits } from '../../traits.ts';
import { modelPath } from '../gemini/terms/fields.ts';

/** Google's task types, and what other dialects call them. */
const TASK_TYPES: Readonly<Record<string, string>> = {
  retrieval_query: 'RETRIEVAL_QUERY',
  retrieval_document: 'RETRIEVAL_DOCUMENT',
  semantic_similarity: 'SEMANTIC_SIMILARITY',
  classification: 'CLASSIFICATION',
  clustering: 'CLUSTERING',
  question_answering: 'QUESTION_ANSWERING',
  fact_verification: 'FACT_VERIFICATION',
  code_retrieval_query: 'CODE_RETRIEVAL_QUERY',
  search_query: 'RETRIEVAL_QUERY',
  query: 'RETRIEVAL_QUERY',
  search_document: 'RETRIEVAL_DOCUMENT',
  document: 'RETRIEVAL_DOCUMENT',
};

/** A `batchEmbedContents` request: one entry a text. */
export function renderCall(call: EmbeddingsCall, model: string, traits: Traits): RenderedCall {
  const warnings: Warning[] = [];
  const settings: Record<string, unknown> = {
    ...taskTypeOf(call, warnings),
    ...(call.dimensions === undefined ? {} : { outputDimensionality: call.dimensions }),
    ...(call.dialect === 'gemini-embeddings' ? call.extra : {}),
  };
  for (const name of traits.refusedParams) {
    if (settings[name] === undefined) continue;
    delete settings[name];
    warnings.push({ param: name, action: 'dropped', reason: 'this model refuses the parameter' });
  }
  if (call.endUser !== undefined) {
    const reason = 'this deployment has no such parameter';
    warnings.push({ param: 'user', action: 'dropped', reason });
  }
  const requests = call.inputs.map((input, index) => ({
    model: modelPath(model),
    content: { parts: [{ text: textOf(input, index) }] },
    ...settings,
  }));
  return { body: { requests }, warnings };
}

function textOf(input: string | readonly number[], index: number): string {
  if (typeof input === 'string') return input;
  throw new OchaError(
    'unsupported_feature',
    'this deployment embeds texts, not tokens: send the text itself',
    { param: `input[${index}]` },
  );
}

function taskTypeOf(call: EmbeddingsCall, warnings: Warning[]): Record<string, unknown> {
  if (call.taskType === undefined) return {};
  const key = call.taskType.toLowerCase();
  const known = Object.hasOwn(TASK_TYPES, key) ? TASK_TYPES[key] : undefined;
  if (known !== undefined) return { taskType: known };
  const reason = `there is no task type "${call.taskType.slice(0, 64)}" here`;
  warnings.push({ param: 'task_type', action: 'dropped', reason });
  return {};
}
