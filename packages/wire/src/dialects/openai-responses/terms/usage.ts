import { countOf, isObject } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';
import { totalTokens, type Usage } from '../../../usage.ts';

/** The canonical usage of a response's `usage`; undefined where there is none. */
export function readUsage(value: unknown, traits: Traits): Usage | undefined {
  if (!isObject(value)) return undefined;
  const input = isObject(value['input_tokens_details']) ? value['input_tokens_details'] : {};
  const output = isObject(value['output_tokens_details']) ? value['output_tokens_details'] : {};
  const inputTokens = countOf(value['input_tokens']);
  const reasoningTokens = countOf(output['reasoning_tokens']);
  const stated = countOf(value['output_tokens']);
  const total = countOf(value['total_tokens']);
  // The trait is a fact of the provider, and some report reasoning beside the output on one
  // endpoint only: the total tells whether this answer does.
  const isBeside =
    !traits.usageIncludesReasoning && total >= inputTokens + stated + reasoningTokens;
  return {
    inputTokens,
    outputTokens: isBeside ? stated + reasoningTokens : stated,
    ...positive('cacheReadTokens', input['cached_tokens']),
    ...positive('cacheWriteTokens', input['cache_write_tokens']),
    ...positive('inputAudioTokens', input['audio_tokens']),
    ...positive('reasoningTokens', reasoningTokens),
    ...positive('outputAudioTokens', output['audio_tokens']),
  };
}

/**
 * Stands in a finished response whose provider told nothing: stock clients fail without the object.
 */
export const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0 };

/** The `usage` of a response. Both detail objects are mandatory for the stock clients. */
export function writeUsage(usage: Usage): Record<string, unknown> {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: {
      cached_tokens: usage.cacheReadTokens ?? 0,
      cache_write_tokens: usage.cacheWriteTokens ?? 0,
    },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens ?? 0 },
    total_tokens: totalTokens(usage),
  };
}

function positive(key: keyof Usage, value: unknown): Record<string, number> {
  const count = countOf(value);
  return count > 0 ? { [key]: count } : {};
}
