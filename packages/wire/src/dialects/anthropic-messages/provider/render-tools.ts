import type { FunctionTool, Tool, ToolChoice } from '../../../call.ts';
import { isObject } from '../../../reading.ts';
import { encodeToolName } from '../terms/tool-name.ts';
import { cacheControl, ownFields } from './render-part.ts';
import { type Block, type Rendering, unsupported } from './rendering.ts';
import { strictSchema } from './schema/strict-schema.ts';
import { toolSchema } from './schema/tool-schema.ts';
import type { Turn } from './turns.ts';

/** The tools of a request and the choice among them. */
export interface RenderedTools {
  readonly tools?: Block[];
  readonly choice?: Block;
  /** The model must call a tool: excludes thinking. */
  readonly isForced: boolean;
}

/**
 * Tools and tool choice. A history with tool blocks needs definitions even when this turn offers
 * none.
 */
export function renderTools(rendering: Rendering, turns: readonly Turn[]): RenderedTools {
  const { call } = rendering;
  const tools = allowedTools(call.tools ?? [], call.toolChoice, rendering).map((tool) =>
    renderTool(tool, rendering),
  );
  if (tools.length === 0) return toolsOfHistory(rendering, turns);
  const choice = renderChoice(rendering);
  if (choice?.['type'] === 'withheld') {
    if (!hasToolBlocks(turns)) return { isForced: false };
    rendering.warn('tool_choice', 'changed', 'this deployment cannot forbid tools: auto');
    return { tools, isForced: false };
  }
  const isForced = choice?.['type'] === 'any' || choice?.['type'] === 'tool';
  return { tools, isForced, ...(choice === undefined ? {} : { choice }) };
}

function allowedTools(
  tools: readonly Tool[],
  choice: ToolChoice | undefined,
  rendering: Rendering,
): readonly Tool[] {
  if (choice?.type !== 'allowed') return tools;
  rendering.warn('tool_choice', 'changed', 'only the allowed tools are sent');
  return tools.filter((tool) => choice.names.includes(tool.name));
}

function renderTool(tool: Tool, rendering: Rendering): Block {
  switch (tool.type) {
    case 'function':
      return renderFunction(tool, rendering);
    case 'custom':
      throw unsupported(
        'tools',
        `the custom tool '${tool.name}' takes free text, which only OpenAI has`,
      );
    case 'native':
      if (tool.dialect === 'anthropic-messages' && isObject(tool.value)) return { ...tool.value };
      throw unsupported(
        'tools',
        `the tool '${tool.name}' exists only in the ${tool.dialect} dialect`,
      );
    default:
      return tool satisfies never;
  }
}

function renderFunction(tool: FunctionTool, rendering: Rendering): Block {
  const { schema, isChanged } = toolSchema(tool.parameters);
  if (isChanged)
    rendering.warn('tools', 'changed', `the schema of '${tool.name}' was folded into one object`);
  return {
    name: encodeToolName(tool.name),
    ...(tool.description === undefined ? {} : { description: tool.description }),
    input_schema: schema,
    ...renderStrict(tool, schema, rendering),
    ...cacheControl(tool.cache),
    ...ownFields(tool.native),
  };
}

/** Strictness of another dialect is kept only where the schema can be enforced here as well. */
function renderStrict(
  tool: FunctionTool,
  schema: Readonly<Record<string, unknown>>,
  rendering: Rendering,
): Block {
  if (tool.strict === undefined) return {};
  if (rendering.isOwn && rendering.traits.jsonSchema === 'native') return { strict: tool.strict };
  if (!tool.strict) return {};
  const strict = rendering.traits.jsonSchema === 'native' ? strictSchema(schema) : undefined;
  if (strict === undefined) {
    rendering.warn('strict', 'dropped', `the arguments of '${tool.name}' cannot be enforced here`);
    return {};
  }
  if (strict.isLoosened)
    rendering.warn('tools', 'changed', `bounds in '${tool.name}' are described, not enforced`);
  return { strict: true, input_schema: strict.schema };
}

function renderChoice(rendering: Rendering): Block | undefined {
  const { call, traits } = rendering;
  const choice = choiceOf(call.toolChoice, rendering);
  if (call.allowsParallelToolCalls !== false || choice?.['type'] === 'none') return choice;
  if (choice?.['type'] === 'withheld') return choice;
  const field = 'disable_parallel_tool_use';
  if (traits.refusedParams.includes(field)) {
    rendering.warn('parallel_tool_calls', 'dropped', 'this deployment has no such switch');
    return choice;
  }
  return { ...(choice ?? { type: 'auto' }), [field]: true };
}

function choiceOf(choice: ToolChoice | undefined, rendering: Rendering): Block | undefined {
  const exists = rendering.traits.toolChoice;
  switch (choice?.type) {
    case undefined:
      return undefined;
    case 'auto':
      return { type: 'auto' };
    case 'none':
      return { type: exists.none ? 'none' : 'withheld' };
    case 'required':
      return required(rendering);
    case 'allowed':
      return choice.mode === 'required' ? required(rendering) : { type: 'auto' };
    case 'tool':
      if (exists.named) return { type: 'tool', name: encodeToolName(choice.name) };
      rendering.warn('tool_choice', 'changed', 'this deployment cannot force a named tool');
      return required(rendering);
    default:
      return choice satisfies never;
  }
}

function required(rendering: Rendering): Block {
  if (rendering.traits.toolChoice.required) return { type: 'any' };
  rendering.warn('tool_choice', 'changed', 'this deployment cannot force tools: auto');
  return { type: 'auto' };
}

function hasToolBlocks(turns: readonly Turn[]): boolean {
  return turns.some((turn) =>
    turn.content.some((block) => block['type'] === 'tool_use' || block['type'] === 'tool_result'),
  );
}

/**
 * The tools that the history used, so that the API accepts it; the model is told not to call them.
 */
function toolsOfHistory(rendering: Rendering, turns: readonly Turn[]): RenderedTools {
  const names = new Set<string>();
  for (const turn of turns) {
    for (const block of turn.content) {
      if (block['type'] === 'tool_use') names.add(String(block['name']));
    }
  }
  if (names.size === 0) return { isForced: false };
  rendering.warn('tools', 'changed', 'the tools that the history used were defined again');
  return {
    tools: [...names].map((name) => ({ name, input_schema: { type: 'object', properties: {} } })),
    ...(rendering.traits.toolChoice.none ? { choice: { type: 'none' } } : {}),
    isForced: false,
  };
}
