import type { Block, Rendering } from './rendering.ts';

/** The knobs of generation as the model takes them; the others become warnings. */
export function renderSampling(rendering: Rendering, isThinking: boolean): Block {
  const { traits, call } = rendering;
  const stop = renderStop(rendering);
  warnMissing(rendering);
  const { temperature, topP, topK } = call.sampling;
  if (!traits.acceptsSampling) {
    const asked = { temperature, top_p: topP, top_k: topK };
    for (const [name, value] of Object.entries(asked)) {
      if (value !== undefined) rendering.warn(name, 'dropped', 'this model takes no sampling');
    }
    return stop;
  }
  const heat = renderTemperature(rendering, isThinking);
  const nucleus = renderTopP(rendering, { isThinking, hasTemperature: heat !== undefined });
  const hasTopK = topK !== undefined && !isThinking;
  if (topK !== undefined && isThinking)
    rendering.warn('top_k', 'dropped', 'not possible with thinking');
  return {
    ...(heat === undefined ? {} : { temperature: heat }),
    ...(nucleus === undefined ? {} : { top_p: nucleus }),
    ...(hasTopK ? { top_k: topK } : {}),
    ...stop,
  };
}

function renderTemperature(rendering: Rendering, isThinking: boolean): number | undefined {
  const { temperature } = rendering.call.sampling;
  if (temperature === undefined) return undefined;
  if (isThinking && temperature !== 1) {
    rendering.warn('temperature', 'dropped', 'not possible with thinking');
    return undefined;
  }
  const max = rendering.traits.temperatureMax;
  if (temperature <= max) return Math.max(0, temperature);
  rendering.warn('temperature', 'changed', `the highest temperature is ${max}`);
  return max;
}

const THINKING_TOP_P_MIN = 0.95;

function renderTopP(
  rendering: Rendering,
  other: { readonly isThinking: boolean; readonly hasTemperature: boolean },
): number | undefined {
  const { topP } = rendering.call.sampling;
  if (topP === undefined) return undefined;
  if (other.isThinking && topP < THINKING_TOP_P_MIN) {
    rendering.warn('top_p', 'dropped', 'not possible with thinking');
    return undefined;
  }
  if (other.hasTemperature && !rendering.traits.acceptsTemperatureWithTopP) {
    rendering.warn('top_p', 'dropped', 'this model takes temperature or top_p, not both');
    return undefined;
  }
  return topP;
}

function renderStop(rendering: Rendering): Block {
  const asked = rendering.call.sampling.stop;
  if (asked === undefined || asked.length === 0) return {};
  const meaningful = asked.filter((text) => text.trim() !== '');
  if (meaningful.length < asked.length)
    rendering.warn('stop', 'dropped', 'stop sequences of white space alone are refused');
  const kept = meaningful.slice(0, rendering.traits.stopMax);
  if (kept.length < meaningful.length)
    rendering.warn('stop', 'dropped', `at most ${rendering.traits.stopMax} stop sequences`);
  return kept.length === 0 ? {} : { stop_sequences: kept };
}

/** What this dialect has no word for. */
function warnMissing(rendering: Rendering): void {
  const { sampling, promptCacheKey, verbosity, metadata } = rendering.call;
  const asked: Readonly<Record<string, unknown>> = {
    frequency_penalty: sampling.frequencyPenalty === 0 ? undefined : sampling.frequencyPenalty,
    presence_penalty: sampling.presencePenalty === 0 ? undefined : sampling.presencePenalty,
    seed: sampling.seed,
    logit_bias: sampling.logitBias,
    logprobs: sampling.logprobs,
    prompt_cache_key: promptCacheKey,
    verbosity,
    metadata,
  };
  for (const [name, value] of Object.entries(asked)) {
    if (value !== undefined) rendering.warn(name, 'dropped', 'the Messages API has no such field');
  }
}
