import type { CustomTool, FunctionTool, NativeTool, Tool, ToolChoice } from '../../../call.ts';
import {
  at,
  defined,
  expectList,
  expectObject,
  expectString,
  invalid,
  isObject,
  type JsonObject,
  optionalBoolean,
  optionalString,
  unknownFields,
  wordOf,
} from '../../../reading.ts';
import { DIALECT } from '../terms/names.ts';

const FUNCTION_FIELDS = new Set(['type', 'name', 'description', 'parameters', 'strict']);

/** The `tools` of a request. */
export function parseTools(value: unknown): Tool[] | undefined {
  if (value === undefined || value === null) return undefined;
  const tools = expectList(value, 'tools').map((item, index) =>
    parseTool(item, at('tools', index)),
  );
  return tools.length === 0 ? undefined : tools;
}

function parseTool(value: unknown, path: string): Tool {
  const tool = expectObject(value, path);
  const type = expectString(tool['type'], at(path, 'type'));
  if (type === 'function') return parseFunction(tool, path);
  if (type === 'custom') return parseCustom(tool, path);
  return { type: 'native', dialect: DIALECT, name: type, value: tool } satisfies NativeTool;
}

function parseFunction(tool: JsonObject, path: string): FunctionTool {
  const parameters = tool['parameters'] ?? undefined;
  const fields = unknownFields(tool, FUNCTION_FIELDS);
  return defined({
    type: 'function' as const,
    name: expectString(tool['name'], at(path, 'name')),
    description: optionalString(tool, 'description', path),
    parameters:
      parameters === undefined ? undefined : expectObject(parameters, at(path, 'parameters')),
    strict: optionalBoolean(tool, 'strict', path),
    native: Object.keys(fields).length === 0 ? undefined : { dialect: DIALECT, fields },
  });
}

function parseCustom(tool: JsonObject, path: string): CustomTool {
  return defined({
    type: 'custom' as const,
    name: expectString(tool['name'], at(path, 'name')),
    description: optionalString(tool, 'description', path),
    format: tool['format'] ?? undefined,
  });
}

/**
 * The `tool_choice` of a request; undefined where it is absent, or names something only this
 * dialect knows.
 */
export function parseToolChoice(value: unknown): ToolChoice | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return parseWord(value);
  const choice = expectObject(value, 'tool_choice');
  switch (choice['type']) {
    case 'function':
    case 'custom':
      return {
        type: 'tool',
        name: expectString(choice['name'], 'tool_choice.name'),
        kind: choice['type'],
      };
    case 'allowed_tools':
      return parseAllowed(choice);
    default:
      return undefined;
  }
}

function parseWord(word: string): ToolChoice {
  if (word === 'auto' || word === 'none' || word === 'required') return { type: word };
  throw invalid('tool_choice', 'must be auto, none, required, or an object');
}

function parseAllowed(choice: JsonObject): ToolChoice | undefined {
  const { mode } = choice;
  if (mode !== 'auto' && mode !== 'required')
    throw invalid('tool_choice.mode', 'must be auto or required');
  const names: string[] = [];
  for (const entry of expectList(choice['tools'], 'tool_choice.tools')) {
    if (!isNamed(entry)) return undefined;
    names.push(entry.name);
  }
  return { type: 'allowed', mode, names };
}

function isNamed(entry: unknown): entry is { readonly name: string } {
  if (!isObject(entry) || typeof entry['name'] !== 'string') return false;
  return entry['type'] === 'function' || entry['type'] === 'custom';
}

/**
 * The type of a tool choice that only this dialect knows (a hosted tool, an MCP server); undefined
 * for all others.
 */
export function nativeToolChoice(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  switch (value['type']) {
    case 'function':
    case 'custom':
      return undefined;
    case 'allowed_tools':
      return Array.isArray(value['tools']) && value['tools'].every(isNamed)
        ? undefined
        : 'allowed_tools';
    default:
      return wordOf(value['type']);
  }
}
