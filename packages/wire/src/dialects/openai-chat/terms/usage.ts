import { countOf, defined, isObject, type JsonObject } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';
import { totalTokens, type Usage } from '../../../usage.ts';

/**
 * A provider's usage object as canonical usage; undefined when it counts nothing. Reads every name
 * in use for cached, written and reasoning tokens.
 */
export function parseUsage(raw: unknown, traits: Traits): Usage | undefined {
  if (!isObject(raw)) return undefined;
  const hasCounts = 'prompt_tokens' in raw || 'completion_tokens' in raw || 'total_tokens' in raw;
  if (!hasCounts && !('input_tokens' in raw)) return undefined;
  const input = detailsOf(raw, 'prompt');
  const output = detailsOf(raw, 'completion');
  const inputTokens = countOf(raw['prompt_tokens'] ?? raw['input_tokens']);
  const said = {
    inputTokens,
    outputTokens: countOf(raw['completion_tokens'] ?? raw['output_tokens']),
    totalTokens: countOf(raw['total_tokens']),
    reasoningTokens: countOf(output['reasoning_tokens'] ?? raw['reasoning_tokens']),
  };
  const { outputTokens, reasoningTokens } = billedOutput(said, traits);
  const usage: Writable = { inputTokens, outputTokens };
  if (reasoningTokens > 0) usage.reasoningTokens = reasoningTokens;
  addCacheTokens(usage, raw, input);
  addDetails(usage, input, output);
  return usage;
}

/** Set field by field, not built whole and cleaned: every answer passes here, and most have none of them. */
type Writable = { -readonly [Key in keyof Usage]: Usage[Key] };

function addCacheTokens(usage: Writable, raw: JsonObject, input: JsonObject): void {
  const read = countOf(
    input['cached_tokens'] ??
      raw['prompt_cache_hit_tokens'] ??
      raw['cached_tokens'] ??
      raw['num_cached_tokens'] ??
      raw['cache_read_input_tokens'],
  );
  if (read > 0) usage.cacheReadTokens = read;
  const written = countOf(input['cache_write_tokens'] ?? raw['cache_creation_input_tokens']);
  if (written > 0) usage.cacheWriteTokens = written;
  const writtenLong = longWrites(raw['cache_creation']);
  if (writtenLong > 0) usage.cacheWriteLongTokens = writtenLong;
}

function addDetails(usage: Writable, input: JsonObject, output: JsonObject): void {
  const inputAudio = countOf(input['audio_tokens']);
  if (inputAudio > 0) usage.inputAudioTokens = inputAudio;
  const outputAudio = countOf(output['audio_tokens']);
  if (outputAudio > 0) usage.outputAudioTokens = outputAudio;
  const accepted = countOf(output['accepted_prediction_tokens']);
  if (accepted > 0) usage.acceptedPredictionTokens = accepted;
  const rejected = countOf(output['rejected_prediction_tokens']);
  if (rejected > 0) usage.rejectedPredictionTokens = rejected;
}

/**
 * The usage of a chunk or a whole answer, wherever its provider puts it: Groq and Moonshot have
 * places of their own.
 */
export function usageOf(body: JsonObject, traits: Traits): Usage | undefined {
  const usage = parseUsage(body['usage'], traits);
  if (usage !== undefined) return usage;
  const groq = body['x_groq'];
  const nested = isObject(groq) ? parseUsage(groq['usage'], traits) : undefined;
  if (nested !== undefined) return nested;
  const choices = body['choices'];
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  return isObject(first) ? parseUsage(first['usage'], traits) : undefined;
}

/** Canonical usage in the shape that OpenAI's clients know. */
export function renderUsage(usage: Usage): Record<string, unknown> {
  return defined({
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: totalTokens(usage),
    prompt_tokens_details: defined({
      cached_tokens: usage.cacheReadTokens ?? 0,
      audio_tokens: usage.inputAudioTokens ?? 0,
      cache_write_tokens: usage.cacheWriteTokens,
    }),
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens ?? 0,
      audio_tokens: usage.outputAudioTokens ?? 0,
      accepted_prediction_tokens: usage.acceptedPredictionTokens ?? 0,
      rejected_prediction_tokens: usage.rejectedPredictionTokens ?? 0,
    },
    is_estimated: usage.isEstimated,
  });
}

/**
 * What is billed as output. Providers that leave reasoning out of `completion_tokens` give
 * themselves away: the total is larger than its parts (xAI, Google's OpenAI layer), or reasoning is
 * several times the output (Vercel's gateway with Gemini). A little more reasoning than output is
 * another tokenizer's count (OpenRouter) and adds nothing.
 */
function billedOutput(
  said: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly totalTokens: number;
    readonly reasoningTokens: number;
  },
  traits: Traits,
): { readonly outputTokens: number; readonly reasoningTokens: number } {
  const surplus = said.totalTokens - said.inputTokens - said.outputTokens;
  if (surplus > 0) {
    const outputTokens = said.outputTokens + surplus;
    return {
      outputTokens,
      reasoningTokens: Math.min(outputTokens, Math.max(said.reasoningTokens, surplus)),
    };
  }
  const isBeside = !traits.usageIncludesReasoning || said.reasoningTokens > said.outputTokens * 2;
  if (isBeside) {
    return {
      outputTokens: said.outputTokens + said.reasoningTokens,
      reasoningTokens: said.reasoningTokens,
    };
  }
  return {
    outputTokens: said.outputTokens,
    reasoningTokens: Math.min(said.reasoningTokens, said.outputTokens),
  };
}

/** `prompt_tokens_details`; Writer spells it `prompt_token_details`. */
function detailsOf(raw: JsonObject, side: 'prompt' | 'completion'): JsonObject {
  const details = raw[`${side}_tokens_details`] ?? raw[`${side}_token_details`];
  return isObject(details) ? details : {};
}

function longWrites(creation: unknown): number {
  if (!isObject(creation)) return 0;
  return (
    countOf(creation['ephemeral_1h_input_tokens']) + countOf(creation['ephemeral_24h_input_tokens'])
  );
}
