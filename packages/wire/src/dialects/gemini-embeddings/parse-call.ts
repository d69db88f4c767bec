import { OchaError } from '@ocha/kernel';
import type { EmbeddingsCall } from '../../call.ts';
import type { PathFacts } from '../../dialect.ts';
import {
  expectObject,
  invalid,
  isObject,
  type JsonObject,
  optionalInteger,
  unknownFields,
} from '../../reading.ts';
import { field, listOf, modelOf } from '../gemini/terms/fields.ts';

/** Fields of one request that have a canonical home. */
const KNOWN: ReadonlySet<string> = new Set([
  'model',
  'content',
  'taskType',
  'task_type',
  'outputDimensionality',
  'output_dimensionality',
  'embedContentConfig',
  'embed_content_config',
]);

/** An embeddings request as a canonical call. What the requests of a batch say beside their texts must agree. */
export function parseCall(body: unknown, path: PathFacts): EmbeddingsCall {
  const request = expectObject(body, '');
  const isBatch = path.isBatch === true;
  const requests = isBatch ? listOf(request['requests']) : [request];
  if (requests.length === 0) throw invalid('requests', 'must hold at least one request');
  const parsed = requests.map((one, index) =>
    parseRequest(one, isBatch ? `requests[${index}]` : ''),
  );
  const [first] = parsed;
  for (const [index, one] of parsed.entries()) {
    if (one.key !== first?.key)
      throw invalid(
        `requests[${index}]`,
        'must ask for the same as the first one, except its text',
      );
  }
  return Object.freeze({
    operation: 'embeddings',
    dialect: 'gemini-embeddings',
    model: modelOf(isObject(requests[0]) ? { ...requests[0], ...request } : request, path),
    inputs: parsed.map((one) => one.text),
    isSingle: !isBatch,
    ...first?.settings,
    extra: first?.extra ?? {},
  });
}

interface ParsedRequest {
  readonly text: string;
  readonly settings: Pick<EmbeddingsCall, 'dimensions' | 'taskType'>;
  readonly extra: JsonObject;
  /** Everything but the text, to compare. */
  readonly key: string;
}

function parseRequest(value: unknown, path: string): ParsedRequest {
  const request = expectObject(value, path);
  const text = textOf(request['content'], path === '' ? 'content' : `${path}.content`);
  const config = field(request, 'embedContentConfig', 'embed_content_config');
  const nested = isObject(config) ? config : {};
  const dimensions =
    dimensionsOf(request, path) ?? dimensionsOf(nested, `${path}.embedContentConfig`);
  const stated = field(request, 'taskType', 'task_type') ?? field(nested, 'taskType', 'task_type');
  const taskType = typeof stated === 'string' ? stated : undefined;
  const settings = {
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(taskType === undefined || taskType === 'TASK_TYPE_UNSPECIFIED' ? {} : { taskType }),
  };
  const rest = withoutKnown(nested);
  const extra = {
    ...withoutKnown(request),
    ...(Object.keys(rest).length > 0 ? { embedContentConfig: rest } : {}),
  };
  return { text, settings, extra, key: JSON.stringify([settings, extra]) };
}

function withoutKnown(object: JsonObject): JsonObject {
  const kept = Object.entries(unknownFields(object, KNOWN)).filter(([, held]) => held !== null);
  return Object.fromEntries(kept);
}

function dimensionsOf(object: JsonObject, path: string): number | undefined {
  const value = field(object, 'outputDimensionality', 'output_dimensionality');
  return optionalInteger({ outputDimensionality: value }, 'outputDimensionality', { min: 1, path });
}

function textOf(content: unknown, path: string): string {
  if (typeof content === 'string') return content;
  const { parts } = expectObject(content, path) as { parts?: unknown };
  const texts = listOf(parts).map((part, index) => {
    if (typeof part === 'string') return part;
    const { text } = expectObject(part, `${path}.parts[${index}]`) as { text?: unknown };
    if (typeof text === 'string') return text;
    throw new OchaError(
      'unsupported_feature',
      'only text can be embedded by a deployment that speaks another dialect',
      { param: `${path}.parts[${index}]` },
    );
  });
  if (texts.length === 0) throw invalid(`${path}.parts`, 'must hold a text');
  return texts.join('\n');
}
