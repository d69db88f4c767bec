import type { ChatCall, Reasoning, ReasoningEffort, ResponseFormat } from '../../../call.ts';
import type { RenderedCall } from '../../../dialect.ts';
import { defined, isObject } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';
import { DIALECT, INCLUDE_LOGPROBS, INCLUDE_REASONING } from '../terms/names.ts';
import { unsupported } from './render-content.ts';
import { renderInput } from './render-input.ts';
import { renderToolChoice, renderTools } from './render-tools.ts';
import { createWarningList, type WarningList } from './warnings.ts';

/** The Responses API refuses less. */
const OUTPUT_TOKENS_MIN = 16;
const END_USER_LENGTH_MAX = 64;

interface Rendering {
  readonly call: ChatCall;
  readonly traits: Traits;
  readonly warnings: WarningList;
  /** The client spoke this dialect: its own fields go on. */
  readonly isOwn: boolean;
}

/** A call as a request body of the Responses API. */
export function renderCall(call: ChatCall, model: string, traits: Traits): RenderedCall {
  const warnings = createWarningList();
  const rendering: Rendering = { call, traits, warnings, isOwn: call.dialect === DIALECT };
  refuseUnsupported(call);
  const input = renderInput(call, traits, warnings);
  const format = renderFormat(rendering);
  const tools = withholdsTools(rendering) ? [] : renderTools(call);
  const body = defined({
    ...(rendering.isOwn ? call.extra : {}),
    model,
    instructions: joinInstructions([input.instructions, format.instruction]),
    // A client of a stored conversation may have nothing new to say.
    input: rendering.isOwn && input.items.length === 0 ? undefined : input.items,
    stream: call.isStream ? true : undefined,
    store: rendering.isOwn ? call.extra['store'] : false,
    include: renderInclude(rendering),
    tools: tools.length === 0 ? undefined : tools,
    tool_choice:
      tools.length === 0
        ? undefined
        : (renderToolChoice(call, traits, warnings) ?? ownField(rendering, 'tool_choice')),
    parallel_tool_calls: tools.length === 0 ? undefined : call.allowsParallelToolCalls,
    text: renderText(rendering, format.format),
    reasoning: renderReasoningSettings(rendering),
    max_output_tokens: renderOutputTokens(rendering),
    ...renderSampling(rendering),
    metadata: call.metadata,
    safety_identifier: renderEndUser(rendering),
    prompt_cache_key: call.promptCacheKey,
    service_tier: renderServiceTier(rendering),
  });
  noteForeign(rendering);
  for (const param of traits.refusedParams) {
    if (!(param in body)) continue;
    warnings.dropped(param, 'the model does not take it');
    delete (body as Record<string, unknown>)[param];
  }
  return { body, warnings: warnings.list() };
}

function ownField({ call, isOwn }: Rendering, key: string): unknown {
  return isOwn ? call.extra[key] : undefined;
}

/** Fields of another dialect's clients that have no home here. */
function noteForeign({ call, isOwn, warnings }: Rendering): void {
  if (isOwn) return;
  for (const [param, value] of Object.entries(call.extra)) {
    // Both are said all the same: nothing is stored, and the end user has a field.
    const isSaid = param === 'store' ? value === false : value === call.endUser;
    if (!isSaid) warnings.dropped(param, `it belongs to the ${call.dialect} wire format`);
  }
}

function refuseUnsupported(call: ChatCall): void {
  if ((call.choiceCount ?? 1) > 1) throw unsupported('several answers to one request', 'n');
  const modality = call.modalities?.find((name) => name !== 'text');
  if (modality !== undefined) throw unsupported(`${modality} as an answer`, 'modalities');
}

/** A provider without `none` is kept from calling tools by not offering any. */
function withholdsTools({ call, traits, warnings }: Rendering): boolean {
  const withholds = call.toolChoice?.type === 'none' && !traits.toolChoice.none;
  if (withholds)
    warnings.changed('tool_choice', 'tools are withheld, as there is no way to forbid them');
  return withholds;
}

function joinInstructions(texts: readonly (string | undefined)[]): string | undefined {
  const present = texts.filter((text) => text !== undefined);
  return present.length === 0 ? undefined : present.join('\n\n');
}

// ---- text

interface Format {
  readonly format?: unknown;
  /** What the prompt must say so that the format works. */
  readonly instruction?: string;
}

function renderFormat(rendering: Rendering): Format {
  const { responseFormat } = rendering.call;
  if (responseFormat === undefined) return {};
  switch (responseFormat.type) {
    case 'text':
      return {};
    case 'json':
      return { format: { type: 'json_object' }, ...jsonInstruction(rendering) };
    default:
      return renderSchemaFormat(responseFormat, rendering);
  }
}

function renderSchemaFormat(
  format: Extract<ResponseFormat, { type: 'json-schema' }>,
  { traits, warnings }: Rendering,
): Format {
  if (traits.jsonSchema === 'native')
    return {
      format: defined({
        type: 'json_schema',
        name: schemaName(format.name),
        description: format.description,
        schema: format.schema,
        strict: format.strict,
      }),
    };
  warnings.changed('response_format', 'the schema is asked for in the instructions');
  const schema = JSON.stringify(format.schema);
  return {
    format: { type: 'json_object' },
    instruction: `Answer with one JSON object that is valid under this JSON Schema:\n${schema}`,
  };
}

function schemaName(name: string): string {
  const allowed = name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64);
  return allowed === '' ? 'answer' : allowed;
}

/** JSON mode is refused unless the prompt speaks of JSON; other dialects have no such rule. */
function jsonInstruction({ call, isOwn, warnings }: Rendering): Format {
  if (isOwn || mentionsJson(call)) return {};
  warnings.changed('response_format', 'an instruction to answer in JSON is added');
  return { instruction: 'Answer with one JSON object.' };
}

function mentionsJson(call: ChatCall): boolean {
  return call.messages.some((message) =>
    message.parts.some((part) => part.type === 'text' && /json/i.test(part.text)),
  );
}

function renderText(rendering: Rendering, format: unknown): unknown {
  const own = ownField(rendering, 'text');
  const text = defined({
    ...(isObject(own) ? own : {}),
    format,
    verbosity: rendering.call.verbosity,
  });
  return Object.keys(text).length === 0 ? undefined : text;
}

// ---- reasoning

function renderReasoningSettings(rendering: Rendering): unknown {
  const own = ownField(rendering, 'reasoning');
  const { call, traits, warnings } = rendering;
  const settings = call.reasoning ?? {};
  if (traits.reasoningControl === 'none') {
    if (call.reasoning !== undefined)
      warnings.dropped('reasoning', 'the model has no control over reasoning');
    return undefined;
  }
  const reasoning = defined({
    ...(isObject(own) ? own : {}),
    effort: renderEffort(settings, warnings),
    summary: settings.summary === 'none' ? undefined : settings.summary,
  });
  return Object.keys(reasoning).length === 0 ? undefined : reasoning;
}

function renderEffort(settings: Reasoning, warnings: WarningList): ReasoningEffort | undefined {
  const isOff = settings.isEnabled === false && settings.effort !== 'none';
  if (settings.effort !== undefined && !isOff) return settings.effort;
  if (isOff) {
    // Which word turns reasoning off differs by model, and the wrong one is refused.
    warnings.dropped('reasoning', 'the model decides whether it reasons');
    return undefined;
  }
  if (settings.budgetTokens === undefined) return undefined;
  warnings.changed('reasoning.budget_tokens', 'a budget becomes the nearest effort');
  if (settings.budgetTokens < 4096) return 'low';
  return settings.budgetTokens < 16_384 ? 'medium' : 'high';
}

/**
 * Asks for what a stateless conversation must bring back: without it, a replayed tool call is
 * refused.
 */
function renderInclude(rendering: Rendering): unknown {
  const { call, traits } = rendering;
  const own = ownField(rendering, 'include');
  const include = new Set<unknown>(Array.isArray(own) ? own : []);
  const { reasoning } = call;
  const asksReasoning =
    (reasoning?.effort !== undefined && reasoning.effort !== 'none') ||
    reasoning?.budgetTokens !== undefined ||
    reasoning?.isEnabled === true;
  if (traits.encryptedReasoning || (asksReasoning && traits.reasoningControl !== 'none'))
    include.add(INCLUDE_REASONING);
  if (call.sampling.logprobs !== undefined) include.add(INCLUDE_LOGPROBS);
  return include.size === 0 ? undefined : [...include];
}

// ---- numbers and names

function renderOutputTokens({ call, warnings }: Rendering): number | undefined {
  const max = call.outputTokensMax;
  if (max === undefined || max >= OUTPUT_TOKENS_MIN) return max;
  warnings.changed('max_output_tokens', `the least that is taken is ${OUTPUT_TOKENS_MIN}`);
  return OUTPUT_TOKENS_MIN;
}

function renderSampling(rendering: Rendering): Record<string, unknown> {
  const { call, traits, warnings, isOwn } = rendering;
  const { sampling } = call;
  const drop = (param: string, value: unknown, reason: string): void => {
    if (value !== undefined) warnings.dropped(param, reason);
  };
  const absent = 'the Responses API has no such parameter';
  drop('top_k', sampling.topK, absent);
  drop('seed', sampling.seed, absent);
  drop('stop', sampling.stop, absent);
  drop('logit_bias', sampling.logitBias, absent);
  const takesPenalties = isOwn && traits.acceptsSampling;
  if (!takesPenalties) {
    drop('frequency_penalty', sampling.frequencyPenalty, absent);
    drop('presence_penalty', sampling.presencePenalty, absent);
  }
  const top = { top_logprobs: sampling.logprobs?.top };
  if (!traits.acceptsSampling) {
    drop('temperature', sampling.temperature, 'the model does not take it');
    drop('top_p', sampling.topP, 'the model does not take it');
    return top;
  }
  const isEither = !traits.acceptsTemperatureWithTopP && sampling.temperature !== undefined;
  if (isEither) drop('top_p', sampling.topP, 'the model takes temperature or top_p, not both');
  return {
    temperature: renderTemperature(rendering),
    top_p: isEither ? undefined : sampling.topP,
    frequency_penalty: takesPenalties ? sampling.frequencyPenalty : undefined,
    presence_penalty: takesPenalties ? sampling.presencePenalty : undefined,
    ...top,
  };
}

function renderTemperature({ call, traits, warnings }: Rendering): number | undefined {
  const { temperature } = call.sampling;
  if (temperature === undefined || temperature <= traits.temperatureMax) return temperature;
  warnings.changed('temperature', `the most that is taken is ${traits.temperatureMax}`);
  return traits.temperatureMax;
}

function renderEndUser({ call, warnings }: Rendering): string | undefined {
  const { endUser } = call;
  if (endUser === undefined || endUser.length <= END_USER_LENGTH_MAX) return endUser;
  warnings.dropped('safety_identifier', `it is longer than ${END_USER_LENGTH_MAX} characters`);
  return undefined;
}

function renderServiceTier({ call, isOwn, warnings }: Rendering): string | undefined {
  const { serviceTier } = call;
  // Chat and Responses share the words; those of other dialects mean something else.
  if (serviceTier === undefined || isOwn || call.dialect === 'openai-chat') return serviceTier;
  warnings.dropped('service_tier', "it is another dialect's");
  return undefined;
}
