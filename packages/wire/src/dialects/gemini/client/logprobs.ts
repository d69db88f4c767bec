import type { TokenLogprob } from '../../../event.ts';
import type { JsonObject } from '../../../reading.ts';

/** Token log-probabilities in Google's shape: the chosen ones, and the alternatives of every step. */
export function writeLogprobs(tokens: readonly TokenLogprob[]): JsonObject {
  return {
    chosenCandidates: tokens.map(tokenOf),
    topCandidates: tokens.map((token) => ({ candidates: token.top_logprobs.map(tokenOf) })),
  };
}

function tokenOf(token: { readonly token: string; readonly logprob: number }): JsonObject {
  return { token: token.token, logProbability: token.logprob };
}
