import type { EmbeddingsCall, Warning } from '../../call.ts';
import type { RenderedCall } from '../../dialect.ts';
import { defined } from '../../reading.ts';
import type { Traits } from '../../traits.ts';

/** A call as an embeddings request body. */
export function renderCall(call: EmbeddingsCall, model: string, traits: Traits): RenderedCall {
  const warnings: Warning[] = [];
  const isOwn = call.dialect === 'openai-embeddings';
  const [first] = call.inputs;
  // The task is named differently everywhere (`RETRIEVAL_QUERY`, `query`, `search_query`).
  if (!isOwn && call.taskType !== undefined) warnings.push(foreign('taskType', call));
  if (!isOwn) for (const param of Object.keys(call.extra)) warnings.push(foreign(param, call));
  const body: Record<string, unknown> = {
    ...(isOwn ? call.extra : {}),
    ...defined({
      model,
      input: call.isSingle && first !== undefined ? first : call.inputs,
      dimensions: call.dimensions,
      encoding_format: call.encoding,
      input_type: isOwn ? call.taskType : undefined,
      user: call.endUser,
    }),
  };
  for (const param of traits.refusedParams) {
    if (!(param in body)) continue;
    delete body[param];
    warnings.push({ param, action: 'dropped', reason: 'the model does not take it' });
  }
  return { body, warnings };
}

function foreign(param: string, call: EmbeddingsCall): Warning {
  const reason = `it belongs to the ${call.dialect} wire format`;
  return { param, action: 'dropped', reason };
}
