/**
 * The bench: the gateway, a bare Node proxy (the floor) and what peers can be run here, one after another over the
 * same load against the same fake provider. The figure is CPU time per request, from the operating system.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChecks } from './measure/checks.ts';
import { measure, type Sample } from './measure/measure.ts';
import { ROWS, type Row } from './measure/rows.ts';
import { findFault } from './measure/verify.ts';
import { type BenchOptions, readOptions, USAGE } from './options.ts';
import {
  freePort,
  pinSelf,
  residentBytes,
  type Service,
  startService,
  untilAnswers,
} from './processes.ts';
import {
  describeMachine,
  type MemoryResult,
  type Report,
  type RowResult,
  renderReport,
  summarise,
} from './report.ts';
import { balancers } from './targets/balancers.ts';
import { floor } from './targets/floor.ts';
import { gateway } from './targets/gateway.ts';
import { portkey } from './targets/portkey.ts';
import type { Target, TargetStarter } from './targets/target.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const RESULTS = path.join(HERE, 'results');
const CHECK_ROUNDS_MAX = 3;
const STARTERS: readonly TargetStarter[] = [floor, gateway, portkey, ...balancers];

/** Everything a run has started, and what it must not forget to stop. */
interface Bench {
  readonly options: BenchOptions;
  readonly folder: string;
  readonly services: Service[];
  readonly skipped: string[];
}

await main();

async function main(): Promise<void> {
  const options = readOptionsOrExit();
  installDependencies();
  pinSelf();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ocha-bench-'));
  const bench: Bench = { options, folder, services: [], skipped: [] };
  process.once('SIGINT', () => void stopAll(bench).then(() => process.exit(130)));
  try {
    const report = await run(bench);
    process.stdout.write(`\n${renderReport(report)}\n`);
    saveReport(report, options);
    if (hasFailed(report)) process.exitCode = 1;
  } finally {
    await stopAll(bench);
  }
}

async function run(bench: Bench): Promise<Report> {
  const { options } = bench;
  const direct = await startProvider(bench);
  const targets = await startTargets(bench, direct.port);
  const rows = ROWS.filter(({ profile }) => (options.profile ?? profile) === profile);
  const usable = await verifyAll(bench, targets, rows);
  say('warming up');
  for (const { target, row } of usable) {
    await measure(target, row, { warmUpMs: 0, runMs: options.durations.warmUpMs });
  }
  const before = memoryOf(targets);
  const samples = await measureAll(options, usable);
  const results = usable.map(({ target, row }) =>
    summarise(row, target.id, {
      own: samples.get(cellKey(target, row)) ?? [],
      floor: samples.get(`floor ${row.id} fast`) ?? [],
    }),
  );
  const checks = await runChecks(
    { direct, targets, results, profile: options.profile },
    {
      durationMs: options.durations.runMs * 2,
      rounds: Math.min(CHECK_ROUNDS_MAX, options.rounds),
      onResult: ({ check, target, value, unit }) =>
        say(`${check}: ${target} ${value.toFixed(2)} ${unit}`),
    },
  );
  const after = memoryOf(targets);
  const { pinning, ...machine } = describeMachine();
  return {
    takenAt: new Date().toISOString(),
    isQuick: options.isQuick,
    rounds: options.rounds,
    machine,
    pinning,
    skipped: bench.skipped,
    rows: sortRows(rows, results),
    checks,
    memory: targets.map(
      ({ id }, index): MemoryResult => ({
        target: id,
        megabytesBefore: before[index] ?? 0,
        megabytesAfter: after[index] ?? 0,
      }),
    ),
  };
}

async function startProvider(bench: Bench): Promise<Target> {
  const port = await freePort();
  const service = startService({
    name: 'provider',
    command: process.execPath,
    args: [path.join(HERE, 'provider.ts'), String(port)],
    core: 'load',
  });
  bench.services.push(service);
  await untilAnswers(service, `http://127.0.0.1:${port}/`, { timeoutMs: 5_000 });
  return {
    id: 'direct',
    port,
    lanes: ['fast'],
    service,
    measuredPids: () => [service.pid],
    headers: () => ({}),
    modelPrefix: () => '',
  };
}

async function startTargets(bench: Bench, providerPort: number): Promise<Target[]> {
  const { only, takesCpuProfile } = bench.options;
  const targets: Target[] = [];
  for (const starter of STARTERS) {
    if (only !== undefined && starter.id !== only && starter.id !== 'floor') continue;
    const missing = starter.missing();
    if (missing !== undefined) {
      leaveOut(bench, `${starter.id}: ${missing}`);
      continue;
    }
    const folder = path.join(bench.folder, starter.id);
    mkdirSync(folder);
    const profileFolder = takesCpuProfile ? makeProfileFolder() : undefined;
    try {
      const target = await starter.start({ providerPort, folder, profileFolder });
      bench.services.push(target.service);
      targets.push(target);
      say(`${starter.id} is up`);
    } catch (error) {
      if (starter.id === 'floor') throw error;
      leaveOut(bench, `${starter.id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return targets;
}

interface Cell {
  readonly target: Target;
  readonly row: Row;
}

/** Every pair of side and row that gives a right answer; the floor comes first in each row. */
async function verifyAll(
  bench: Bench,
  targets: readonly Target[],
  rows: readonly Row[],
): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const row of rows) {
    for (const target of targets.filter(({ lanes }) => lanes.includes(row.lane))) {
      const fault = await findFault(target, row);
      if (fault === undefined) cells.push({ target, row });
      else leaveOut(bench, `${target.id} at ${row.id} (${row.lane}): ${fault}`);
    }
  }
  return cells;
}

async function measureAll(
  options: BenchOptions,
  cells: readonly Cell[],
): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>();
  for (let round = 1; round <= options.rounds; round += 1) {
    say(`round ${round} of ${options.rounds}`);
    for (const { target, row } of cells) {
      const sample = await measure(target, row, options.durations);
      const key = cellKey(target, row);
      samples.set(key, [...(samples.get(key) ?? []), sample]);
    }
  }
  return samples;
}

function memoryOf(targets: readonly Target[]): number[] {
  return targets.map((target) => residentBytes(target.measuredPids()) / 1e6);
}

function cellKey(target: Target, row: Row): string {
  return `${target.id} ${row.id} ${row.lane}`;
}

/** In the order of the rows, so that the sides of a row stand together. */
function sortRows(rows: readonly Row[], results: readonly RowResult[]): RowResult[] {
  return rows.flatMap(({ id, lane }) =>
    results.filter((result) => result.row === id && result.lane === lane),
  );
}

function hasFailed(report: Report): boolean {
  return report.rows.some(({ target, failures }) => target === 'gateway' && failures > 0);
}

/** Only a run of everything replaces the recorded figures. */
function saveReport(report: Report, options: BenchOptions): void {
  const isWhole =
    options.profile === undefined &&
    options.only === undefined &&
    report.rows.some(({ target }) => target === 'gateway');
  const name = isWhole ? 'latest.json' : 'local-partial.json';
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(path.join(RESULTS, name), `${JSON.stringify(report, null, 2)}\n`);
  say(`written to bench/results/${name}`);
}

function makeProfileFolder(): string {
  const folder = path.join(RESULTS, 'local-cpu-profile');
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function stopAll(bench: Bench): Promise<void> {
  await Promise.all(bench.services.map((service) => service.stop()));
  rmSync(bench.folder, { recursive: true, force: true });
}

function installDependencies(): void {
  if (existsSync(path.join(HERE, 'node_modules'))) return;
  say('installing what the bench needs');
  execFileSync('npm', ['ci', '--prefix', HERE], { stdio: 'inherit' });
}

function readOptionsOrExit(): BenchOptions {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exit(2);
  }
}

function leaveOut(bench: Bench, line: string): void {
  bench.skipped.push(line);
  say(`left out: ${line}`);
}

function say(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}
