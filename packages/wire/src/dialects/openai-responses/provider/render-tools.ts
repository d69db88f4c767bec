import type { ChatCall, FunctionTool, Tool, ToolChoice } from '../../../call.ts';
import { defined } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';
import { DIALECT } from '../terms/names.ts';
import { unsupported } from './render-content.ts';
import type { WarningList } from './warnings.ts';

/** Every tool of a call. */
export function renderTools(call: ChatCall): unknown[] {
  return (call.tools ?? []).map((tool) => renderTool(tool, call.dialect === DIALECT));
}

function renderTool(tool: Tool, isOwn: boolean): unknown {
  switch (tool.type) {
    case 'function':
      return renderFunction(tool, isOwn);
    case 'custom':
      return defined({
        type: 'custom',
        name: tool.name,
        description: tool.description,
        format: tool.format,
      });
    default:
      if (tool.dialect === DIALECT) return tool.value;
      throw unsupported(`the tool ${tool.name} of the ${tool.dialect} dialect`, 'tools');
  }
}

function renderFunction(tool: FunctionTool, isOwn: boolean): unknown {
  return defined({
    type: 'function',
    name: tool.name,
    description: tool.description,
    parameters: tool.parameters ?? emptyParameters(tool.strict === true),
    // Absent means strict here and lenient everywhere else: a schema must not be tightened in
    // translation.
    strict: isOwn ? tool.strict : (tool.strict ?? false),
    ...(tool.native?.dialect === DIALECT ? tool.native.fields : {}),
  });
}

function emptyParameters(isStrict: boolean): Record<string, unknown> {
  const schema = { type: 'object', properties: {} };
  return isStrict ? { ...schema, required: [], additionalProperties: false } : schema;
}

/**
 * The `tool_choice` of a call as its provider can take it; undefined where there is nothing to say.
 */
export function renderToolChoice(call: ChatCall, traits: Traits, warnings: WarningList): unknown {
  const { toolChoice } = call;
  if (toolChoice === undefined || call.tools === undefined) return undefined;
  const has = traits.toolChoice;
  if (toolChoice.type === 'required' && !has.required) {
    warnings.changed('tool_choice', 'the model cannot be forced to call a tool');
    return 'auto';
  }
  if (toolChoice.type === 'tool' && !has.named) {
    warnings.changed('tool_choice', 'the model cannot be forced to call one tool');
    return has.required && call.tools.length === 1 ? 'required' : 'auto';
  }
  return writeToolChoice(toolChoice, call.tools);
}

/** A tool choice in this dialect's words. */
export function writeToolChoice(choice: ToolChoice, tools: readonly Tool[]): unknown {
  switch (choice.type) {
    case 'tool':
      return { type: choice.kind ?? kindOf(choice.name, tools), name: choice.name };
    case 'allowed':
      return {
        type: 'allowed_tools',
        mode: choice.mode,
        tools: choice.names.map((name) => ({ type: kindOf(name, tools), name })),
      };
    default:
      return choice.type;
  }
}

function kindOf(name: string, tools: readonly Tool[]): 'function' | 'custom' {
  return tools.some((tool) => tool.type === 'custom' && tool.name === name) ? 'custom' : 'function';
}
