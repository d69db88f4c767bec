import { dropRefused } from './adapt-sampling.ts';
import { type AdaptContext, type Body, editBody, isRecord } from './body-edit.ts';

/**
 * Edits an embedContent or batchEmbedContents body. The model stands in the path and, in a batch, once more in every
 * request, where Google refuses any other name than the path's: also the one under which our clients know it.
 */
export function adaptGeminiEmbeddings(body: Body, context: AdaptContext): Body {
  const { traits, warn } = context;
  const name = `models/${context.model}`;
  const edit = editBody(body, warn);
  dropRefused(edit, traits);
  if (edit.has('model') && edit.read('model') !== name) edit.write('model', name);
  const requests = edit.read('requests');
  if (!Array.isArray(requests)) return edit.result();
  const isNamed = (request: unknown): boolean => !isRecord(request) || request['model'] === name;
  if (!requests.every(isNamed)) {
    edit.write(
      'requests',
      requests.map((request) => (isNamed(request) ? request : { ...request, model: name })),
    );
  }
  return edit.result();
}
