import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import { refuse } from '../openai-errors.ts';

const NAME = /^[a-zA-Z0-9_-]+$/;
const NAME_LENGTH_MAX = 64;
const ROOT_FORBIDDEN = ['oneOf', 'anyOf', 'allOf', 'enum', 'not'];

/** Refuses tool definitions and choices that OpenAI would refuse. */
export function checkChatTools(body: JsonObject): void {
  const tools = body['tools'];
  const isOffered = Array.isArray(tools) && tools.length > 0;
  if (Array.isArray(tools) && !isOffered) {
    refuse(
      "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      { param: 'tools', code: 'empty_array' },
    );
  }
  for (const param of ['tool_choice', 'parallel_tool_calls']) {
    const value = body[param];
    if (isOffered || value === undefined || value === null || value === 'none') continue;
    refuse(`Invalid value for '${param}': '${param}' is only allowed when 'tools' are specified.`, {
      param,
    });
  }
  listOf(tools).forEach((tool, index) => {
    const definition = objectOf(objectOf(tool)['function']);
    if (objectOf(tool)['type'] !== 'function') {
      refuse(
        `Invalid value: '${String(objectOf(tool)['type'])}'. Supported values are: 'function' and 'custom'.`,
        { param: `tools[${index}].type`, code: 'invalid_value' },
      );
    }
    checkFunction(definition, `tools[${index}].function`);
  });
  checkToolChoice(body['tool_choice'], listOf(tools), (tool) => objectOf(tool['function'])['name']);
}

/** Refuses a function definition, in Chat's nesting or in Responses' flat form. */
export function checkFunction(definition: JsonObject, path: string): void {
  const name = textOf(definition['name']);
  const param = `${path}.name`;
  if (name === '') {
    refuse(`Missing required parameter: '${param}'.`, {
      param,
      code: 'missing_required_parameter',
    });
  }
  if (name.length > NAME_LENGTH_MAX) {
    refuse(
      `Invalid '${param}': string too long. Expected a string with maximum length ${NAME_LENGTH_MAX}, but got a string with length ${name.length} instead.`,
      { param, code: 'string_above_max_length' },
    );
  }
  if (!NAME.test(name)) {
    refuse(
      `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      { param, code: 'invalid_value' },
    );
  }
  const parameters = definition['parameters'];
  if (parameters === undefined || parameters === null) return;
  checkParameters(objectOf(parameters), definition, { name, param: `${path}.parameters` });
}

function checkParameters(
  schema: JsonObject,
  definition: JsonObject,
  place: { readonly name: string; readonly param: string },
): void {
  const code = 'invalid_function_parameters';
  const label = `function '${place.name}'`;
  if (schema['type'] !== 'object') {
    refuse(
      `Invalid schema for ${label}: schema must be a JSON Schema of 'type: "object"', got 'type: "${String(schema['type'] ?? 'None')}"'.`,
      { param: place.param, code },
    );
  }
  if (ROOT_FORBIDDEN.some((keyword) => keyword in schema)) {
    refuse(
      `Invalid schema for ${label}: schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.`,
      { param: place.param, code },
    );
  }
  if (definition['strict'] !== true) return;
  checkStrictSchema(schema, { param: place.param, label, code });
}

interface StrictPlace {
  readonly param: string;
  readonly label: string;
  readonly code: string;
}

/** OpenAI's strict mode: every object closed, every property required. */
export function checkStrictSchema(schema: JsonObject, place: StrictPlace, path = '()'): void {
  const properties = schema['properties'];
  const isObjectSchema = schema['type'] === 'object' || isObject(properties);
  if (isObjectSchema && schema['additionalProperties'] !== false) {
    refuse(
      `Invalid schema for ${place.label}: In context=${path}, 'additionalProperties' is required to be supplied and to be false.`,
      place,
    );
  }
  const required = new Set(listOf(schema['required']));
  for (const [name, property] of Object.entries(objectOf(properties))) {
    if (!required.has(name)) {
      refuse(
        `Invalid schema for ${place.label}: In context=${path}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${name}'.`,
        place,
      );
    }
    checkStrictSchema(objectOf(property), place, `('properties', '${name}')`);
  }
  if (isObject(schema['items'])) checkStrictSchema(schema['items'], place, `('items')`);
  for (const branch of listOf(schema['anyOf'])) {
    checkStrictSchema(objectOf(branch), place, `('anyOf')`);
  }
}

/** A named choice must be one of the offered tools. */
export function checkToolChoice(
  choice: unknown,
  tools: readonly unknown[],
  nameOf: (tool: JsonObject) => unknown,
): void {
  if (!isObject(choice)) {
    if (choice === undefined || choice === null) return;
    if (['auto', 'none', 'required'].includes(String(choice))) return;
    refuse(
      `Invalid value: '${String(choice)}'. Supported values are: 'none', 'auto', and 'required'.`,
      { param: 'tool_choice', code: 'invalid_value' },
    );
  }
  const wanted = nameOf(choice);
  if (choice['type'] !== 'function') return;
  if (tools.some((tool) => nameOf(objectOf(tool)) === wanted)) return;
  refuse(`Tool choice '${String(wanted)}' not found in 'tools' parameter.`, {
    param: 'tool_choice',
  });
}
