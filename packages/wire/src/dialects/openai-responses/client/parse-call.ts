import type {
  ChatCall,
  Message,
  Reasoning,
  ReasoningEffort,
  ResponseFormat,
  Sampling,
} from '../../../call.ts';
import {
  defined,
  expectObject,
  expectString,
  invalid,
  isObject,
  type JsonObject,
  optionalBoolean,
  optionalInteger,
  optionalNumber,
  optionalString,
  unknownFields,
} from '../../../reading.ts';
import { DIALECT, INCLUDE_LOGPROBS } from '../terms/names.ts';
import { parseItems } from './parse-items.ts';
import { nativeToolChoice, parseToolChoice, parseTools } from './parse-tools.ts';

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  'model',
  'input',
  'instructions',
  'stream',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'text',
  'reasoning',
  'max_output_tokens',
  'temperature',
  'top_p',
  'top_logprobs',
  'frequency_penalty',
  'presence_penalty',
  'metadata',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'service_tier',
]);
const REASONING_FIELDS = new Set(['effort', 'summary', 'generate_summary']);
const TEXT_FIELDS = new Set(['format', 'verbosity']);
const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
const SUMMARIES = ['auto', 'concise', 'detailed'] as const;
const VERBOSITIES = ['low', 'medium', 'high'] as const;

/** A request body of the Responses API as a canonical call. */
export function parseCall(body: unknown): ChatCall {
  const request = expectObject(body, '');
  const text = section(request, 'text');
  const tools = parseTools(request['tools']);
  const call: ChatCall = defined({
    operation: 'chat' as const,
    dialect: DIALECT,
    model: expectString(request['model'], 'model'),
    isStream: optionalBoolean(request, 'stream') ?? false,
    messages: parseMessages(request),
    tools,
    toolChoice: parseToolChoice(request['tool_choice']),
    allowsParallelToolCalls: optionalBoolean(request, 'parallel_tool_calls'),
    responseFormat: parseFormat(text['format']),
    reasoning: parseReasoningSettings(section(request, 'reasoning')),
    sampling: parseSampling(request),
    outputTokensMax: optionalInteger(request, 'max_output_tokens', { min: 1 }),
    endUser: optionalString(request, 'safety_identifier') ?? optionalString(request, 'user'),
    metadata: parseMetadata(request['metadata']),
    serviceTier: optionalString(request, 'service_tier'),
    promptCacheKey: optionalString(request, 'prompt_cache_key'),
    verbosity: word(text['verbosity'], VERBOSITIES, 'text.verbosity'),
    extra: parseExtra(request),
  });
  return Object.freeze(call);
}

/** An object field that may be absent or null. */
function section(request: JsonObject, key: string): JsonObject {
  const value = request[key];
  return value === undefined || value === null ? {} : expectObject(value, key);
}

function word<Word extends string>(
  value: unknown,
  words: readonly Word[],
  path: string,
): Word | undefined {
  if (value === undefined || value === null) return undefined;
  const known = words.find((candidate) => candidate === value);
  if (known === undefined) throw invalid(path, `must be one of ${words.join(', ')}`);
  return known;
}

function parseMessages(request: JsonObject): Message[] {
  const instructions = optionalString(request, 'instructions');
  const system: Message[] =
    instructions === undefined || instructions === ''
      ? []
      : [{ role: 'system', parts: [{ type: 'text', text: instructions }] }];
  const input = request['input'];
  // Without `input`, the conversation is stored at the provider: `inspect` has told so.
  return input === undefined || input === null ? system : [...system, ...parseItems(input)];
}

function parseFormat(value: unknown): ResponseFormat | undefined {
  if (value === undefined || value === null) return undefined;
  const format = expectObject(value, 'text.format');
  switch (format['type']) {
    case 'text':
      return { type: 'text' };
    case 'json_object':
      return { type: 'json' };
    case 'json_schema':
      return defined({
        type: 'json-schema' as const,
        name: expectString(format['name'], 'text.format.name'),
        description: optionalString(format, 'description', 'text.format'),
        schema: expectObject(format['schema'], 'text.format.schema'),
        strict: optionalBoolean(format, 'strict', 'text.format'),
      });
    default:
      throw invalid('text.format.type', 'must be text, json_object or json_schema');
  }
}

function parseReasoningSettings(reasoning: JsonObject): Reasoning | undefined {
  const effort: ReasoningEffort | undefined = word(
    reasoning['effort'],
    EFFORTS,
    'reasoning.effort',
  );
  const summary = word(
    reasoning['summary'] ?? reasoning['generate_summary'],
    SUMMARIES,
    'reasoning.summary',
  );
  if (effort === undefined && summary === undefined) return undefined;
  return defined({ isEnabled: effort === 'none' ? false : undefined, effort, summary });
}

function parseSampling(request: JsonObject): Sampling {
  const top = optionalInteger(request, 'top_logprobs', { min: 0 });
  const include = request['include'];
  const wantsLogprobs =
    (top ?? 0) > 0 || (Array.isArray(include) && include.includes(INCLUDE_LOGPROBS));
  return defined({
    temperature: optionalNumber(request, 'temperature'),
    topP: optionalNumber(request, 'top_p'),
    frequencyPenalty: optionalNumber(request, 'frequency_penalty'),
    presencePenalty: optionalNumber(request, 'presence_penalty'),
    logprobs: wantsLogprobs ? defined({ top }) : undefined,
  });
}

function parseMetadata(value: unknown): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return undefined;
  const metadata = expectObject(value, 'metadata');
  for (const [key, entry] of Object.entries(metadata)) expectString(entry, `metadata.${key}`);
  return metadata as Readonly<Record<string, string>>;
}

/** Fields without a canonical home; of known sections, the keys without one. */
function parseExtra(request: JsonObject): JsonObject {
  const extra: Record<string, unknown> = { ...unknownFields(request, KNOWN_FIELDS) };
  if (nativeToolChoice(request['tool_choice']) !== undefined)
    extra['tool_choice'] = request['tool_choice'];
  keepRest(extra, 'reasoning', { value: request['reasoning'], known: REASONING_FIELDS });
  keepRest(extra, 'text', { value: request['text'], known: TEXT_FIELDS });
  return extra;
}

function keepRest(
  extra: Record<string, unknown>,
  key: string,
  section: { readonly value: unknown; readonly known: ReadonlySet<string> },
): void {
  if (!isObject(section.value)) return;
  const rest = unknownFields(section.value, section.known);
  if (Object.keys(rest).length > 0) extra[key] = rest;
}
