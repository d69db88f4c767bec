import { isObject, type JsonObject, listOf, objectOf, textOf, typeName } from '../../json.ts';
import type { Memory } from '../memory.ts';
import { refuse } from '../openai-errors.ts';
import { checkChatMessages } from './check-messages.ts';
import { checkMistral } from './check-mistral.ts';
import { checkChatTools, checkStrictSchema } from './check-tools.ts';

/** Which rules a chat server follows: OpenAI's own, Mistral's, or those of the many that follow OpenAI loosely. */
export type ChatFamily = 'openai' | 'mistral' | 'other';

export function familyOf(model: string): ChatFamily {
  if (/^(ministral|mistral|magistral|codestral|devstral|pixtral|open-mi)/.test(model)) {
    return 'mistral';
  }
  return /^(gpt-(?!oss)|chatgpt-|o\d)/.test(model) ? 'openai' : 'other';
}

/** Whether OpenAI treats the model as one that reasons: other parameters are taken then. */
export function isReasoningModel(model: string): boolean {
  return /^(gpt-5|o\d)/.test(model) && !/^gpt-5(\.\d)?-chat/.test(model);
}

const PARAMETERS = new Set(
  (
    'audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens messages ' +
    'metadata modalities model moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key ' +
    'prompt_cache_options prompt_cache_retention reasoning_effort response_format safety_identifier seed ' +
    'service_tier stop store stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity ' +
    'web_search_options'
  ).split(' '),
);
const STOP_MAX = 4;

/** Refuses what a chat completions server would refuse. */
export function checkChat(body: unknown, memory: Memory): void {
  if (!isObject(body)) {
    refuse('We could not parse the JSON body of your request. It is expected to be a JSON object.');
  }
  const model = textOf(body['model']);
  if (model === '') refuse('you must provide a model parameter');
  const family = familyOf(model);
  if (family === 'mistral') {
    checkMistral(body);
    return;
  }
  if (family === 'openai') checkOpenaiOnly(body, model);
  checkRanges(body);
  checkChatMessages(body, memory);
  checkChatTools(body);
  checkFormat(body);
}

function checkOpenaiOnly(body: JsonObject, model: string): void {
  const unknown = Object.keys(body).find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) {
    refuse(`Unknown parameter: '${unknown}'.`, { param: unknown, code: 'unknown_parameter' });
  }
  if (isReasoningModel(model)) checkReasoningParameters(body);
}

function checkReasoningParameters(body: JsonObject): void {
  if (body['max_tokens'] !== undefined && body['max_tokens'] !== null) {
    refuse(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { param: 'max_tokens', code: 'unsupported_parameter' },
    );
  }
  for (const param of ['temperature', 'top_p'] as const) {
    const value = body[param];
    if (value === undefined || value === null || value === 1) continue;
    refuse(
      `Unsupported value: '${param}' does not support ${value} with this model. Only the default (1) value is supported.`,
      { param, code: 'unsupported_value' },
    );
  }
  const refused = ['presence_penalty', 'frequency_penalty', 'logprobs', 'logit_bias', 'stop'].find(
    (param) => body[param] !== undefined && body[param] !== null && body[param] !== 0,
  );
  if (refused !== undefined) {
    refuse(`Unsupported parameter: '${refused}' is not supported with this model.`, {
      param: refused,
      code: 'unsupported_parameter',
    });
  }
}

const RANGES: readonly (readonly [name: string, least: number, most: number])[] = [
  ['temperature', 0, 2],
  ['top_p', 0, 1],
  ['presence_penalty', -2, 2],
  ['frequency_penalty', -2, 2],
  ['n', 1, 128],
  ['max_tokens', 1, 1_000_000],
  ['max_completion_tokens', 1, 1_000_000],
  ['top_logprobs', 0, 20],
];

function checkRanges(body: JsonObject): void {
  for (const [param, least, most] of RANGES) {
    const value = body[param];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number') {
      refuse(
        `Invalid type for '${param}': expected a number, but got ${typeName(value)} instead.`,
        {
          param,
          code: 'invalid_type',
        },
      );
    }
    if (value >= least && value <= most) continue;
    const isAbove = value > most;
    refuse(
      `Invalid '${param}': value ${isAbove ? 'above maximum' : 'below minimum'}. Expected a value ` +
        `${isAbove ? `<= ${most}` : `>= ${least}`}, but got ${value} instead.`,
      { param, code: isAbove ? 'decimal_above_max_value' : 'decimal_below_min_value' },
    );
  }
  if (listOf(body['stop']).length > STOP_MAX) {
    refuse(
      `Invalid 'stop': array too long. Expected an array with maximum length ${STOP_MAX}, but got an array with length ${listOf(body['stop']).length} instead.`,
      { param: 'stop', code: 'array_above_max_length' },
    );
  }
  if (isObject(body['stream_options']) && body['stream'] !== true) {
    refuse("The 'stream_options' parameter is only allowed when 'stream' is enabled.", {
      param: 'stream_options',
    });
  }
}

function checkFormat(body: JsonObject): void {
  const format = objectOf(body['response_format']);
  if (format['type'] === undefined || format['type'] === 'text') return;
  if (format['type'] === 'json_object') {
    if (/json/i.test(JSON.stringify(body['messages']))) return;
    refuse(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      { param: 'messages' },
    );
  }
  if (format['type'] !== 'json_schema') {
    refuse(
      `Invalid value: '${String(format['type'])}'. Supported values are: 'json_object', 'json_schema', and 'text'.`,
      { param: 'response_format.type', code: 'invalid_value' },
    );
  }
  const definition = objectOf(format['json_schema']);
  if (textOf(definition['name']) === '') {
    refuse("Missing required parameter: 'response_format.json_schema.name'.", {
      param: 'response_format.json_schema.name',
      code: 'missing_required_parameter',
    });
  }
  if (definition['strict'] !== true) return;
  checkStrictSchema(objectOf(definition['schema']), {
    param: 'response_format',
    label: `response_format '${textOf(definition['name'])}'`,
    code: 'invalid_json_schema',
  });
}
