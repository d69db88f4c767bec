import { defineStrategy } from '../../strategy.ts';

/** In the order of the route: by tier, then as written. */
export const priority = defineStrategy({
  id: 'priority',
  summary:
    'The deployments in the order of the route, tier by tier; the next one serves when the one before fails.',
  order: (candidates) => candidates.toSorted((left, right) => left.tier - right.tier),
});
