import type { FunctionTool, Tool, ToolChoice } from '../../../call.ts';
import {
  expectObject,
  expectString,
  invalid,
  isObject,
  type JsonObject,
  optionalString,
  unknownFields,
} from '../../../reading.ts';
import { field, listOf, protoName } from '../terms/fields.ts';
import { fromOpenApi } from '../terms/schema/from-openapi.ts';

/** Tools that Google runs itself; clients write them in either spelling. */
const NATIVE_TOOLS = [
  'googleSearch',
  'googleSearchRetrieval',
  'codeExecution',
  'urlContext',
  'googleMaps',
  'fileSearch',
  'computerUse',
  'mcpServers',
  'enterpriseWebSearch',
  'retrieval',
];

/** Fields of a function declaration that have a canonical home. */
const DECLARED: ReadonlySet<string> = new Set([
  'name',
  'description',
  'parameters',
  'parametersJsonSchema',
  'parameters_json_schema',
]);

/** The tools of a request. One entry of the list may hold many functions and a tool of Google's beside them. */
export function parseTools(value: unknown): readonly Tool[] {
  return listOf(value).flatMap((entry, index) => {
    const tool = expectObject(entry, `tools[${index}]`);
    return Object.entries(tool).flatMap(([key, held]): readonly Tool[] => {
      if (held === null || held === undefined) return [];
      if (key === 'functionDeclarations' || key === 'function_declarations')
        return parseDeclarations(held, `tools[${index}].functionDeclarations`);
      const name = NATIVE_TOOLS.find((known) => known === key || protoName(known) === key) ?? key;
      return [{ type: 'native', dialect: 'gemini', name, value: { [name]: held } }];
    });
  });
}

function parseDeclarations(value: unknown, path: string): readonly FunctionTool[] {
  return listOf(value).map((entry, index) => {
    const at = `${path}[${index}]`;
    const declaration = expectObject(entry, at);
    const name = expectString(declaration['name'], `${at}.name`);
    if (name === '') throw invalid(`${at}.name`, 'must not be empty');
    const description = optionalString(declaration, 'description', at);
    const json = field(declaration, 'parametersJsonSchema', 'parameters_json_schema');
    const open = declaration['parameters'] ?? undefined;
    const parameters =
      json === undefined
        ? open === undefined
          ? undefined
          : fromOpenApi(open, `${at}.parameters`)
        : expectObject(json, `${at}.parametersJsonSchema`);
    return {
      type: 'function',
      name,
      ...(description === undefined ? {} : { description }),
      ...(parameters === undefined ? {} : { parameters }),
      ...nativeFields(declaration),
    };
  });
}

/** What only Google knows of a function: its behaviour, the schema of its response. */
function nativeFields(declaration: JsonObject): Pick<FunctionTool, 'native'> {
  const kept = Object.entries(unknownFields(declaration, DECLARED)).filter(
    ([, value]) => value !== null,
  );
  if (kept.length === 0) return {};
  return { native: { dialect: 'gemini', fields: Object.fromEntries(kept) } };
}

/** Function calling modes by their number, for clients that write enums so. */
const MODES = ['MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE'];

/** What `toolConfig` says, and what of it has no canonical home. */
export function parseToolConfig(value: unknown): {
  readonly toolChoice?: ToolChoice;
  readonly rest: JsonObject;
} {
  if (value === undefined) return { rest: {} };
  const config = expectObject(value, 'toolConfig');
  const calling = field(config, 'functionCallingConfig', 'function_calling_config');
  const rest: Record<string, unknown> = {};
  for (const [key, held] of Object.entries(config)) {
    const isCalling = key === 'functionCallingConfig' || key === 'function_calling_config';
    if (!isCalling && held !== null) rest[key] = held;
  }
  if (calling === undefined) return { rest };
  const path = 'toolConfig.functionCallingConfig';
  const { mode, names } = readCalling(expectObject(calling, path), path);
  if (mode === 'VALIDATED' && names.length === 0) {
    // Checked arguments without a restriction of names: only Google knows this mode.
    return { rest: { ...rest, functionCallingConfig: { mode } } };
  }
  return { toolChoice: toolChoiceOf(mode, names, path), rest };
}

function readCalling(
  calling: JsonObject,
  path: string,
): { readonly mode: string; readonly names: readonly string[] } {
  const stated = calling['mode'] ?? 'AUTO';
  const mode = typeof stated === 'number' ? MODES[stated] : stated;
  if (typeof mode !== 'string') throw invalid(`${path}.mode`, 'must be AUTO, ANY or NONE');
  const names = listOf(field(calling, 'allowedFunctionNames', 'allowed_function_names'));
  return {
    mode: mode.toUpperCase(),
    names: names.map((name, index) => expectString(name, `${path}.allowedFunctionNames[${index}]`)),
  };
}

function toolChoiceOf(mode: string, names: readonly string[], path: string): ToolChoice {
  switch (mode) {
    case 'AUTO':
    case 'MODE_UNSPECIFIED':
      return { type: 'auto' };
    case 'NONE':
      return { type: 'none' };
    case 'ANY': {
      const [only, ...others] = names;
      if (only === undefined) return { type: 'required' };
      return others.length === 0
        ? { type: 'tool', name: only }
        : { type: 'allowed', mode: 'required', names };
    }
    case 'VALIDATED':
      return { type: 'allowed', mode: 'auto', names };
    default:
      throw invalid(`${path}.mode`, 'must be AUTO, ANY, NONE or VALIDATED');
  }
}

/** Whether an object holds anything worth keeping. */
export function isFilled(object: unknown): object is JsonObject {
  return isObject(object) && Object.keys(object).length > 0;
}
