import { OchaError } from '@ocha/kernel';
import type { FunctionTool, Tool, ToolChoice } from '../../../call.ts';
import { isObject } from '../../../reading.ts';
import { toOpenApiObject } from '../terms/schema/to-openapi.ts';
import { writeToolName } from '../terms/tool-name.ts';
import type { RenderScope } from './scope.ts';

/** `tools` and `toolConfig` of a request. */
export function renderTools(scope: RenderScope): Record<string, unknown> {
  const { call } = scope;
  const functions: Record<string, unknown>[] = [];
  const natives: unknown[] = [];
  for (const [index, tool] of (call.tools ?? []).entries()) {
    if (tool.type === 'function') functions.push(renderFunction(tool, index, scope));
    else natives.push(renderOther(tool, index));
  }
  if (call.allowsParallelToolCalls === false && functions.length > 0)
    scope.dropped('parallel_tool_calls', 'this deployment decides itself how many tools it calls');
  const tools = [
    ...(functions.length > 0 ? [{ functionDeclarations: functions }] : []),
    ...natives,
  ];
  const calling =
    functions.length > 0 && call.toolChoice !== undefined
      ? renderToolChoice(call.toolChoice, scope)
      : undefined;
  return {
    ...(tools.length > 0 ? { tools } : {}),
    ...(calling === undefined ? {} : { toolConfig: { functionCallingConfig: calling } }),
  };
}

function renderFunction(
  tool: FunctionTool,
  index: number,
  scope: RenderScope,
): Record<string, unknown> {
  return {
    name: writeToolName(tool.name),
    ...(tool.description === undefined ? {} : { description: tool.description }),
    ...renderParameters(tool, index, scope),
    ...(tool.native?.dialect === 'gemini' ? tool.native.fields : {}),
  };
}

function renderParameters(
  { parameters }: FunctionTool,
  index: number,
  scope: RenderScope,
): Record<string, unknown> {
  if (parameters === undefined) return {};
  const param = `tools[${index}].parameters`;
  if (scope.traits.schemaForm === 'json-schema') {
    return isEmptyObject(parameters) ? {} : { parametersJsonSchema: parameters };
  }
  const { schema, lost } = toOpenApiObject(parameters, param);
  if (lost.length > 0)
    scope.changed(param, `said in words instead of schema keywords: ${lost.join(', ')}`);
  return schema === undefined ? {} : { parameters: schema };
}

/** An object schema that names no properties and refers to none. */
function isEmptyObject(schema: Readonly<Record<string, unknown>>): boolean {
  const properties = schema['properties'];
  const isComposed = ['$ref', 'anyOf', 'oneOf', 'allOf'].some((key) => schema[key] !== undefined);
  const takesMore = schema['additionalProperties'];
  if (isComposed || takesMore === true || isObject(takesMore)) return false;
  return !isObject(properties) || Object.keys(properties).length === 0;
}

function renderOther(tool: Exclude<Tool, FunctionTool>, index: number): unknown {
  if (tool.type === 'native' && tool.dialect === 'gemini') return tool.value;
  const kind = tool.type === 'native' ? tool.name : 'custom';
  throw new OchaError(
    'unsupported_feature',
    `this deployment has no tool of the type "${kind}" (\`tools[${index}]\`)`,
    { param: `tools[${index}]` },
  );
}

function renderToolChoice(
  choice: ToolChoice,
  scope: RenderScope,
): Record<string, unknown> | undefined {
  const { required, named, none } = scope.traits.toolChoice;
  const relaxed = (): Record<string, unknown> => {
    scope.changed('tool_choice', 'this model chooses its tools itself');
    return { mode: 'AUTO' };
  };
  switch (choice.type) {
    case 'auto':
      return { mode: 'AUTO' };
    case 'none':
      return none ? { mode: 'NONE' } : relaxed();
    case 'required':
      return required ? { mode: 'ANY' } : relaxed();
    case 'tool':
      return named
        ? { mode: 'ANY', allowedFunctionNames: [writeToolName(choice.name)] }
        : relaxed();
    case 'allowed':
      // Names may only stand beside ANY and VALIDATED; the latter leaves the model the choice to call none.
      return {
        mode: choice.mode === 'required' ? 'ANY' : 'VALIDATED',
        allowedFunctionNames: choice.names.map(writeToolName),
      };
  }
}
