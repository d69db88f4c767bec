import type { TokenLogprob } from '../../../event.ts';
import { isObject, type JsonObject } from '../../../reading.ts';
import type { ContentFacts } from '../terms/stop-reason.ts';

/** What an output item is to the gateway: `native` are those that only this dialect knows. */
export type ItemKind = 'message' | 'reasoning' | 'tool' | 'native';

/**
 * The `tools` that a response repeats from its request: tells the client's tools from the
 * provider's own.
 */
export interface ToolEcho {
  /** Whether a custom tool call of this name is one that the provider ran itself. */
  isProviderRun(name: unknown): boolean;
}

/**
 * Reads the echo. A response that repeats no tools tells nothing, and every call is the client's.
 */
export function readToolEcho(tools: unknown): ToolEcho {
  const list = Array.isArray(tools) ? tools.filter(isObject) : [];
  const hasNamespaces = list.some((tool) => tool['type'] === 'namespace');
  const custom = new Set(
    list.filter((tool) => tool['type'] === 'custom').map((tool) => tool['name']),
  );
  return {
    isProviderRun: (name) => list.length > 0 && !hasNamespaces && !custom.has(name),
  };
}

/** The kind of an output item. */
export function kindOf(item: JsonObject, echo: ToolEcho): ItemKind {
  switch (item['type']) {
    case 'message':
      return 'message';
    case 'reasoning':
      return 'reasoning';
    case 'function_call':
      return 'tool';
    case 'custom_tool_call':
      // xAI reports its own searches as custom tool calls; passed on, the client would wait to run
      // them.
      return echo.isProviderRun(item['name']) ? 'native' : 'tool';
    default:
      return 'native';
  }
}

/** What a whole response's output holds. */
export function readFacts(response: JsonObject): ContentFacts {
  const echo = readToolEcho(response['tools']);
  const output = Array.isArray(response['output']) ? response['output'].filter(isObject) : [];
  const contents = output
    .filter((item) => item['type'] === 'message')
    .flatMap((item): unknown[] => (Array.isArray(item['content']) ? item['content'] : []))
    .filter(isObject);
  return {
    hasToolCall: output.some((item) => kindOf(item, echo) === 'tool'),
    hasRefusal: contents.some((part) => part['type'] === 'refusal' && part['refusal'] !== ''),
    hasText: contents.some((part) => part['type'] === 'output_text' && part['text'] !== ''),
  };
}

/** A call's arguments as text; some servers send the object itself. */
export function argumentsOf(item: JsonObject): string {
  const value = item['type'] === 'custom_tool_call' ? item['input'] : item['arguments'];
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

/** The texts of a list of text-like parts; what is none is left out. */
export function textsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((part: unknown) =>
    isObject(part) && typeof part['text'] === 'string' ? [part['text']] : [],
  );
}

/** The log-probabilities of a delta or a text, forgiving. */
export function readLogprobs(value: unknown): TokenLogprob[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (!isObject(entry)) return [];
    const { token, logprob, bytes, top_logprobs: top } = entry;
    if (typeof token !== 'string' || typeof logprob !== 'number') return [];
    const own = Array.isArray(bytes) ? { bytes: bytes as number[] } : {};
    return [{ token, logprob, ...own, top_logprobs: readLogprobs(top).map(alternative) }];
  });
}

function alternative({
  top_logprobs: _none,
  ...rest
}: TokenLogprob): Omit<TokenLogprob, 'top_logprobs'> {
  return rest;
}
