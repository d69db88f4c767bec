/** Starting, pinning, measuring and stopping the processes that are compared. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';

export interface Service {
  readonly name: string;
  readonly pid: number;
  /** The last of what it printed. */
  output(): string;
  hasExited(): boolean;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly core: 'load' | 'proxy';
  /** Milliseconds it may take to stop by itself. */
  readonly stopMs?: number;
}

const OUTPUT_CHARACTERS_MAX = 8_000;
const CORES = os.availableParallelism();
const HAS_TASKSET = isPresent('taskset') && CORES > 1;
const TICKS_PER_SECOND = HAS_TASKSET
  ? Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  : 100;

/** How processes are spread over the cores, for the report. */
export const PINNING = HAS_TASKSET
  ? 'load generator and fake provider on core 0, proxies on core 1'
  : 'not pinned';

/** Whether a command is on the path. */
export function isPresent(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
    return true;
  } catch {
    // A command that is not there is the answer, not an error.
    return false;
  }
}

/** Puts this process, the load generator, on its core. */
export function pinSelf(): void {
  if (HAS_TASKSET) execFileSync('taskset', ['-acp', '0', String(process.pid)], { stdio: 'ignore' });
}

export function startService(options: ServiceOptions): Service {
  const core = options.core === 'load' ? '0' : '1';
  const [command, args] = HAS_TASKSET
    ? ['taskset', ['-c', core, options.command, ...options.args]]
    : [options.command, [...options.args]];
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let output = '';
  const keep = (text: Buffer): void => {
    output = (output + text.toString('utf8')).slice(-OUTPUT_CHARACTERS_MAX);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(error.message)));
  return {
    name: options.name,
    pid: child.pid ?? 0,
    output: () => output,
    hasExited: () => hasExited(child),
    stop: () => stop(child, options.stopMs ?? 3_000),
  };
}

/** A free port of the loopback interface. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Waits until a URL answers 200, or any status where `isAnyStatusGood`. */
export async function untilAnswers(
  service: Service,
  url: string,
  options: { readonly timeoutMs: number; readonly isAnyStatusGood?: boolean },
): Promise<void> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < options.timeoutMs) {
    if (service.hasExited()) break;
    const status = await statusOf(url);
    if (status === 200 || (status !== undefined && options.isAnyStatusGood === true)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const reason = service.hasExited() ? 'it exited' : `not ready after ${options.timeoutMs} ms`;
  throw new Error(`${reason}; its last words: ${service.output().trim().slice(-600)}`);
}

async function statusOf(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    // Refused or too slow: not ready yet.
    return undefined;
  }
}

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly cpuTicks: number;
}

/** A process and everything below it. */
export function descendants(pid: number): number[] {
  const rows = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processRow(Number(name)))
    .filter((row) => row !== undefined);
  const found = [pid];
  for (const parent of found) {
    found.push(...rows.filter((row) => row.parent === parent).map((row) => row.pid));
  }
  return found;
}

/** CPU time, user and system, of these processes and of their children that have ended; microseconds. */
export function cpuMicros(pids: readonly number[]): number {
  const ticks = pids.reduce((sum, pid) => sum + (processRow(pid)?.cpuTicks ?? 0), 0);
  return (ticks / TICKS_PER_SECOND) * 1e6;
}

/** Resident memory of these processes, bytes. */
export function residentBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const status = readProc(pid, 'status');
    return sum + Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1_024;
  }, 0);
}

/** The command line of a process, its parts joined by spaces. */
export function commandLine(pid: number): string {
  return readProc(pid, 'cmdline').replaceAll('\0', ' ');
}

function processRow(pid: number): ProcessRow | undefined {
  const stat = readProc(pid, 'stat');
  // The command in brackets may hold spaces and brackets: fields are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 15) return undefined;
  const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
  return { pid, parent: Number(fields[1]), cpuTicks: ticks };
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

async function stop(child: ChildProcess, stopMs: number): Promise<void> {
  if (hasExited(child)) return;
  const below = descendants(child.pid ?? 0);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => {
    for (const pid of below) kill(pid);
  }, stopMs);
  await exited;
  clearTimeout(timer);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
