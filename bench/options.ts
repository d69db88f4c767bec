import { parseArgs } from 'node:util';
import type { ProfileName } from './bodies.ts';
import type { Durations } from './measure/measure.ts';
import type { TargetId } from './targets/target.ts';

export interface BenchOptions {
  readonly isQuick: boolean;
  readonly rounds: number;
  readonly durations: Durations;
  /** Undefined: all. */
  readonly profile: ProfileName | undefined;
  /** Undefined: all. The floor is always measured: ratios need it. */
  readonly only: TargetId | undefined;
  readonly takesCpuProfile: boolean;
}

const PROFILES: readonly ProfileName[] = ['chat', 'agent', 'image'];
const TARGETS: readonly TargetId[] = ['floor', 'gateway', 'portkey', 'haproxy', 'nginx'];

export const USAGE = `npm run bench -- [options]
  --quick           one short round (about a minute)
  --profile NAME    only ${PROFILES.join(', ')}
  --only NAME       only the floor and one of ${TARGETS.slice(1).join(', ')}
  --rounds N        rounds of every row, the sides taking turns (5; quick: 1)
  --cpu-profile     keep a CPU profile of the gateway's processes in bench/results/local-*`;

/** Reads the command line. Throws a sentence that names what is wrong. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      profile: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string' },
      'cpu-profile': { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number');
  return {
    isQuick: values.quick,
    rounds,
    durations: values.quick ? { warmUpMs: 400, runMs: 700 } : { warmUpMs: 800, runMs: 2_500 },
    profile: oneOf('--profile', PROFILES, values.profile),
    only: oneOf('--only', TARGETS, values.only),
    takesCpuProfile: values['cpu-profile'],
  };
}

function oneOf<Name extends string>(
  flag: string,
  names: readonly Name[],
  value: string | undefined,
): Name | undefined {
  if (value === undefined) return undefined;
  const found = names.find((name) => name === value);
  if (found === undefined) throw new Error(`${flag} takes one of ${names.join(', ')}`);
  return found;
}
