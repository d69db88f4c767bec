import type { PathFacts } from '../../../dialect.ts';
import { invalid, type JsonObject } from '../../../reading.ts';

/**
 * A field under its JSON name or its proto name: Google takes both. Null means absent, because several clients write
 * every field they know.
 */
export function field(object: JsonObject, camel: string, snake?: string): unknown {
  const value = object[camel];
  if (value !== undefined && value !== null) return value;
  if (snake === undefined) return undefined;
  return object[snake] ?? undefined;
}

/** The snake_case (proto) name of a camelCase (JSON) name. */
export function protoName(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A repeated field: Google takes a single value where a list is meant. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The model a request is for: the path tells, else the body. Without Google's `models/` in front. */
export function modelOf(request: JsonObject, path: PathFacts): string {
  const model = path.model ?? request['model'];
  if (typeof model !== 'string' || model === '') throw invalid('model', 'must name a model');
  return bareModel(model);
}

/** A model id without Google's `models/` in front. */
export function bareModel(model: string): string {
  return model.startsWith('models/') ? model.slice('models/'.length) : model;
}

/** The resource path of a model, safe to put into a URL: a model id cannot lead to another resource. */
export function modelPath(model: string): string {
  const tuned = model.startsWith('tunedModels/');
  const id = tuned ? model.slice('tunedModels/'.length) : bareModel(model);
  return `${tuned ? 'tunedModels' : 'models'}/${encodeURIComponent(id)}`;
}
