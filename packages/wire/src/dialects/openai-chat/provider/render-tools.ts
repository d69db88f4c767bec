import type { ChatCall, FunctionTool, Tool, ToolChoice, Warning } from '../../../call.ts';
import { defined } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';
import { toolSchema } from '../../anthropic-messages/provider/schema/tool-schema.ts';
import { encodeToolName } from '../terms/tool-name.ts';
import { renderCache, unsupported } from './render-parts.ts';

/** The tools of a call and which of them must be used, in the words that this provider has. */
export function renderTools(
  call: ChatCall,
  traits: Traits,
  warnings: Warning[],
): Record<string, unknown> {
  const { toolChoice } = call;
  const offered = offeredTools(call, traits, warnings);
  if (offered.length === 0) return {};
  const choice = toolChoice === undefined ? undefined : renderChoice(call, traits, warnings);
  return defined({
    tools: offered.map((tool, index) => renderTool(tool, { call, traits, warnings, index })),
    tool_choice: choice,
    parallel_tool_calls: call.allowsParallelToolCalls,
  });
}

/** All of them, but for those a choice rules out where the provider has no word for the choice. */
function offeredTools(call: ChatCall, traits: Traits, warnings: Warning[]): readonly Tool[] {
  const { tools = [], toolChoice } = call;
  if (toolChoice === undefined) return tools;
  if (toolChoice.type === 'none' && !traits.toolChoice.none) return [];
  if (toolChoice.type === 'allowed' && call.dialect !== 'openai-chat')
    return tools.filter((tool) => toolChoice.names.includes(tool.name));
  if (toolChoice.type === 'tool' && !traits.toolChoice.named) {
    const named = tools.filter((tool) => tool.name === toolChoice.name);
    if (traits.toolChoice.required && named.length > 0) {
      warnings.push(changed('tool_choice', 'one tool cannot be named: only that one is offered'));
      return named;
    }
  }
  return tools;
}

function renderChoice(call: ChatCall, traits: Traits, warnings: Warning[]): unknown {
  const choice = call.toolChoice as ToolChoice;
  switch (choice.type) {
    case 'auto':
    case 'none':
      return choice.type;
    case 'required':
      return required(traits, warnings);
    case 'tool':
      if (!traits.toolChoice.named) return required(traits, warnings);
      return named(choice.name, choice.kind ?? kindOf(choice.name, call));
    case 'allowed': {
      // Elsewhere the tools themselves were filtered: only OpenAI's own models know this form.
      if (call.dialect !== 'openai-chat')
        return choice.mode === 'required' ? required(traits, warnings) : 'auto';
      const tools = choice.names.map((name) => named(name, kindOf(name, call)));
      return { type: 'allowed_tools', allowed_tools: { mode: choice.mode, tools } };
    }
    default:
      return choice satisfies never;
  }
}

function required(traits: Traits, warnings: Warning[]): string {
  if (traits.toolChoice.required) return traits.toolChoiceRequiredWord;
  warnings.push(changed('tool_choice', 'the provider cannot force a tool call'));
  return 'auto';
}

function named(name: string, kind: 'function' | 'custom'): Record<string, unknown> {
  return { type: kind, [kind]: { name: encodeToolName(name) } };
}

function kindOf(name: string, call: ChatCall): 'function' | 'custom' {
  return call.tools?.some((tool) => tool.type === 'custom' && tool.name === name) === true
    ? 'custom'
    : 'function';
}

interface ToolContext {
  readonly call: ChatCall;
  readonly traits: Traits;
  readonly warnings: Warning[];
  readonly index: number;
}

function renderTool(tool: Tool, context: ToolContext): unknown {
  switch (tool.type) {
    case 'function':
      return renderFunction(tool, context);
    case 'custom': {
      const { name, description, format } = tool;
      return { type: 'custom', custom: defined({ name, description, format }) };
    }
    case 'native':
      if (tool.dialect === 'openai-chat') return tool.value;
      throw unsupported(`the tool \`${tool.name}\``, `tools[${context.index}]`);
    default:
      return tool satisfies never;
  }
}

function renderFunction(tool: FunctionTool, context: ToolContext): Record<string, unknown> {
  const { traits, warnings, index } = context;
  const isStrictRefused = tool.strict !== undefined && traits.refusedParams.includes('strict');
  if (isStrictRefused) {
    warnings.push({
      param: `tools[${index}].strict`,
      action: 'dropped',
      reason: 'the model does not take it',
    });
  }
  return {
    type: 'function',
    function: defined({
      name: encodeToolName(tool.name),
      description: tool.description,
      parameters: parametersOf(tool, context),
      strict: isStrictRefused ? undefined : tool.strict,
    }),
    ...renderCache(tool.cache, traits),
  };
}

/**
 * The schema as the client sent it. One root that is a choice (`anyOf`) makes OpenAI refuse the
 * whole request, so it is folded into an object; a client of this wire has written for it and is
 * left alone.
 */
function parametersOf(tool: FunctionTool, context: ToolContext): unknown {
  const { call, warnings, index } = context;
  if (tool.parameters === undefined) {
    // Omitting them is fine at OpenAI and an error at several servers like it.
    return call.dialect === 'openai-chat' ? undefined : { type: 'object', properties: {} };
  }
  if (call.dialect === 'openai-chat') return tool.parameters;
  const { schema, isChanged } = toolSchema(tool.parameters);
  if (isChanged)
    warnings.push(changed(`tools[${index}].parameters`, 'the root of a schema must be an object'));
  return schema;
}

function changed(param: string, reason: string): Warning {
  return { param, action: 'changed', reason };
}
