import type { Inspection, PathFacts } from '../../dialect.ts';
import { expectObject, invalid, isObject, type JsonObject } from '../../reading.ts';
import { field, listOf, modelOf } from '../gemini/terms/fields.ts';

/** The first look at an `embedContent` or `batchEmbedContents` request. */
export function inspect(body: unknown, path: PathFacts): Inspection {
  const request = expectObject(body, '');
  const model = modelOf(request, path);
  const nativeOnly =
    path.isBatch === true ? inspectBatch(request) : inspectRequest(request, () => '');
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
      ...(nativeOnly === undefined ? {} : { nativeOnly }),
    },
    mediaUrls: [],
  };
}

function inspectBatch(request: JsonObject): string | undefined {
  const list = listOf(request['requests']);
  if (list.length === 0) throw invalid('requests', 'must hold at least one request');
  let nativeOnly: string | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const one = list[index];
    if (!isObject(one)) throw invalid(`requests[${index}]`, 'must be an object');
    nativeOnly ??= inspectRequest(one, () => `requests[${index}].`);
  }
  return nativeOnly;
}

/** Names what only a Gemini model can embed: images, sounds and files. */
function inspectRequest(request: JsonObject, prefix: () => string): string | undefined {
  const content = request['content'];
  if (typeof content === 'string') return undefined;
  if (!isObject(content)) throw invalid(`${prefix()}content`, 'must be a content or a text');
  const parts = listOf(content['parts']);
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index];
    if (typeof part === 'string' || (isObject(part) && typeof part['text'] === 'string')) continue;
    if (!isObject(part)) throw invalid(`${prefix()}content.parts[${index}]`, 'must be an object');
    const isMedia =
      field(part, 'inlineData', 'inline_data') ?? field(part, 'fileData', 'file_data');
    if (isMedia !== undefined) return 'embedding of media';
    throw invalid(`${prefix()}content.parts[${index}]`, 'must hold `text`');
  }
  return undefined;
}
