import type { Random } from '@ocha/kernel';

/** One deployment as a strategy sees it. */
export interface Candidate {
  /** The deployment's id, e.g. `openai/gpt-5`. */
  readonly id: string;
  /** Lower is preferred: candidates of a higher tier serve only when those below are gone. 1 by default. */
  readonly tier: number;
  /** Share of traffic within a tier, relative to the others. > 0. */
  readonly weight: number;
}

/** Orders the candidates of a route for one call. Pure: same candidates, view and seed, same order. */
export interface Strategy {
  readonly id: string;
  /** One line for the docs. */
  readonly summary: string;
  /** A permutation or subset of the candidates, the most preferred first. Empty only for no candidates. */
  order(candidates: readonly Candidate[], random: Random): readonly Candidate[];
}

/** Gives a strategy its type; the registry lists it. */
export function defineStrategy(strategy: Strategy): Strategy {
  return strategy;
}
