import { LIMITS } from '../limits.ts';
import { suggestNearest } from '../report/nearest.ts';
import type { DefaultsInput } from '../schema/defaults.ts';
import { TIMEOUT_DEFAULTS } from '../schema/timeouts.ts';
import type { Snapshot, Timeouts } from '../snapshot.ts';
import type { Path } from '../source/path.ts';
import type { CompileContext } from './context.ts';

const STRATEGY_DEFAULT = 'priority';

type TimeoutsInput = NonNullable<DefaultsInput['timeouts']>;

/** What routes inherit, complete. */
export function compileDefaults(
  input: DefaultsInput,
  context: CompileContext,
): Snapshot['defaults'] {
  if (input.strategy !== undefined) {
    checkStrategy(input.strategy, ['defaults', 'strategy'], context);
  }
  warnUnreachable(input.timeouts ?? {}, ['defaults', 'timeouts'], context);
  return {
    strategy: input.strategy ?? STRATEGY_DEFAULT,
    timeouts: mergeTimeouts(TIMEOUT_DEFAULTS, input.timeouts ?? {}),
    params: input.params ?? 'drop',
    attemptsMax: input.attemptsMax ?? LIMITS.attemptsMax,
  };
}

/** The time limits of a section over those it inherits. */
export function mergeTimeouts(inherited: Timeouts, own: TimeoutsInput): Timeouts {
  return {
    connectMs: own.connectMs ?? inherited.connectMs,
    firstContentMs: own.firstContentMs ?? inherited.firstContentMs,
    wholeMs: own.wholeMs ?? inherited.wholeMs,
    idleMs: own.idleMs ?? inherited.idleMs,
    totalMs: own.totalMs ?? inherited.totalMs,
  };
}

/** Tells a strategy that does not exist. */
export function checkStrategy(strategy: string, path: Path, context: CompileContext): void {
  const { strategies } = context.registries;
  if (strategies.includes(strategy)) return;
  context.problems.add(path, {
    message: `"${strategy}" is not a known strategy`,
    suggestion: suggestNearest(strategy, strategies) ?? `known: ${strategies.join(', ')}`,
  });
}

/** Warns of a limit that can never be met because the whole call ends first. */
export function warnUnreachable(own: TimeoutsInput, path: Path, context: CompileContext): void {
  const { totalMs } = own;
  if (totalMs === undefined) return;
  for (const name of ['connectMs', 'firstContentMs', 'wholeMs', 'idleMs'] as const) {
    if ((own[name] ?? 0) <= totalMs) continue;
    context.problems.add([...path, name], {
      message: `is longer than totalMs (${totalMs}) and never applies`,
      suggestion: 'shorten it, or lengthen totalMs',
      severity: 'warning',
    });
  }
}
