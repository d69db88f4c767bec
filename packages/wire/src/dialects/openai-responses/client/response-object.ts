import type { ChatCall, ResponseFormat, Tool } from '../../../call.ts';
import type { RenderContext } from '../../../dialect.ts';
import { defined, isObject } from '../../../reading.ts';
import { writeToolChoice } from '../provider/render-tools.ts';
import { DIALECT } from '../terms/names.ts';

/** What an answer tells of itself before its content. */
export interface ResponseHead {
  readonly id?: string;
  readonly model?: string;
  readonly createdAt?: number;
  readonly serviceTier?: string;
}

/** The parts of a response object that change while it is made. */
export interface ResponseProgress {
  readonly status: 'in_progress' | 'completed' | 'incomplete' | 'failed';
  readonly error: unknown;
  readonly incomplete_details: unknown;
  /** Absent until it is known: the schema has no null for it. */
  readonly usage?: unknown;
}

/** The progress of a response that has only begun. */
export const IN_PROGRESS: ResponseProgress = {
  status: 'in_progress',
  error: null,
  incomplete_details: null,
};

/**
 * Everything of a response object that stands from the beginning: it repeats the request's
 * settings, which the stock clients expect to find.
 */
export function responseBase(head: ResponseHead, context: RenderContext): Record<string, unknown> {
  const { call } = context;
  const { extra, sampling } = call;
  return {
    id: head.id?.startsWith('resp_') === true ? head.id : context.mintId('resp'),
    object: 'response',
    created_at: head.createdAt ?? context.createdAt,
    completed_at: null,
    background: false,
    instructions: instructionsOf(call),
    max_output_tokens: call.outputTokensMax ?? null,
    max_tool_calls: extra['max_tool_calls'] ?? null,
    model: head.model === undefined || head.model === '' ? call.model : head.model,
    parallel_tool_calls: call.allowsParallelToolCalls ?? true,
    previous_response_id: extra['previous_response_id'] ?? null,
    prompt_cache_key: call.promptCacheKey ?? null,
    reasoning: {
      effort: call.reasoning?.effort ?? null,
      summary: summaryOf(call),
    },
    safety_identifier: call.endUser ?? null,
    service_tier: head.serviceTier ?? call.serviceTier ?? 'default',
    store: extra['store'] ?? true,
    temperature: sampling.temperature ?? 1,
    text: { format: formatOf(call.responseFormat), verbosity: call.verbosity ?? 'medium' },
    tool_choice: choiceOf(call),
    tools: (call.tools ?? []).map(toolOf),
    top_logprobs: sampling.logprobs?.top ?? 0,
    top_p: sampling.topP ?? 1,
    truncation: extra['truncation'] ?? 'disabled',
    metadata: call.metadata ?? {},
  };
}

function instructionsOf({ messages }: ChatCall): string | null {
  const first = messages[0];
  const [only] = first?.role === 'system' ? first.parts : [];
  return only?.type === 'text' ? only.text : null;
}

function summaryOf({ reasoning }: ChatCall): string | null {
  const summary = reasoning?.summary;
  return summary === undefined || summary === 'none' ? null : summary;
}

function formatOf(format: ResponseFormat | undefined): unknown {
  switch (format?.type) {
    case 'json':
      return { type: 'json_object' };
    case 'json-schema':
      return defined({
        type: 'json_schema',
        name: format.name,
        description: format.description,
        schema: format.schema,
        strict: format.strict ?? false,
      });
    default:
      return { type: 'text' };
  }
}

function choiceOf(call: ChatCall): unknown {
  const native = call.extra['tool_choice'];
  if (isObject(native)) return native;
  return call.toolChoice === undefined
    ? 'auto'
    : writeToolChoice(call.toolChoice, call.tools ?? []);
}

function toolOf(tool: Tool): unknown {
  if (tool.type === 'native') return tool.value;
  if (tool.type === 'custom') return { ...tool };
  return {
    type: 'function',
    name: tool.name,
    description: tool.description ?? null,
    parameters: tool.parameters ?? null,
    strict: tool.strict ?? true,
    ...(tool.native?.dialect === DIALECT ? tool.native.fields : {}),
  };
}
