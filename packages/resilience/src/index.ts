/**
 * resilience: pure decisions under failure, and the gallery of routing strategies. No I/O, no clock of its own.
 */
export { type BackoffSettings, backoffMs } from './backoff.ts';
export {
  BREAKER_DEFAULTS,
  type Breaker,
  type BreakerSettings,
  type BreakerState,
  createBreaker,
  type FailureWeight,
} from './breaker.ts';
export { STRATEGIES, type StrategyId } from './registry.ts';
export { type Candidate, defineStrategy, type Strategy } from './strategy.ts';
