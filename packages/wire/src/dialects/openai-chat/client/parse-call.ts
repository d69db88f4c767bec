import type { ChatCall } from '../../../call.ts';
import type { PathFacts } from '../../../dialect.ts';
import {
  defined,
  expectList,
  expectObject,
  invalid,
  isObject,
  type JsonObject,
  optionalBoolean,
  optionalInteger,
  optionalString,
  unknownFields,
  wordOf,
} from '../../../reading.ts';
import { inspect, modelOf, wantsUsage } from './inspect.ts';
import { parseMessages } from './parse-message.ts';
import {
  isKnownEffort,
  parseReasoning,
  parseResponseFormat,
  parseSampling,
  RESPONSE_FORMATS,
} from './parse-options.ts';
import { parseToolChoice, parseTools } from './parse-tools.ts';

/** Top-level fields with a home in `ChatCall`; all others are `extra`. */
const KNOWN: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'reasoning_effort',
  'reasoning',
  'thinking',
  'enable_thinking',
  'thinking_budget',
  'temperature',
  'top_p',
  'top_k',
  'frequency_penalty',
  'presence_penalty',
  'seed',
  'stop',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'max_tokens',
  'max_completion_tokens',
  'n',
  'user',
  'metadata',
  'service_tier',
  'prompt_cache_key',
  'verbosity',
  'modalities',
]);

/**
 * A Chat Completions request as a canonical call. `functions`, the older form of tools, stays in
 * `extra` too: it tells the renderer that the client expects `function_call` back.
 */
export function parseCall(body: unknown, path: PathFacts): ChatCall {
  inspect(body, path);
  const request = expectObject(body, '');
  const tools = parseTools(request);
  const call: ChatCall = defined({
    operation: 'chat' as const,
    dialect: 'openai-chat' as const,
    model: modelOf(request, path),
    isStream: optionalBoolean(request, 'stream') ?? false,
    wantsStreamUsage: wantsUsage(request['stream_options']),
    messages: parseMessages(expectList(request['messages'], 'messages')),
    tools: tools.length === 0 ? undefined : tools,
    toolChoice: parseToolChoice(request),
    allowsParallelToolCalls:
      optionalBoolean(request, 'parallel_tool_calls') ?? parallelOfFunctions(request),
    responseFormat: parseResponseFormat(request['response_format']),
    reasoning: parseReasoning(request),
    sampling: parseSampling(request),
    outputTokensMax: parseOutputTokens(request),
    choiceCount: optionalInteger(request, 'n', { min: 1, max: 128 }),
    endUser: optionalString(request, 'user') ?? optionalString(request, 'safety_identifier'),
    metadata: parseMetadata(request['metadata']),
    serviceTier: optionalString(request, 'service_tier'),
    promptCacheKey: optionalString(request, 'prompt_cache_key'),
    verbosity: parseVerbosity(request),
    modalities: parseModalities(request['modalities']),
    extra: parseExtra(request),
  });
  return Object.freeze(call);
}

function parseExtra(request: JsonObject): JsonObject {
  const extra: Record<string, unknown> = { ...unknownFields(request, KNOWN) };
  const { response_format: format, reasoning_effort: effort, stream_options: options } = request;
  if (isObject(format) && !RESPONSE_FORMATS.has(format['type'])) extra['response_format'] = format;
  if (typeof effort === 'string' && !isKnownEffort(effort)) extra['reasoning_effort'] = effort;
  if (isObject(options)) {
    const { include_usage: _usage, ...rest } = options;
    if (Object.keys(rest).length > 0) extra['stream_options'] = rest;
  }
  return extra;
}

/** The newer name wins. llama.cpp and vLLM take -1 for "no limit". */
function parseOutputTokens(request: JsonObject): number | undefined {
  const max =
    optionalInteger(request, 'max_completion_tokens', { min: -1 }) ??
    optionalInteger(request, 'max_tokens', { min: -1 });
  if (max === 0) throw invalid('max_tokens', 'must be an integer of at least 1');
  return max === -1 ? undefined : max;
}

/** `function_call` has room for one call only. */
function parallelOfFunctions(request: JsonObject): boolean | undefined {
  const { functions } = request;
  return Array.isArray(functions) && functions.length > 0 ? false : undefined;
}

function parseMetadata(value: unknown): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return undefined;
  const metadata: Record<string, string> = {};
  for (const [key, entry] of Object.entries(expectObject(value, 'metadata')))
    metadata[key] = typeof entry === 'string' ? entry : JSON.stringify(entry);
  return metadata;
}

function parseVerbosity(request: JsonObject): 'low' | 'medium' | 'high' | undefined {
  const verbosity = optionalString(request, 'verbosity');
  if (verbosity === undefined) return undefined;
  if (verbosity === 'low' || verbosity === 'medium' || verbosity === 'high') return verbosity;
  throw invalid('verbosity', 'must be low, medium or high');
}

function parseModalities(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return expectList(value, 'modalities').map((entry) => wordOf(entry).toLowerCase());
}
