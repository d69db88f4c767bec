import os from 'node:os';
import type { CheckResult } from './measure/checks.ts';
import type { Sample } from './measure/measure.ts';
import type { Row } from './measure/rows.ts';
import { PINNING } from './processes.ts';
import type { TargetId } from './targets/target.ts';

/** A row of one side over all rounds. */
export interface RowResult {
  readonly row: string;
  readonly lane: string;
  readonly target: TargetId;
  readonly unit: Row['unit'];
  readonly cpuMicrosBest: number;
  readonly cpuMicrosMedian: number;
  readonly ratioBest: number | undefined;
  /** The median of the rounds' own ratios: each round's two runs stood close together in time. */
  readonly ratioMedian: number | undefined;
  readonly ratioGoal: number | undefined;
  readonly isMet: boolean | undefined;
  readonly requestsPerSecondBest: number;
  readonly latencyMsP50: number;
  readonly latencyMsP99: number;
  readonly failures: number;
  readonly failure: string | undefined;
}

export interface MemoryResult {
  readonly target: TargetId;
  readonly megabytesBefore: number;
  readonly megabytesAfter: number;
}

export interface Report {
  readonly takenAt: string;
  readonly isQuick: boolean;
  readonly rounds: number;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly pinning: string;
  readonly skipped: readonly string[];
  readonly rows: readonly RowResult[];
  readonly checks: readonly CheckResult[];
  readonly memory: readonly MemoryResult[];
}

/** The machine the figures belong to. */
export function describeMachine(): Report['machine'] & { readonly pinning: string } {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.cpus().length,
    node: process.version,
    pinning: PINNING,
  };
}

/** Brings the samples of one side together with the floor's of the same rounds. */
export function summarise(
  row: Row,
  target: TargetId,
  samples: { readonly own: readonly Sample[]; readonly floor: readonly Sample[] },
): RowResult {
  const cpus = samples.own.map((sample) => sample.cpuMicros);
  const floorCpus = samples.floor.map((sample) => sample.cpuMicros);
  const ratios = cpus.map((cpu, round) => cpu / (floorCpus[round] ?? Number.NaN));
  const ratioBest = target === 'floor' ? 1 : min(cpus) / min(floorCpus);
  const hasRatio = Number.isFinite(ratioBest);
  const goal = target === 'gateway' ? row.ratioGoal : undefined;
  const failures = samples.own.reduce((sum, sample) => sum + sample.failures, 0);
  return {
    row: row.id,
    lane: row.lane,
    target,
    unit: row.unit,
    cpuMicrosBest: min(cpus),
    cpuMicrosMedian: median(cpus),
    ratioBest: hasRatio ? ratioBest : undefined,
    ratioMedian: hasRatio ? median(ratios) : undefined,
    ratioGoal: goal,
    isMet: goal === undefined || !hasRatio ? undefined : ratioBest <= goal && failures === 0,
    requestsPerSecondBest: Math.max(...samples.own.map((sample) => sample.requestsPerSecond)),
    latencyMsP50: median(samples.own.map((sample) => sample.latencyMsP50)),
    latencyMsP99: median(samples.own.map((sample) => sample.latencyMsP99)),
    failures,
    failure: samples.own.find((sample) => sample.failure !== undefined)?.failure,
  };
}

/** The report as text for a terminal. */
export function renderReport(report: Report): string {
  const { machine } = report;
  return [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; ${report.pinning}`,
    `${report.rounds} round(s), the sides taking turns; best and median; the floor is 1`,
    '',
    renderTable(rowTable(report.rows)),
    '',
    renderTable(checkTable(report.checks)),
    '',
    renderTable(memoryTable(report.memory)),
    ...report.skipped.map((line) => `left out: ${line}`),
  ].join('\n');
}

function rowTable(rows: readonly RowResult[]): string[][] {
  const head = 'row|lane|side|CPU µs best|median|per|× floor|median|goal||req/s|p50 ms|p99 ms|';
  const body = rows.map((result) => [
    result.row,
    result.lane,
    result.target,
    figure(result.cpuMicrosBest),
    figure(result.cpuMicrosMedian),
    result.unit,
    result.ratioBest?.toFixed(2) ?? '-',
    result.ratioMedian?.toFixed(2) ?? '-',
    result.ratioGoal === undefined ? '-' : `≤ ${result.ratioGoal}`,
    verdict(result.isMet),
    figure(result.requestsPerSecondBest),
    result.latencyMsP50.toFixed(2),
    result.latencyMsP99.toFixed(2),
    result.failures === 0 ? '' : `${result.failures} FAILED: ${result.failure}`,
  ]);
  return [head.split('|'), ...body];
}

function checkTable(checks: readonly CheckResult[]): string[][] {
  const body = checks.map((result) => [
    result.check,
    result.target,
    `${figure(result.value)} ${result.unit}`,
    result.goal === undefined ? '-' : `${result.unit === 'streams' ? '≥' : '≤'} ${result.goal}`,
    result.target === 'gateway' ? verdict(result.isMet) : '',
    result.note,
  ]);
  return [['check', 'side', 'figure', 'goal', '', ''], ...body];
}

function memoryTable(memory: readonly MemoryResult[]): string[][] {
  const body = memory.map((result) => [
    result.target,
    figure(result.megabytesBefore),
    figure(result.megabytesAfter),
  ]);
  return [['resident memory, MB', 'before', 'after'], ...body];
}

function renderTable(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const render = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        /^[\d.-]+$/.test(cell)
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return rows.map(render).join('\n');
}

function figure(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

function verdict(isMet: boolean | undefined): string {
  if (isMet === undefined) return '';
  return isMet ? 'met' : 'MISSED';
}

function min(values: readonly number[]): number {
  return Math.min(...values);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
