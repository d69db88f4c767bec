import type { Reasoning, ReasoningEffort, ResponseFormat, Sampling } from '../../../call.ts';
import {
  defined,
  expectList,
  expectObject,
  expectString,
  invalid,
  isObject,
  type JsonObject,
  optionalBoolean,
  optionalInteger,
  optionalNumber,
  optionalString,
} from '../../../reading.ts';

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** The sampling knobs of a request. */
export function parseSampling(request: JsonObject): Sampling {
  return defined({
    temperature: optionalNumber(request, 'temperature'),
    topP: optionalNumber(request, 'top_p'),
    topK: optionalInteger(request, 'top_k', { min: -1 }),
    frequencyPenalty: optionalNumber(request, 'frequency_penalty'),
    presencePenalty: optionalNumber(request, 'presence_penalty'),
    seed: optionalNumber(request, 'seed'),
    stop: parseStop(request['stop']),
    logitBias: parseLogitBias(request['logit_bias']),
    logprobs: parseLogprobsOption(request),
  });
}

/** Whether this is a way of asking for reasoning effort that every dialect has a word for. */
export function isKnownEffort(value: unknown): boolean {
  return EFFORTS.some((known) => known === value);
}

/**
 * The kinds of answer that have a canonical form; servers have more (`grammar`, `structural_tag`).
 */
export const RESPONSE_FORMATS: ReadonlySet<unknown> = new Set([
  'text',
  'json_object',
  'json_schema',
]);

/** The kind of answer asked for; undefined for a kind that only some servers have. */
export function parseResponseFormat(value: unknown): ResponseFormat | undefined {
  if (value === undefined || value === null) return undefined;
  const format = expectObject(value, 'response_format');
  switch (format['type']) {
    case 'text':
      return { type: 'text' };
    case 'json_object':
      // Together and Fireworks put a schema beside it.
      return isObject(format['schema'])
        ? { type: 'json-schema', name: 'answer', schema: format['schema'] }
        : { type: 'json' };
    case 'json_schema': {
      const path = 'response_format.json_schema';
      const named = expectObject(format['json_schema'], path);
      return defined({
        type: 'json-schema' as const,
        name: optionalString(named, 'name', path) ?? 'answer',
        description: optionalString(named, 'description', path),
        schema: expectObject(named['schema'] ?? {}, `${path}.schema`),
        strict: optionalBoolean(named, 'strict', path),
      });
    }
    default:
      if (typeof format['type'] === 'string') return undefined;
      throw invalid('response_format.type', 'must be text, json_object or json_schema');
  }
}

/**
 * How much to reason, in whichever way the client says it: `reasoning_effort` (OpenAI), `reasoning`
 * (OpenRouter), `thinking` (DeepSeek, Z.ai), `enable_thinking` (Qwen).
 */
export function parseReasoning(request: JsonObject): Reasoning | undefined {
  const effort = parseEffort(request['reasoning_effort'], 'reasoning_effort');
  if (effort !== undefined) return { effort };
  const { reasoning, thinking } = request;
  if (isObject(reasoning)) return parseRouterReasoning(reasoning);
  if (isObject(thinking)) {
    const budgetTokens = optionalInteger(thinking, 'budget_tokens', { min: 0, path: 'thinking' });
    return defined({ isEnabled: thinking['type'] !== 'disabled', budgetTokens });
  }
  const isEnabled = optionalBoolean(request, 'enable_thinking');
  const budgetTokens = optionalInteger(request, 'thinking_budget', { min: 0 });
  if (isEnabled === undefined && budgetTokens === undefined) return undefined;
  return defined({ isEnabled, budgetTokens });
}

function parseRouterReasoning(reasoning: JsonObject): Reasoning | undefined {
  const effort = parseEffort(reasoning['effort'], 'reasoning.effort');
  const budgetTokens = optionalInteger(reasoning, 'max_tokens', { min: 0, path: 'reasoning' });
  const isEnabled = optionalBoolean(reasoning, 'enabled', 'reasoning');
  const isHidden = optionalBoolean(reasoning, 'exclude', 'reasoning') === true;
  const found: Reasoning = defined({
    isEnabled,
    effort,
    budgetTokens: effort === undefined ? budgetTokens : undefined,
    summary: isHidden ? ('none' as const) : summaryOf(reasoning['summary']),
  });
  return Object.keys(found).length === 0 ? undefined : found;
}

function summaryOf(value: unknown): 'auto' | 'concise' | 'detailed' | undefined {
  return value === 'auto' || value === 'concise' || value === 'detailed' ? value : undefined;
}

function parseEffort(value: unknown, path: string): ReasoningEffort | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(path, `must be one of ${EFFORTS.join(', ')}`);
  // A word that one server made up (`default`) goes on to it in `extra`.
  return EFFORTS.find((known) => known === value);
}

function parseStop(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return [value];
  return expectList(value, 'stop').map((entry, index) => expectString(entry, `stop[${index}]`));
}

function parseLogitBias(value: unknown): Readonly<Record<string, number>> | undefined {
  if (value === undefined || value === null) return undefined;
  const bias: Record<string, number> = {};
  for (const [token, weight] of Object.entries(expectObject(value, 'logit_bias'))) {
    if (typeof weight !== 'number') throw invalid(`logit_bias.${token}`, 'must be a number');
    bias[token] = weight;
  }
  return bias;
}

/** Together takes a number in `logprobs` where OpenAI takes a truth value. */
function parseLogprobsOption(request: JsonObject): { readonly top?: number } | undefined {
  const value = request['logprobs'];
  const top = optionalInteger(request, 'top_logprobs', { min: 0, max: 20 });
  if (value === undefined || value === null || value === false) return undefined;
  if (value === true) return defined({ top });
  if (typeof value === 'number') return { top: top ?? value };
  throw invalid('logprobs', 'must be true or false');
}
