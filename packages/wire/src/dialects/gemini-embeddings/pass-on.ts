import type { PathFacts } from '../../dialect.ts';
import { isObject, type JsonObject } from '../../reading.ts';
import { modelPath } from '../gemini/terms/fields.ts';

/**
 * A client's own request for another model: Google wants every `model` inside a body to be the one of the path, and has
 * a path of its own for a single text.
 */
export function passOn(
  body: JsonObject,
  model: string,
  path: PathFacts,
): { readonly path: string; readonly body: JsonObject } {
  const resource = modelPath(model);
  if (path.isBatch !== true)
    return { path: `/${resource}:embedContent`, body: rename(body, resource) };
  const { requests } = body;
  return {
    path: `/${resource}:batchEmbedContents`,
    body: {
      ...body,
      requests: Array.isArray(requests)
        ? requests.map((request: unknown) =>
            isObject(request) ? { ...request, model: resource } : request,
          )
        : requests,
    },
  };
}

/** In a single request the model may be left away, and is then. */
function rename(request: JsonObject, resource: string): JsonObject {
  return request['model'] === undefined ? request : { ...request, model: resource };
}
