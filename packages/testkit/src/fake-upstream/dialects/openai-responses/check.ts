import { isObject, type JsonObject, listOf, objectOf, textOf, typeName } from '../../json.ts';
import type { Memory } from '../memory.ts';
import { isReasoningModel } from '../openai-chat/check.ts';
import { checkFunction, checkStrictSchema, checkToolChoice } from '../openai-chat/check-tools.ts';
import { refuse } from '../openai-errors.ts';

const PARAMETERS = new Set(
  (
    'background context_management conversation include input instructions max_output_tokens max_tool_calls metadata ' +
    'model moderation parallel_tool_calls previous_response_id prompt prompt_cache_key prompt_cache_options ' +
    'prompt_cache_retention reasoning safety_identifier service_tier store stream stream_options temperature text ' +
    'tool_choice tools top_logprobs top_p truncation user'
  ).split(' '),
);
const OUTPUT_TOKENS_MIN = 16;
const ROLES = ['user', 'assistant', 'system', 'developer'];
const USER_PARTS = ['input_text', 'input_image', 'input_file', 'input_audio'];
const ASSISTANT_PARTS = ['output_text', 'refusal'];

/** Refuses what OpenAI's Responses endpoint would refuse. */
export function checkResponses(body: unknown, memory: Memory): void {
  if (!isObject(body)) refuse('We could not parse the JSON body of your request.');
  const unknown = Object.keys(body).find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) {
    refuse(`Unknown parameter: '${unknown}'.`, { param: unknown, code: 'unknown_parameter' });
  }
  const model = textOf(body['model']);
  if (model === '') {
    refuse("Missing required parameter: 'model'.", {
      param: 'model',
      code: 'missing_required_parameter',
    });
  }
  checkParameters(body, model);
  checkInput(body, memory);
  checkTools(body);
}

function checkParameters(body: JsonObject, model: string): void {
  for (const param of ['temperature', 'top_p']) {
    const value = body[param];
    if (value === undefined || value === null) continue;
    if (isReasoningModel(model) && value !== 1) {
      refuse(`Unsupported parameter: '${param}' is not supported with this model.`, { param });
    }
    if (typeof value === 'number' && value >= 0 && value <= 2) continue;
    refuse(`Invalid '${param}': expected a number between 0 and 2.`, {
      param,
      code: 'decimal_above_max_value',
    });
  }
  const limit = body['max_output_tokens'];
  if (typeof limit === 'number' && limit < OUTPUT_TOKENS_MIN) {
    refuse(
      `Invalid 'max_output_tokens': integer below minimum value. Expected a value >= ${OUTPUT_TOKENS_MIN}, but got ${limit} instead.`,
      { param: 'max_output_tokens', code: 'integer_below_min_value' },
    );
  }
}

function checkInput(body: JsonObject, memory: Memory): void {
  const previous = body['previous_response_id'];
  if (typeof previous === 'string' && memory.recall(previous) === undefined) {
    refuse(`Previous response with id '${previous}' not found.`, {
      param: 'previous_response_id',
      code: 'previous_response_not_found',
    });
  }
  const input = body['input'];
  if (typeof input === 'string') return;
  if (!Array.isArray(input)) {
    refuse(
      `Invalid type for 'input': expected one of a string or an array, but got ${typeName(input)} instead.`,
      { param: 'input', code: 'invalid_type' },
    );
  }
  const items = input.map(objectOf);
  items.forEach((item, index) => {
    if (isMessage(item)) checkMessage(item, `input[${index}]`);
  });
  checkReasoning(items, memory);
  checkPairs(items, typeof previous === 'string');
}

/** Messages may leave their type away. */
export function isMessage(item: JsonObject): boolean {
  return item['type'] === 'message' || (item['type'] === undefined && 'role' in item);
}

function checkMessage(item: JsonObject, path: string): void {
  const role = textOf(item['role']);
  if (!ROLES.includes(role)) {
    refuse(
      `Invalid value: '${role}'. Supported values are: 'assistant', 'system', 'developer', and 'user'.`,
      { param: `${path}.role`, code: 'invalid_value' },
    );
  }
  const allowed = role === 'assistant' ? ASSISTANT_PARTS : USER_PARTS;
  listOf(item['content']).forEach((part, index) => {
    const type = textOf(objectOf(part)['type']);
    if (allowed.includes(type)) return;
    refuse(
      `Invalid value: '${type}'. Supported values are: ${allowed.map((name) => `'${name}'`).join(', ')}.`,
      { param: `${path}.content[${index}].type`, code: 'invalid_value' },
    );
  });
}

/** A call that was made while reasoning comes back with that reasoning, which must still be known or be sealed. */
function checkReasoning(items: readonly JsonObject[], memory: Memory): void {
  const sent = new Set(items.map((item) => textOf(item['id'])));
  for (const item of items) {
    const id = textOf(item['id']);
    const isSealed = textOf(item['encrypted_content']) !== '';
    if (item['type'] === 'reasoning' && !isSealed && memory.recall(id) !== 'stored') {
      refuse(
        `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false.`,
        { param: 'input', status: 404 },
      );
    }
    const owed = item['type'] === 'function_call' ? memory.recall(id) : undefined;
    if (owed === undefined || owed === 'stored' || sent.has(owed)) continue;
    refuse(
      `Item '${id}' of type 'function_call' was provided without its required 'reasoning' item: '${owed}'.`,
      { param: 'input' },
    );
  }
}

function checkPairs(items: readonly JsonObject[], hasEarlier: boolean): void {
  const called = new Set<string>();
  const answered = new Set<string>();
  for (const item of items) {
    const callId = textOf(item['call_id']);
    if (item['type'] === 'function_call') {
      called.add(callId);
      if (typeof item['arguments'] !== 'string') {
        refuse(
          `Invalid type for 'input[${items.indexOf(item)}].arguments': expected a string, but got ${typeName(item['arguments'])} instead.`,
          { param: `input[${items.indexOf(item)}].arguments`, code: 'invalid_type' },
        );
      }
    }
    if (item['type'] !== 'function_call_output') continue;
    answered.add(callId);
    if (!called.has(callId) && !hasEarlier) {
      refuse(`No tool call found for function call output with call_id ${callId}.`, {
        param: 'input',
      });
    }
  }
  const missing = [...called].find((callId) => !answered.has(callId));
  if (missing !== undefined) {
    refuse(`No tool output found for function call ${missing}.`, { param: 'input' });
  }
}

function checkTools(body: JsonObject): void {
  const tools = listOf(body['tools']).map(objectOf);
  tools.forEach((tool, index) => {
    if (tool['type'] === 'function') checkFunction(tool, `tools[${index}]`);
    if (tool['type'] === undefined) {
      refuse(`Missing required parameter: 'tools[${index}].type'.`, {
        param: `tools[${index}].type`,
        code: 'missing_required_parameter',
      });
    }
  });
  checkToolChoice(body['tool_choice'], tools, (tool) => tool['name']);
  const format = objectOf(objectOf(body['text'])['format']);
  if (format['type'] !== 'json_schema') return;
  if (textOf(format['name']) === '') {
    refuse("Missing required parameter: 'text.format.name'.", {
      param: 'text.format.name',
      code: 'missing_required_parameter',
    });
  }
  if (format['strict'] !== true) return;
  checkStrictSchema(objectOf(format['schema']), {
    param: 'text.format.schema',
    label: `response_format '${textOf(format['name'])}'`,
    code: 'invalid_json_schema',
  });
}
