import type { ChatCall, Reasoning, ReasoningEffort, Warning } from '../../../call.ts';
import { defined } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';

/**
 * What is asked of the model beside the conversation, and what the conversation must say so that it
 * works.
 */
export interface RenderedOptions {
  readonly fields: Record<string, unknown>;
  readonly instruction?: string;
}

type Format = NonNullable<ChatCall['responseFormat']>;

/** Sampling, limits and labels. */
export function renderSampling(
  call: ChatCall,
  traits: Traits,
  warnings: Warning[],
): Record<string, unknown> {
  const { sampling } = call;
  const temperature = clampTemperature(sampling.temperature, traits, warnings);
  const fields = defined({
    temperature,
    top_p: withoutBoth(sampling.topP, temperature, { traits, warnings }),
    top_k: sampling.topK,
    frequency_penalty: sampling.frequencyPenalty,
    presence_penalty: sampling.presencePenalty,
  });
  if (!traits.acceptsSampling) dropSampling(fields, warnings);
  else if (call.dialect !== 'openai-chat' && sampling.topK !== undefined)
    drop(fields, 'top_k', warnings);
  return defined({
    ...fields,
    ...renderSeed(sampling.seed, traits, warnings),
    stop: renderStop(sampling.stop, traits, warnings),
    logit_bias: sampling.logitBias,
    logprobs: sampling.logprobs === undefined ? undefined : true,
    top_logprobs: sampling.logprobs?.top,
    [traits.outputTokensField]: call.outputTokensMax,
    n: call.choiceCount,
  });
}

/**
 * The form of the answer. `instruction` is for providers without schemas, and for prompts that
 * never say JSON.
 */
export function renderFormat(call: ChatCall, traits: Traits, warnings: Warning[]): RenderedOptions {
  const format = call.responseFormat;
  if (format === undefined) return { fields: {} };
  const json = { response_format: { type: 'json_object' } };
  if (format.type !== 'json-schema') {
    if (format.type === 'text') return { fields: { response_format: { type: 'text' } } };
    // OpenAI and Groq refuse JSON mode unless the prompt speaks of JSON; other wires have no such
    // rule.
    if (call.dialect === 'openai-chat' || mentionsJson(call)) return { fields: json };
    warnings.push({
      param: 'response_format',
      action: 'changed',
      reason: 'an instruction to answer in JSON is added',
    });
    return { fields: json, instruction: 'Answer with one JSON object.' };
  }
  if (traits.jsonSchema === 'native') return { fields: { response_format: schemaFormat(format) } };
  warnings.push({
    param: 'response_format',
    action: 'changed',
    reason: 'the provider has no JSON schemas: the schema stands in the instructions',
  });
  const schema = JSON.stringify(format.schema);
  return {
    fields: json,
    instruction: `Answer with one JSON object that is valid under this JSON Schema:\n${schema}`,
  };
}

function schemaFormat(format: Extract<Format, { type: 'json-schema' }>): Record<string, unknown> {
  const name = format.name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || 'answer';
  const { description, schema, strict } = format;
  return { type: 'json_schema', json_schema: defined({ name, description, schema, strict }) };
}

function mentionsJson(call: ChatCall): boolean {
  return call.messages.some((message) =>
    message.parts.some((part) => part.type === 'text' && /json/i.test(part.text)),
  );
}

// --- reasoning

/** How much to reason, in the provider's own way. */
export function renderReasoning(
  call: ChatCall,
  traits: Traits,
  warnings: Warning[],
): Record<string, unknown> {
  const { reasoning } = call;
  if (reasoning === undefined) return {};
  const isOff = reasoning.isEnabled === false || reasoning.effort === 'none';
  const effort = isOff ? 'none' : effortOf(reasoning, call);
  switch (traits.reasoningControl) {
    case 'reasoning_effort':
      // Models that cannot help reasoning refuse `none`: it goes only where the client said it in
      // this wire's word.
      if (isOff && reasoning.effort !== 'none') {
        warnings.push({
          param: 'reasoning',
          action: 'dropped',
          reason: 'the model decides whether it reasons',
        });
        return {};
      }
      return defined({ reasoning_effort: effort });
    case 'reasoning':
      return { reasoning: routerReasoning(reasoning, isOff) };
    case 'thinking': {
      const thinking = { type: isOff ? 'disabled' : 'enabled' };
      const hasDegrees = !isOff && !traits.refusedParams.includes('reasoning_effort');
      return defined({ thinking, reasoning_effort: hasDegrees ? effort : undefined });
    }
    case 'enable_thinking':
      return defined({
        enable_thinking: !isOff,
        thinking_budget: isOff ? undefined : reasoning.budgetTokens,
      });
    case 'none':
      if (!isOff) {
        warnings.push({
          param: 'reasoning',
          action: 'dropped',
          reason: 'the model has no such control',
        });
      }
      return {};
    default:
      return traits.reasoningControl satisfies never;
  }
}

function routerReasoning(reasoning: Reasoning, isOff: boolean): Record<string, unknown> {
  if (isOff) return { enabled: false };
  const exclude = reasoning.summary === 'none' ? true : undefined;
  if (reasoning.effort !== undefined) return defined({ effort: reasoning.effort, exclude });
  if (reasoning.budgetTokens !== undefined)
    return defined({ max_tokens: reasoning.budgetTokens, exclude });
  return defined({ enabled: true, exclude });
}

/**
 * Effort in this wire's words. Budgets of other wires are measured by what their own tools make of
 * the words.
 */
function effortOf(reasoning: Reasoning, call: ChatCall): ReasoningEffort | undefined {
  const { effort, budgetTokens } = reasoning;
  // `max` is a word of other wires; a client of this one that says it knows its model.
  if (effort === 'max' && call.dialect !== 'openai-chat') return 'high';
  if (effort !== undefined) return effort;
  if (budgetTokens === undefined) return undefined;
  if (budgetTokens <= 4096) return 'low';
  return budgetTokens <= 16_384 ? 'medium' : 'high';
}

// --- labels

/** What names the caller and steers service, and so is not for every provider. */
export function renderLabels(call: ChatCall, warnings: Warning[]): Record<string, unknown> {
  const isOwn = call.dialect === 'openai-chat';
  // OpenAI takes `metadata` only of stored answers, and other wires' tiers have other names.
  if (call.metadata !== undefined && !isOwn) warnings.push(foreign('metadata'));
  const isKnownTier = isOwn || call.dialect === 'openai-responses' || call.serviceTier === 'auto';
  if (call.serviceTier !== undefined && !isKnownTier) warnings.push(foreign('service_tier'));
  const isSentAsIs = isOwn && call.extra['safety_identifier'] === call.endUser;
  const modalities = call.modalities?.some((kind) => kind !== 'text') === true || isOwn;
  return defined({
    user: isSentAsIs ? undefined : call.endUser,
    metadata: isOwn ? call.metadata : undefined,
    service_tier: isKnownTier ? call.serviceTier : undefined,
    prompt_cache_key: call.promptCacheKey,
    verbosity: call.verbosity,
    modalities: modalities ? call.modalities : undefined,
  });
}

function foreign(param: string): Warning {
  return { param, action: 'dropped', reason: 'it means something else at this provider' };
}

// --- sampling

function clampTemperature(
  temperature: number | undefined,
  traits: Traits,
  warnings: Warning[],
): number | undefined {
  if (temperature === undefined || temperature <= traits.temperatureMax) return temperature;
  const reason = `at most ${traits.temperatureMax} is accepted`;
  warnings.push({ param: 'temperature', action: 'changed', reason });
  return traits.temperatureMax;
}

function withoutBoth(
  topP: number | undefined,
  temperature: number | undefined,
  { traits, warnings }: { readonly traits: Traits; readonly warnings: Warning[] },
): number | undefined {
  if (topP === undefined || temperature === undefined || traits.acceptsTemperatureWithTopP)
    return topP;
  warnings.push({
    param: 'top_p',
    action: 'dropped',
    reason: 'the model takes temperature or top_p, not both',
  });
  return undefined;
}

/** What changes nothing is dropped without a word. */
const NEUTRAL: Readonly<Record<string, number>> = {
  temperature: 1,
  top_p: 1,
  frequency_penalty: 0,
  presence_penalty: 0,
};

function dropSampling(fields: Record<string, unknown>, warnings: Warning[]): void {
  for (const param of Object.keys(fields)) {
    if (fields[param] === NEUTRAL[param]) delete fields[param];
    else drop(fields, param, warnings);
  }
}

/** Takes a parameter out of the request and says so. */
export function drop(fields: Record<string, unknown>, param: string, warnings: Warning[]): void {
  delete fields[param];
  warnings.push({ param, action: 'dropped', reason: 'the model does not take it' });
}

function renderSeed(
  seed: number | undefined,
  traits: Traits,
  warnings: Warning[],
): Record<string, unknown> {
  if (seed === undefined) return {};
  if (traits.seedField !== 'none') return { [traits.seedField]: seed };
  warnings.push({ param: 'seed', action: 'dropped', reason: 'the provider has no seed' });
  return {};
}

function renderStop(
  stop: readonly string[] | undefined,
  traits: Traits,
  warnings: Warning[],
): readonly string[] | undefined {
  if (stop === undefined || stop.length === 0) return undefined;
  if (traits.stopMax === 0) {
    const reason = 'the model refuses stop sequences';
    warnings.push({ param: 'stop', action: 'dropped', reason });
    return undefined;
  }
  if (stop.length <= traits.stopMax) return stop;
  const reason = `at most ${traits.stopMax} stop sequences are accepted`;
  warnings.push({ param: 'stop', action: 'changed', reason });
  return stop.slice(0, traits.stopMax);
}
