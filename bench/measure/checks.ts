/** What a mean cannot show: added latency, many open streams, stalls of the event loop, memory. */
import type { ProfileName, Shape } from '../bodies.ts';
import { WHOLE } from '../bodies.ts';
import { getBytes, type LoadResult, runLoad } from '../load.ts';
import type { RowResult } from '../report.ts';
import { requestBytes, type Target } from '../targets/target.ts';

export interface CheckResult {
  readonly check: string;
  readonly target: string;
  readonly value: number;
  readonly unit: string;
  /** What the gateway shall reach; shown beside the others for comparison only. */
  readonly goal: number | undefined;
  readonly isMet: boolean | undefined;
  readonly note: string;
}

/** The sides, and what their rows have shown. */
export interface CheckedSides {
  readonly direct: Target;
  readonly targets: readonly Target[];
  readonly results: readonly RowResult[];
  /** Undefined: all. */
  readonly profile: ProfileName | undefined;
}

export interface CheckOptions {
  readonly durationMs: number;
  /** How often each check is made; the best counts. */
  readonly rounds: number;
  readonly onResult: (result: CheckResult) => void;
}

/** Every check of every side, those of one kind together. */
export async function runChecks(
  sides: CheckedSides,
  options: CheckOptions,
): Promise<CheckResult[]> {
  const directPerSecond = await directCapacity(sides.direct, options.durationMs / 2);
  const plan = [sides.direct, ...sides.targets].flatMap((target) =>
    planChecks(target, sides, { directPerSecond, durationMs: options.durationMs }),
  );
  const kept: CheckResult[] = [];
  for (const check of plan) {
    let result = await check();
    for (let round = 1; round < options.rounds; round += 1) result = better(result, await check());
    kept.push(result);
    options.onResult(result);
  }
  return kept.sort((one, other) => one.check.localeCompare(other.check));
}

function planChecks(
  target: Target,
  { direct, results, profile }: CheckedSides,
  { directPerSecond, durationMs }: { directPerSecond: number; durationMs: number },
): (() => Promise<CheckResult>)[] {
  const chat = results.find(
    ({ row, lane, target: id }) => row === 'chat' && lane === 'fast' && id === target.id,
  );
  const requestsPerSecond = chat?.requestsPerSecondBest;
  const heavy = (['agent', 'image'] as const).filter((name) => (profile ?? name) === name);
  return [
    ...(requestsPerSecond === undefined
      ? []
      : [
          () => checkHalfLoad(target, direct, { requestsPerSecond, directPerSecond, durationMs }),
          () => checkOpenStreams(target),
        ]),
    ...heavy.map((name) => () => checkStall(target, name, durationMs)),
  ];
}

const ADDED_P99_GOAL_MS = 2;
const STALL_GOAL_MS = 20;
const OPEN_STREAMS = 1_000;
const OPEN_STREAM_SHAPE: Shape = { isStream: true, chunks: 20, intervalMs: 200, latencyMs: 0 };
const PROBE_THINK_MS = 2;
const HEAVY_THINK_MS = 15;

/** Requests per second that the load generator and the fake provider carry without anything between them. */
async function directCapacity(direct: Target, durationMs: number): Promise<number> {
  const request = requestBytes(direct, 'fast', { profile: 'chat', shape: WHOLE });
  const load = { port: direct.port, request, isStream: false, connections: 24, durationMs };
  const result = await runLoad(load);
  return (result.requests / result.elapsedMs) * 1_000;
}

/**
 * p99 through a proxy less p99 to the provider itself, both at half of what the proxy can carry; but no more than
 * a quarter of what generator and provider can, or their own queues would be measured.
 */
async function checkHalfLoad(
  target: Target,
  direct: Target,
  options: {
    readonly requestsPerSecond: number;
    readonly directPerSecond: number;
    readonly durationMs: number;
  },
): Promise<CheckResult> {
  const rate = Math.max(1, Math.min(options.requestsPerSecond / 2, options.directPerSecond / 4));
  const through = await chatAt(target, rate, options.durationMs);
  const without = await chatAt(direct, rate, options.durationMs);
  const value = through.latency.p99 - without.latency.p99;
  const failures = through.failures + without.failures;
  return {
    check: 'added p99 at half load',
    target: target.id,
    value,
    unit: 'ms',
    goal: ADDED_P99_GOAL_MS,
    isMet: value <= ADDED_P99_GOAL_MS && failures === 0,
    note:
      `${Math.round(rate)} requests/s; p50 +${(through.latency.p50 - without.latency.p50).toFixed(2)} ms` +
      failureNote(through),
  };
}

/** Opens many streams at once and counts those that arrived whole. */
async function checkOpenStreams(target: Target): Promise<CheckResult> {
  const result = await runLoad({
    port: target.port,
    request: requestBytes(target, 'fast', { profile: 'chat', shape: OPEN_STREAM_SHAPE }),
    isStream: true,
    connections: OPEN_STREAMS,
    requestsPerConnection: 1,
    durationMs: 30_000,
  });
  // One that begins after the first has ended waited for its place: then fewer were open than were asked for.
  const lastsMs = OPEN_STREAM_SHAPE.chunks * OPEN_STREAM_SHAPE.intervalMs;
  const areOpenAtOnce = result.firstByte.max < lastsMs;
  return {
    check: `${OPEN_STREAMS} open streams, whole`,
    target: target.id,
    value: result.requests,
    unit: 'streams',
    goal: OPEN_STREAMS,
    isMet: result.requests >= OPEN_STREAMS && areOpenAtOnce,
    note:
      `first byte p99 ${result.firstByte.p99.toFixed(0)} ms` +
      (areOpenAtOnce ? '' : ': NOT ALL OPEN AT ONCE') +
      failureNote(result),
  };
}

/**
 * The longest that `GET /`, which Node proxies answer by themselves, had to wait while large requests went through
 * one at a time. It holds the waiting for a free core too: compare it with what `direct` shows.
 */
async function checkStall(
  target: Target,
  profile: ProfileName,
  durationMs: number,
): Promise<CheckResult> {
  const load = { port: target.port, isStream: false, connections: 1, durationMs };
  const [probe, heavy] = await Promise.all([
    runLoad({
      ...load,
      request: getBytes('/'),
      isAnyStatusGood: true,
      thinkMs: PROBE_THINK_MS,
    }),
    runLoad({
      ...load,
      request: requestBytes(target, 'fast', { profile, shape: WHOLE }),
      thinkMs: HEAVY_THINK_MS,
    }),
  ]);
  const value = probe.latency.max;
  return {
    check: `longest wait beside ${profile} requests`,
    target: target.id,
    value,
    unit: 'ms',
    goal: STALL_GOAL_MS,
    isMet: value <= STALL_GOAL_MS && probe.failures + heavy.failures === 0,
    note:
      `p50 ${probe.latency.p50.toFixed(2)} ms, p99 ${probe.latency.p99.toFixed(2)} ms, ` +
      `${heavy.requests} large requests${failureNote(heavy)}`,
  };
}

/** The better of two runs of a check: what a busy machine adds is not the proxy's. */
function better(one: CheckResult, other: CheckResult): CheckResult {
  const isMore = one.unit === 'streams' ? one.value > other.value : one.value < other.value;
  return isMore ? one : other;
}

function chatAt(target: Target, ratePerSecond: number, durationMs: number): Promise<LoadResult> {
  return runLoad({
    port: target.port,
    request: requestBytes(target, 'fast', { profile: 'chat', shape: WHOLE }),
    isStream: false,
    connections: 512,
    durationMs,
    ratePerSecond,
  });
}

function failureNote(result: LoadResult): string {
  return result.failures === 0 ? '' : `; ${result.failures} FAILED (${result.failure})`;
}
