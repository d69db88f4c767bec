import type { EmbeddingsCall } from '../../call.ts';
import type { PathFacts } from '../../dialect.ts';
import {
  defined,
  expectObject,
  invalid,
  type JsonObject,
  optionalInteger,
  optionalString,
  unknownFields,
} from '../../reading.ts';
import { inspect, isTokens, modelOf } from './inspect.ts';

const KNOWN: ReadonlySet<string> = new Set([
  'model',
  'input',
  'dimensions',
  'encoding_format',
  'input_type',
  'user',
]);

/** An embeddings request as a canonical call. */
export function parseCall(body: unknown, path: PathFacts): EmbeddingsCall {
  inspect(body, path);
  const request = expectObject(body, '');
  const { input } = request;
  const isSingle = typeof input === 'string' || isTokens(input);
  const call: EmbeddingsCall = defined({
    operation: 'embeddings' as const,
    dialect: 'openai-embeddings' as const,
    model: modelOf(request, path),
    inputs: (isSingle ? [input] : input) as EmbeddingsCall['inputs'],
    isSingle,
    dimensions: optionalInteger(request, 'dimensions', { min: 1 }),
    encoding: parseEncoding(request),
    taskType: optionalString(request, 'input_type'),
    endUser: optionalString(request, 'user'),
    extra: unknownFields(request, KNOWN),
  });
  return Object.freeze(call);
}

function parseEncoding(request: JsonObject): 'float' | 'base64' | undefined {
  const encoding = optionalString(request, 'encoding_format');
  if (encoding === undefined || encoding === 'float' || encoding === 'base64') return encoding;
  throw invalid('encoding_format', 'must be float or base64');
}
