import type { ResponseFormat } from '../../../call.ts';
import { defined } from '../../../reading.ts';
import { toOpenApi } from '../terms/schema/to-openapi.ts';
import type { RenderScope } from './scope.ts';
import { renderThinking } from './thinking.ts';

/** Gemini's own ceiling for alternatives of a token. */
const LOGPROBS_MAX = 20;

/** `generationConfig`, and a text for the system prompt where the JSON form is asked for in words. */
export interface RenderedConfig {
  readonly config: Record<string, unknown>;
  readonly instruction?: string;
}

/** Renders the knobs of generation. */
export function renderConfig(scope: RenderScope): RenderedConfig {
  const { call } = scope;
  const { config: format, instruction } = renderFormat(scope);
  const config: Record<string, unknown> = defined({
    ...renderSampling(scope),
    maxOutputTokens: call.outputTokensMax,
    candidateCount: call.choiceCount,
    ...format,
    responseModalities: renderModalities(call.modalities),
    thinkingConfig: renderThinking(scope),
  });
  for (const name of scope.traits.refusedParams) {
    if (config[name] === undefined) continue;
    delete config[name];
    scope.dropped(name, 'this model refuses the parameter');
  }
  return { config, ...(instruction === undefined ? {} : { instruction }) };
}

function renderSampling(scope: RenderScope): Record<string, unknown> {
  const { sampling } = scope.call;
  const { traits } = scope;
  if (sampling.logitBias !== undefined)
    scope.dropped('logit_bias', 'this deployment cannot weigh single tokens');
  const shaping = {
    temperature: sampling.temperature,
    topP: sampling.topP,
    topK: sampling.topK,
    frequencyPenalty: sampling.frequencyPenalty,
    presencePenalty: sampling.presencePenalty,
  };
  if (!traits.acceptsSampling) dropAll(shaping, scope);
  else if (shaping.temperature !== undefined && shaping.temperature > traits.temperatureMax) {
    scope.changed('temperature', `the highest temperature here is ${traits.temperatureMax}`);
    shaping.temperature = traits.temperatureMax;
  }
  return {
    ...(traits.acceptsSampling ? shaping : {}),
    seed: sampling.seed,
    stopSequences: renderStop(sampling.stop, scope),
    ...renderLogprobs(scope),
  };
}

function dropAll(values: Readonly<Record<string, unknown>>, scope: RenderScope): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) scope.dropped(name, 'this model refuses sampling parameters');
  }
}

function renderStop(
  stop: readonly string[] | undefined,
  scope: RenderScope,
): readonly string[] | undefined {
  const texts = stop?.filter((text) => text !== '') ?? [];
  if (texts.length === 0) return undefined;
  const { stopMax } = scope.traits;
  if (texts.length > stopMax) {
    if (stopMax === 0) scope.dropped('stop', 'this model takes no stop sequences');
    else scope.changed('stop', `only the first ${stopMax} stop sequences are taken`);
  }
  const taken = texts.slice(0, stopMax);
  return taken.length === 0 ? undefined : taken;
}

function renderLogprobs(scope: RenderScope): Record<string, unknown> {
  const { logprobs } = scope.call.sampling;
  if (logprobs === undefined) return {};
  const { top } = logprobs;
  if (top !== undefined && top > LOGPROBS_MAX)
    scope.changed('top_logprobs', `at most ${LOGPROBS_MAX} alternatives are given`);
  return defined({
    responseLogprobs: true,
    logprobs: top === undefined ? undefined : Math.min(top, LOGPROBS_MAX),
  });
}

interface Format {
  readonly config: Record<string, unknown>;
  readonly instruction?: string;
}

function renderFormat(scope: RenderScope): Format {
  const { responseFormat } = scope.call;
  if (responseFormat === undefined || responseFormat.type === 'text') return { config: {} };
  const hasFunctions = scope.call.tools?.some((tool) => tool.type === 'function') === true;
  if (hasFunctions && !scope.traits.acceptsJsonWithTools) {
    scope.changed('response_format', 'beside tools this model is asked for JSON in words');
    return { config: {}, instruction: instructionFor(responseFormat) };
  }
  const config = { responseMimeType: 'application/json' };
  if (responseFormat.type !== 'json-schema') return { config };
  if (scope.traits.jsonSchema === 'prompt') {
    scope.changed('response_format', 'this model is told the JSON schema in words');
    return { config, instruction: instructionFor(responseFormat) };
  }
  return { config: { ...config, ...renderSchema(responseFormat, scope) } };
}

function instructionFor(format: ResponseFormat): string {
  const start = 'When you give your final answer, answer with one JSON object and nothing else.';
  if (format.type !== 'json-schema') return start;
  return `${start} It must be valid against this JSON schema: ${JSON.stringify(format.schema)}`;
}

function renderSchema(
  format: Extract<ResponseFormat, { type: 'json-schema' }>,
  scope: RenderScope,
): Record<string, unknown> {
  const described =
    format.description === undefined || format.schema['description'] !== undefined
      ? format.schema
      : { ...format.schema, description: format.description };
  if (scope.traits.schemaForm === 'json-schema') return { responseJsonSchema: described };
  const param = 'response_format.json_schema';
  const { schema, lost } = toOpenApi(described, param);
  if (lost.length > 0)
    scope.changed(param, `said in words instead of schema keywords: ${lost.join(', ')}`);
  return { responseSchema: schema };
}

/** The list must name every kind of output. Models that speak do not write; those that draw do both. */
function renderModalities(
  modalities: readonly string[] | undefined,
): readonly string[] | undefined {
  if (modalities === undefined || modalities.length === 0) return undefined;
  const names = modalities.map((name) => name.toUpperCase());
  return names.includes('AUDIO') ? names : ['TEXT', ...names];
}
