/**
 * What an answer consumed, in units. All counts are integers ≥ 0. One meaning for every provider:
 * `inputTokens` includes what was read from or written to a cache; `outputTokens` is everything billed as output,
 * reasoning included (Gemini and xAI report reasoning beside the output: dialects and quirks add it).
 */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Part of `inputTokens` that was read from the provider's prompt cache. */
  readonly cacheReadTokens?: number;
  /** Part of `inputTokens` that was written to the provider's prompt cache (every lifetime together). */
  readonly cacheWriteTokens?: number;
  /** Part of `cacheWriteTokens` written with a lifetime of an hour. */
  readonly cacheWriteLongTokens?: number;
  /** Part of `outputTokens` that was spent on reasoning. */
  readonly reasoningTokens?: number;
  /** Parts of input and output that were audio. */
  readonly inputAudioTokens?: number;
  readonly outputAudioTokens?: number;
  readonly acceptedPredictionTokens?: number;
  readonly rejectedPredictionTokens?: number;
  /** True when the provider sent no usage and the figures are our estimate. */
  readonly isEstimated?: boolean;
}

/** The total that OpenAI-shaped clients expect. */
export function totalTokens(usage: Usage): number {
  return usage.inputTokens + usage.outputTokens;
}
