import type { CustomTool, FunctionTool, Tool, ToolChoice } from '../../../call.ts';
import {
  defined,
  expectList,
  expectObject,
  expectString,
  invalid,
  isObject,
  type JsonObject,
  optionalBoolean,
  optionalString,
  textOf,
  wordOf,
} from '../../../reading.ts';
import { parseCacheHint } from './parse-parts.ts';

/**
 * The tools of a request: `tools`, or the older `functions`. Tools of other types are the
 * provider's own.
 */
export function parseTools(request: JsonObject): readonly Tool[] {
  const { tools, functions } = request;
  if (Array.isArray(tools)) return tools.map(parseTool);
  if (functions === undefined || functions === null) return [];
  return expectList(functions, 'functions').map((entry, index) => {
    const path = `functions[${index}]`;
    return parseFunction(expectObject(entry, path), path);
  });
}

/** Which tool the model must use, in today's or the older form. */
export function parseToolChoice(request: JsonObject): ToolChoice | undefined {
  const choice = request['tool_choice'];
  if (choice !== undefined && choice !== null) return parseChoice(choice);
  const older = request['function_call'];
  if (older === 'none' || older === 'auto') return { type: older };
  return isObject(older)
    ? { type: 'tool', name: expectString(older['name'], 'function_call.name') }
    : undefined;
}

function parseTool(entry: unknown, index: number): Tool {
  const path = `tools[${index}]`;
  const tool = expectObject(entry, path);
  const type = tool['type'] ?? 'function';
  if (type === 'custom') return parseCustom(expectObject(tool['custom'], `${path}.custom`), path);
  if (type !== 'function')
    return { type: 'native', dialect: 'openai-chat', name: wordOf(type), value: tool };
  const definition = expectObject(tool['function'], `${path}.function`);
  const cache = parseCacheHint(tool['cache_control'] ?? definition['cache_control']);
  return defined({ ...parseFunction(definition, `${path}.function`), cache });
}

function parseFunction(definition: JsonObject, path: string): FunctionTool {
  const parameters = definition['parameters'];
  return defined({
    type: 'function' as const,
    name: expectString(definition['name'], `${path}.name`),
    description: optionalString(definition, 'description', path),
    parameters: parameters == null ? undefined : expectObject(parameters, `${path}.parameters`),
    strict: optionalBoolean(definition, 'strict', path),
  });
}

function parseCustom(definition: JsonObject, path: string): CustomTool {
  return defined({
    type: 'custom' as const,
    name: expectString(definition['name'], `${path}.custom.name`),
    description: optionalString(definition, 'description', `${path}.custom`),
    format: definition['format'],
  });
}

function parseChoice(choice: unknown): ToolChoice {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { type: choice };
  // Mistral's word.
  if (choice === 'any') return { type: 'required' };
  if (!isObject(choice))
    throw invalid('tool_choice', 'must be auto, none, required or an object that names a tool');
  if (choice['type'] === 'allowed_tools') return parseAllowed(choice);
  const kind = choice['type'] === 'custom' ? 'custom' : 'function';
  const named = expectObject(choice[kind], `tool_choice.${kind}`);
  return { type: 'tool', name: expectString(named['name'], `tool_choice.${kind}.name`), kind };
}

function parseAllowed(choice: JsonObject): ToolChoice {
  const path = 'tool_choice.allowed_tools';
  const allowed = expectObject(choice['allowed_tools'], path);
  const names = expectList(allowed['tools'], `${path}.tools`).map((entry, index) => {
    const tool = expectObject(entry, `${path}.tools[${index}]`);
    const holder = tool['function'] ?? tool['custom'];
    const name = isObject(holder) ? textOf(holder['name']) : textOf(tool['name']);
    if (name === undefined) throw invalid(`${path}.tools[${index}]`, 'must name a tool');
    return name;
  });
  return { type: 'allowed', mode: allowed['mode'] === 'required' ? 'required' : 'auto', names };
}
