import type { FunctionTool, JsonSchema, Tool, ToolChoice } from '../../../call.ts';
import {
  defined,
  expectList,
  expectObject,
  expectString,
  invalid,
  type JsonObject,
  optionalBoolean,
  optionalString,
} from '../../../reading.ts';
import { cacheOf } from './parse-cache.ts';
import { nativeFields } from './parse-media.ts';

const TOOL_FIELDS: ReadonlySet<string> = new Set([
  'type',
  'name',
  'description',
  'input_schema',
  'strict',
  'cache_control',
]);

/**
 * Whether a tool of the request is the client's own function; all other types only this dialect
 * knows.
 */
export function isFunctionTool(tool: JsonObject): boolean {
  const type = tool['type'];
  return type === undefined || type === null || type === 'custom';
}

/** The tools of a request. */
export function parseTools(value: unknown): readonly Tool[] | undefined {
  if (value === undefined || value === null) return undefined;
  return expectList(value, 'tools').map((entry, index) => {
    const path = `tools[${index}]`;
    const tool = expectObject(entry, path);
    if (isFunctionTool(tool)) return parseFunctionTool(tool, path);
    const type = expectString(tool['type'], `${path}.type`);
    const name = typeof tool['name'] === 'string' ? tool['name'] : type;
    return { type: 'native', dialect: 'anthropic-messages', name, value: tool };
  });
}

function parseFunctionTool(tool: JsonObject, path: string): FunctionTool {
  const schema = tool['input_schema'];
  return defined({
    type: 'function' as const,
    name: expectString(tool['name'], `${path}.name`),
    description: optionalString(tool, 'description', path),
    parameters:
      schema === undefined || schema === null
        ? undefined
        : (expectObject(schema, `${path}.input_schema`) as JsonSchema),
    strict: optionalBoolean(tool, 'strict', path),
    cache: cacheOf(tool),
    native: nativeFields(tool, TOOL_FIELDS),
  }) as FunctionTool;
}

/** The choice of tools, and whether several calls at once are allowed where the client said so. */
export function parseToolChoice(value: unknown): {
  readonly toolChoice?: ToolChoice;
  readonly allowsParallelToolCalls?: boolean;
} {
  if (value === undefined || value === null) return {};
  const choice = expectObject(value, 'tool_choice');
  const isSerial = optionalBoolean(choice, 'disable_parallel_tool_use', 'tool_choice');
  const parallel = isSerial === undefined ? {} : { allowsParallelToolCalls: !isSerial };
  switch (choice['type']) {
    case 'auto':
      return { toolChoice: { type: 'auto' }, ...parallel };
    case 'none':
      return { toolChoice: { type: 'none' }, ...parallel };
    case 'any':
      return { toolChoice: { type: 'required' }, ...parallel };
    case 'tool':
      return {
        toolChoice: { type: 'tool', name: expectString(choice['name'], 'tool_choice.name') },
        ...parallel,
      };
    default:
      throw invalid('tool_choice.type', 'must be auto, any, tool or none');
  }
}
