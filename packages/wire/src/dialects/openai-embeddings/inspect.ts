import type { Inspection, PathFacts } from '../../dialect.ts';
import { at, expectObject, invalid, type JsonObject, textOf } from '../../reading.ts';

/** The cheap first look at an embeddings request. */
export function inspect(body: unknown, path: PathFacts): Inspection {
  const request = expectObject(body, '');
  const model = modelOf(request, path);
  checkInput(request['input']);
  const endUser = textOf(request['user']);
  return {
    model,
    isStream: false,
    wantsStreamUsage: false,
    needs: {
      tools: false,
      images: false,
      files: false,
      audio: false,
      jsonSchema: false,
      reasoning: false,
      // Token numbers mean something to one tokenizer only.
      ...(hasTokens(request['input']) ? { nativeOnly: 'token inputs' } : {}),
    },
    mediaUrls: [],
    ...(endUser === undefined ? {} : { endUser }),
  };
}

/** The model as the client named it. */
export function modelOf(request: JsonObject, path: PathFacts): string {
  const { model } = request;
  if (model === undefined && path.model !== undefined) return path.model;
  if (typeof model !== 'string' || model === '') throw invalid('model', 'must be a model name');
  return model;
}

/** Whether a list is one input of token numbers. */
export function isTokens(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isInteger);
}

function hasTokens(input: unknown): boolean {
  return isTokens(input) || (Array.isArray(input) && isTokens(input[0]));
}

function checkInput(input: unknown): void {
  if (typeof input === 'string' || isTokens(input)) return;
  if (!Array.isArray(input)) throw invalid('input', 'must be a string or a list');
  if (input.length === 0) throw invalid('input', 'must not be empty');
  for (const [index, entry] of input.entries()) {
    if (typeof entry !== 'string' && !isTokens(entry))
      throw invalid(at('input', index), 'must be a string or a list of token numbers');
  }
}
