import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import type { NativeRequest } from '../contract.ts';
import { checkAnthropicMessages } from './check-messages.ts';
import { refuse } from './errors.ts';
import { modelFacts } from './model-facts.ts';

const PARAMETERS = new Set(
  (
    'model messages max_tokens system stop_sequences stream temperature top_k top_p tools tool_choice thinking ' +
    'metadata service_tier container context_management output_config output_format mcp_servers cache_control ' +
    'inference_geo speed'
  ).split(' '),
);
const THINKING_BUDGET_MIN = 1024;
const CACHE_MARKS_MAX = 4;
const TOOL_NAME = /^[a-zA-Z0-9_-]{1,128}$/;

/** Refuses what Anthropic's Messages endpoint would refuse. */
export function checkMessages(request: NativeRequest): void {
  if (request.headers['anthropic-version'] === undefined) {
    refuse('anthropic-version: header is required');
  }
  const { body } = request;
  if (!isObject(body)) refuse('The request body is not valid JSON');
  const unknown = Object.keys(body).find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) refuse(`${unknown}: Extra inputs are not permitted`);
  if (textOf(body['model']) === '') refuse('model: Field required');
  if (body['max_tokens'] === undefined) refuse('max_tokens: Field required');
  const limit = body['max_tokens'];
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1) {
    refuse('max_tokens: Input should be greater than or equal to 1');
  }
  checkSampling(body);
  checkTools(body);
  checkThinking(body, limit);
  checkStop(body);
  checkOutputSchema(body);
  checkAnthropicMessages(body);
  const marks = JSON.stringify(body).match(/"cache_control":\{/g)?.length ?? 0;
  if (marks > CACHE_MARKS_MAX) {
    refuse(
      `A maximum of ${CACHE_MARKS_MAX} blocks with cache_control may be provided. Found ${marks}.`,
    );
  }
}

function checkSampling(body: JsonObject): void {
  const facts = modelFacts(textOf(body['model']));
  const { temperature, top_p: topP } = body;
  for (const param of ['temperature', 'top_p', 'top_k']) {
    if (body[param] === undefined || !facts.refusesSampling) continue;
    refuse(`\`${param}\` is deprecated for this model.`);
  }
  for (const [param, value] of Object.entries({ temperature, top_p: topP })) {
    if (value === undefined) continue;
    if (typeof value !== 'number') refuse(`${param}: Input should be a valid number`);
    if (value < 0 || value > 1) refuse(`${param}: range: 0..1`);
  }
  if (facts.refusesTemperatureWithTopP && temperature !== undefined && topP !== undefined) {
    refuse(
      '`temperature` and `top_p` cannot both be specified for this model. Please use only one.',
    );
  }
}

function checkThinking(body: JsonObject, outputTokensMax: number): void {
  const thinking = objectOf(body['thinking']);
  const type = textOf(thinking['type']);
  if (type === '' || type === 'disabled') return;
  if (type !== 'enabled' && type !== 'adaptive') {
    refuse(
      `thinking: Input tag '${type}' found using 'type' does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'`,
    );
  }
  if (type === 'enabled') checkBudget(thinking['budget_tokens'], outputTokensMax);
  const choice = textOf(objectOf(body['tool_choice'])['type']);
  if (choice === 'any' || choice === 'tool') {
    refuse('Thinking may not be enabled when tool_choice forces tool use.');
  }
  const { temperature } = body;
  if (temperature !== undefined && temperature !== 1) {
    refuse('`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.');
  }
  if (body['top_k'] !== undefined) refuse('`top_k` must be unset when thinking is enabled.');
}

function checkBudget(budget: unknown, outputTokensMax: number): void {
  if (typeof budget !== 'number') refuse('thinking.enabled.budget_tokens: Field required');
  if (budget < THINKING_BUDGET_MIN) {
    refuse(
      `thinking.enabled.budget_tokens: Input should be greater than or equal to ${THINKING_BUDGET_MIN}`,
    );
  }
  if (budget >= outputTokensMax) {
    refuse('`max_tokens` must be greater than `thinking.budget_tokens`.');
  }
}

function checkTools(body: JsonObject): void {
  const tools = listOf(body['tools']).map(objectOf);
  const names = tools.map((tool) => textOf(tool['name']));
  if (new Set(names).size !== names.length) refuse('tools: Tool names must be unique.');
  tools.forEach((tool, index) => {
    if (tool['type'] === undefined || tool['type'] === 'custom') checkTool(tool, index);
  });
  const choice = body['tool_choice'];
  if (choice === undefined) return;
  if (tools.length === 0) refuse('tool_choice: may only be specified while providing tools');
  const { type, name } = objectOf(choice);
  if (!['auto', 'any', 'tool', 'none'].includes(textOf(type))) {
    refuse(
      `tool_choice: Input tag '${String(type ?? choice)}' found using 'type' does not match any of the expected tags: 'any', 'auto', 'none', 'tool'`,
    );
  }
  if (type === 'tool' && !names.includes(textOf(name))) {
    refuse(`tool_choice: Tool '${String(name)}' not found in provided tools`);
  }
}

function checkTool(tool: JsonObject, index: number): void {
  const path = `tools.${index}.custom`;
  if (!TOOL_NAME.test(textOf(tool['name']))) {
    refuse(`${path}.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`);
  }
  const unknown = ['parameters', 'function'].find((name) => name in tool);
  if (unknown !== undefined) refuse(`${path}.${unknown}: Extra inputs are not permitted`);
  const schema = tool['input_schema'];
  if (!isObject(schema)) refuse(`${path}.input_schema: Field required`);
  if (schema['type'] !== 'object') refuse(`${path}.input_schema.type: Input should be 'object'`);
  if (['oneOf', 'allOf', 'anyOf'].some((keyword) => keyword in schema)) {
    refuse(
      `${path}.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level`,
    );
  }
  if (tool['strict'] === true) checkClosed(schema, `${path}.input_schema`);
}

function checkStop(body: JsonObject): void {
  const sequences = body['stop_sequences'];
  if (sequences === undefined || sequences === null) return;
  if (!Array.isArray(sequences)) refuse('stop_sequences: Input should be a valid list');
  if (sequences.some((sequence) => textOf(sequence).trim() === '')) {
    refuse('stop_sequences: each stop sequence must contain non-whitespace');
  }
}

function checkOutputSchema(body: JsonObject): void {
  const format = objectOf(objectOf(body['output_config'])['format'] ?? body['output_format']);
  if (format['type'] === 'json_schema') checkClosed(objectOf(format['schema']), 'output_config');
}

const UNSUPPORTED = ['minimum', 'maximum', 'multipleOf', 'minLength', 'maxLength', 'maxItems'];

/** Anthropic's strict schemas: objects are closed, and keywords it cannot compile are refused by name. */
function checkClosed(schema: JsonObject, path: string): void {
  const type = textOf(schema['type']);
  if (type === 'object' && schema['additionalProperties'] !== false) {
    refuse(`${path}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  }
  const keyword = UNSUPPORTED.find((name) => name in schema);
  if (keyword !== undefined) {
    refuse(`${path}: For '${type}' type, property '${keyword}' is not supported`);
  }
  const nested = [
    ...Object.values(objectOf(schema['properties'])),
    ...listOf(schema['anyOf']),
    schema['items'],
  ];
  for (const child of nested.filter(isObject)) checkClosed(child, path);
}
