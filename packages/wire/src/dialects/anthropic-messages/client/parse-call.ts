import type { ChatCall, Reasoning, ReasoningEffort, ResponseFormat } from '../../../call.ts';
import type { PathFacts } from '../../../dialect.ts';
import {
  defined,
  expectList,
  expectObject,
  expectString,
  isObject,
  type JsonObject,
  optionalBoolean,
  optionalInteger,
  optionalNumber,
  optionalString,
  unknownFields,
} from '../../../reading.ts';
import { requireMaxTokens, requireMessages, requireModel } from './inspect.ts';
import { parseMessages, parseSystem } from './parse-message.ts';
import { parseToolChoice, parseTools } from './parse-tools.ts';

const KNOWN: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'max_tokens',
  'system',
  'stream',
  'stop_sequences',
  'temperature',
  'top_p',
  'top_k',
  'tools',
  'tool_choice',
  'thinking',
  'metadata',
  'service_tier',
  'output_config',
  'output_format',
]);

const EFFORTS: readonly ReasoningEffort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** A Messages API request as a `ChatCall`. */
export function parseCall(body: unknown, path: PathFacts): ChatCall {
  const request = expectObject(body, '');
  const model = path.model ?? requireModel(request);
  const outputTokensMax = requireMaxTokens(request);
  requireMessages(request);
  const outputConfig = readOutputConfig(request);
  const metadata = readMetadata(request);
  const thinking = readThinking(request, outputConfig.effort);
  const call = defined({
    operation: 'chat' as const,
    dialect: 'anthropic-messages' as const,
    model,
    isStream: path.isStream ?? optionalBoolean(request, 'stream') ?? false,
    messages: [...parseSystem(request['system']), ...parseMessages(request['messages'])],
    tools: parseTools(request['tools']),
    ...parseToolChoice(request['tool_choice']),
    responseFormat: outputConfig.format,
    reasoning: thinking.reasoning,
    sampling: defined({
      temperature: optionalNumber(request, 'temperature'),
      topP: optionalNumber(request, 'top_p'),
      topK: optionalInteger(request, 'top_k', { min: 0 }),
      stop: readStop(request['stop_sequences']),
    }),
    outputTokensMax,
    endUser: metadata.endUser,
    serviceTier: optionalString(request, 'service_tier'),
    extra: {
      ...unknownFields(request, KNOWN),
      ...thinking.extra,
      ...outputConfig.extra,
      ...metadata.extra,
    },
  });
  return Object.freeze(call) as ChatCall;
}

function readStop(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return expectList(value, 'stop_sequences').map((entry, index) =>
    expectString(entry, `stop_sequences[${index}]`),
  );
}

interface OutputConfig {
  readonly effort?: ReasoningEffort;
  readonly format?: ResponseFormat;
  readonly extra: JsonObject;
}

/**
 * `output_config`, and the `output_format` it was called before. Words that are new to us go on as
 * they are.
 */
function readOutputConfig(request: JsonObject): OutputConfig {
  const config = optionalObject(request, 'output_config') ?? {};
  const format = readFormat(config['format'], 'output_config.format');
  const outer = readFormat(request['output_format'], 'output_format');
  const effort = EFFORTS.find((word) => word === config['effort']);
  const rest = Object.entries(config).filter(
    ([key, value]) =>
      value !== null &&
      !(key === 'effort' && effort !== undefined) &&
      !(key === 'format' && format !== undefined),
  );
  const hasUnknownOuter = isObject(request['output_format']) && outer === undefined;
  return defined({
    effort,
    format: format ?? outer,
    extra: {
      ...(rest.length === 0 ? {} : { output_config: Object.fromEntries(rest) }),
      ...(hasUnknownOuter ? { output_format: request['output_format'] } : {}),
    },
  }) as OutputConfig;
}

function readFormat(value: unknown, path: string): ResponseFormat | undefined {
  if (value === undefined || value === null) return undefined;
  const format = expectObject(value, path);
  if (format['type'] !== 'json_schema') return undefined;
  // The name is ours: other dialects demand one, this one has none.
  return {
    type: 'json-schema',
    name: 'answer',
    schema: expectObject(format['schema'], `${path}.schema`),
  };
}

function readThinking(
  request: JsonObject,
  effort: ReasoningEffort | undefined,
): { readonly reasoning?: Reasoning; readonly extra: JsonObject } {
  const thinking = optionalObject(request, 'thinking');
  if (thinking === undefined)
    return effort === undefined ? { extra: {} } : { reasoning: { effort }, extra: {} };
  const summary = readDisplay(thinking['display']);
  switch (thinking['type']) {
    case 'disabled':
      return { reasoning: defined({ isEnabled: false, effort }) as Reasoning, extra: {} };
    case 'adaptive':
      return { reasoning: defined({ isEnabled: true, effort, summary }) as Reasoning, extra: {} };
    case 'enabled': {
      const budgetTokens = optionalInteger(thinking, 'budget_tokens', { min: 1, path: 'thinking' });
      return {
        reasoning: defined({ isEnabled: true, effort, budgetTokens, summary }) as Reasoning,
        extra: {},
      };
    }
    default:
      expectString(thinking['type'], 'thinking.type');
      return {
        reasoning: defined({ isEnabled: true, effort }) as Reasoning,
        extra: { thinking },
      };
  }
}

function readDisplay(display: unknown): Reasoning['summary'] {
  if (display === 'omitted') return 'none';
  return display === 'summarized' ? 'auto' : undefined;
}

function readMetadata(request: JsonObject): {
  readonly endUser?: string;
  readonly extra: JsonObject;
} {
  const metadata = optionalObject(request, 'metadata');
  if (metadata === undefined) return { extra: {} };
  const { user_id: _userId, ...rest } = metadata;
  const endUser = optionalString(metadata, 'user_id', 'metadata');
  return {
    ...(endUser === undefined ? {} : { endUser }),
    extra: Object.keys(rest).length === 0 ? {} : { metadata: rest },
  };
}

function optionalObject(request: JsonObject, key: string): JsonObject | undefined {
  const value = request[key];
  if (value === undefined || value === null) return undefined;
  return expectObject(value, key);
}
