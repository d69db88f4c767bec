import type { Shape } from '../bodies.ts';
import { type LoadResult, runLoad } from '../load.ts';
import { cpuMicros } from '../processes.ts';
import { requestBytes, type Target } from '../targets/target.ts';
import { type Row, SHORT_STREAM_CHUNKS } from './rows.ts';

/** One run of one row against one side. */
export interface Sample {
  /** Per request or per chunk, as the row says. */
  readonly cpuMicros: number;
  readonly requestsPerSecond: number;
  readonly latencyMsP50: number;
  readonly latencyMsP99: number;
  readonly failures: number;
  readonly failure: string | undefined;
}

export interface Durations {
  readonly warmUpMs: number;
  readonly runMs: number;
}

/** Runs one row against one side and counts what it cost the side's processes. */
export async function measure(target: Target, row: Row, durations: Durations): Promise<Sample> {
  if (row.unit === 'chunk') return measureChunks(target, row, durations);
  await run(target, row, row.shape, durations.warmUpMs);
  const { result, cpu } = await run(target, row, row.shape, durations.runMs);
  return toSample(result, cpu / Math.max(1, result.requests));
}

/**
 * Streams are paced, so the run takes as long as they do: every connection carries whole streams, and what a
 * request costs by itself is known from short ones.
 */
async function measureChunks(target: Target, row: Row, durations: Durations): Promise<Sample> {
  const short = { ...row.shape, chunks: SHORT_STREAM_CHUNKS };
  await run(target, row, short, durations.warmUpMs);
  const base = await run(target, row, short, durations.runMs / 2);
  const long = await run(target, row, row.shape, durations.runMs);
  const perShort = base.cpu / Math.max(1, base.result.requests);
  const perLong = long.cpu / Math.max(1, long.result.requests);
  const failures = base.result.failures + long.result.failures;
  const sample = toSample(long.result, (perLong - perShort) / (row.shape.chunks - short.chunks));
  return { ...sample, failures, failure: base.result.failure ?? long.result.failure };
}

async function run(
  target: Target,
  row: Row,
  shape: Shape,
  durationMs: number,
): Promise<{ result: LoadResult; cpu: number }> {
  const request = requestBytes(target, row.lane, { profile: row.profile, shape });
  const pids = target.measuredPids();
  const before = cpuMicros(pids);
  const result = await runLoad({
    port: target.port,
    request,
    isStream: shape.isStream,
    connections: row.connections,
    durationMs,
  });
  return { result, cpu: cpuMicros(pids) - before };
}

function toSample(result: LoadResult, cpu: number): Sample {
  return {
    cpuMicros: cpu,
    requestsPerSecond: (result.requests / result.elapsedMs) * 1_000,
    latencyMsP50: result.latency.p50,
    latencyMsP99: result.latency.p99,
    failures: result.failures,
    failure: result.failure,
  };
}
