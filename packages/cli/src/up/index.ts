/**
 * up: everything on one machine. A small supervisor, one gateway worker a core on one shared port, hot reload of
 * `ocha.yaml`, and a drain on SIGTERM. Takes a configuration file and an environment; gives an exit code.
 * Invariants: a configuration that does not check changes nothing; a worker that dies or hangs is replaced; the exit
 * code is 0 only when every request was answered or its grace ran out.
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { type ConfigProblem, type LoadedConfig, renderProblems } from '@ocha/config';
import { loadConfiguration } from '@ocha/control';
import { createSystemEnv } from '@ocha/kernel/system';
import { renderWelcomePage } from '@ocha/web';
import { bootstrapKey, ensureDataDir } from './data-dir.ts';
import { renderFirstScreen } from './first-screen.ts';
import { type Supervisor, startSupervisor } from './supervisor.ts';
import { watchFile } from './watch-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface UpOptions {
  /** The configuration file; undefined where there is none. */
  readonly configPath: string | undefined;
  readonly dataDir: string;
  readonly environment: Environment;
  readonly print: (line: string) => void;
  /** Whether a person watches: then the log goes to a file and the screen stays readable. */
  readonly isTerminal: boolean;
  /** Calls `action` at each of these signals. */
  readonly onSignal: (name: 'SIGTERM' | 'SIGINT' | 'SIGHUP', action: () => void) => void;
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Runs until it is told to stop. Resolves with the exit code. */
export async function runUp(options: UpOptions): Promise<number> {
  const dataDir = resolve(options.dataDir);
  await ensureDataDir(dataDir);
  const logDir = options.isTerminal ? join(dataDir, 'log') : undefined;
  const logLevel =
    LOG_LEVELS.find((level) => level === options.environment['OCHA_LOG_LEVEL']) ?? 'info';
  const env = createSystemEnv({
    log: {
      level: logLevel,
      base: { worker: 0 },
      ...(logDir === undefined ? {} : { destination: join(logDir, 'supervisor.jsonl') }),
    },
  });
  const startedAt = env.clock.monotonic();
  const key = await bootstrapKey(dataDir);
  const load = (revision: number): Promise<LoadedConfig> => loadFile(options, { revision, key });
  const loaded = await load(1);
  if (!('snapshot' in loaded)) {
    printProblems(loaded.problems, options);
    return 1;
  }
  const { snapshot } = loaded;
  const supervisor = await startSupervisor({
    env,
    snapshot,
    settings: { dataDir, logLevel, logDir, welcomePage: renderWelcomePage() },
    notify: options.print,
  });
  const screen = renderFirstScreen({
    snapshot,
    configPath: options.configPath,
    dataDir,
    opsPort: supervisor.opsPort,
    workers: snapshot.gateway.workers,
    startedInMs: env.clock.monotonic() - startedAt,
    key: shownKey(snapshot.keys.values().next().value?.name, key, options.environment),
    logDir,
    warnings: loaded.warnings.map((problem) => `${problem.path}: ${problem.message}`),
  });
  for (const line of screen) options.print(line);
  env.log.info('up', {
    port: snapshot.gateway.port,
    workers: snapshot.gateway.workers,
    hash: snapshot.hash,
  });
  follow(options, supervisor, load, env);
  await supervisor.ended;
  env.log.info('down');
  env.log.flush();
  return 0;
}

/**
 * The key that the curl on the first screen uses: ours, or the one the environment gave; the operator's own is theirs
 * to know.
 */
function shownKey(
  firstName: string | undefined,
  made: string,
  environment: Environment,
): string | undefined {
  if (firstName !== 'bootstrap') return undefined;
  return environment['OCHA_BOOTSTRAP_KEY'] === undefined ? made : '$OCHA_BOOTSTRAP_KEY';
}

async function loadFile(
  options: UpOptions,
  about: { readonly revision: number; readonly key: string },
): Promise<LoadedConfig> {
  const text = options.configPath === undefined ? undefined : await readFile(options.configPath);
  return loadConfiguration({
    text,
    environment: options.environment,
    revision: about.revision,
    workersDefault: availableParallelism(),
    bootstrapKey: about.key,
  });
}

function printProblems(problems: readonly ConfigProblem[], options: UpOptions): void {
  options.print(renderProblems(problems, options.configPath ?? 'environment'));
}

/** Reload on change and on SIGHUP; drain on SIGTERM and SIGINT; a second SIGINT ends everything. */
function follow(
  options: UpOptions,
  supervisor: Supervisor,
  load: (revision: number) => Promise<LoadedConfig>,
  env: ReturnType<typeof createSystemEnv>,
): void {
  const reload = async (isAsked: boolean): Promise<void> => {
    const before = supervisor.snapshot;
    const loaded = await load(before.revision + 1);
    if (!('snapshot' in loaded)) {
      options.print('The changed configuration has problems; the one before stays in force:');
      printProblems(loaded.problems, options);
      env.log.error('config_rejected', { problems: loaded.problems.length });
      return;
    }
    if (loaded.snapshot.hash === before.hash) {
      if (isAsked) options.print('The configuration has not changed.');
      return;
    }
    supervisor.swap(loaded.snapshot);
    env.log.info('config_applied', {
      revision: loaded.snapshot.revision,
      hash: loaded.snapshot.hash,
    });
    options.print(`Configuration revision ${loaded.snapshot.revision} is in force.`);
    const { host, port, opsPort, workers } = before.gateway;
    const next = loaded.snapshot.gateway;
    if (
      host !== next.host ||
      port !== next.port ||
      opsPort !== next.opsPort ||
      workers !== next.workers
    ) {
      options.print('Addresses, ports and the number of workers change at the next start.');
    }
  };
  const safely = (isAsked: boolean): void => {
    reload(isAsked).catch((error) => {
      // The file may be gone for a moment while it is replaced; what is in force stays in force.
      env.log.warn('config_unreadable', { reason: String(error) });
      if (isAsked) options.print(`The configuration could not be read: ${String(error)}`);
    });
  };
  const watcher =
    options.configPath === undefined
      ? undefined
      : watchFile(resolve(options.configPath), env, () => safely(false));
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) {
      options.print('Stopping at once.');
      supervisor.kill();
      return;
    }
    isStopping = true;
    watcher?.close();
    options.print('Draining: nothing new is taken, what is under way is finished.');
    void supervisor.drain();
  };
  options.onSignal('SIGTERM', stop);
  options.onSignal('SIGINT', stop);
  options.onSignal('SIGHUP', () => safely(true));
}
