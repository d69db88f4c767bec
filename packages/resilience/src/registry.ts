import { priority } from './strategies/priority/index.ts';
import { weighted } from './strategies/weighted/index.ts';
import type { Strategy } from './strategy.ts';

/** Every routing strategy, one line each. */
export const STRATEGIES = { priority, weighted } as const satisfies Record<string, Strategy>;

export type StrategyId = keyof typeof STRATEGIES;
