import { type Candidate, defineStrategy } from '../../strategy.ts';

/**
 * By chance in proportion to the weights, tier by tier. Every candidate stays in the order, so failover has somewhere
 * to go. Algorithm: Efraimidis and Spirakis, "Weighted random sampling with a reservoir" (2006): the keys
 * −ln(u)/weight, sorted, are a weighted permutation.
 */
export const weighted = defineStrategy({
  id: 'weighted',
  summary:
    'A random deployment in proportion to the weights, tier by tier; the others follow as failover.',
  order(candidates, random) {
    const keyed = candidates.map((candidate) => ({
      candidate,
      key: exponential(candidate, random.next()),
    }));
    keyed.sort((left, right) => left.candidate.tier - right.candidate.tier || left.key - right.key);
    return keyed.map(({ candidate }) => candidate);
  },
});

function exponential(candidate: Candidate, uniform: number): number {
  return -Math.log(1 - uniform) / candidate.weight;
}
