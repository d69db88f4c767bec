import { isRecord } from '../body-edit.ts';

/** A function the client offers. */
export interface OfferedTool {
  readonly name: string;
  readonly parameters: unknown;
}

/**
 * The tool a request forces, else the first one offered; `isForced` tells which it was. Undefined
 * when none may be called.
 */
export function chooseTool(
  body: Readonly<Record<string, unknown>>,
): { readonly tool: OfferedTool; readonly isForced: boolean } | undefined {
  const tools = Array.isArray(body['tools']) ? body['tools'].flatMap(readTool) : [];
  const choice = body['tool_choice'];
  if (choice === 'none') return undefined;
  const name =
    isRecord(choice) && isRecord(choice['function']) ? choice['function']['name'] : undefined;
  const named = name === undefined ? undefined : tools.find((tool) => tool.name === name);
  const tool = named ?? tools[0];
  if (tool === undefined) return undefined;
  return { tool, isForced: choice === 'required' || named !== undefined };
}

function readTool(tool: unknown): OfferedTool[] {
  const definition = isRecord(tool) && isRecord(tool['function']) ? tool['function'] : undefined;
  const name = definition?.['name'];
  return typeof name === 'string' ? [{ name, parameters: definition?.['parameters'] }] : [];
}
