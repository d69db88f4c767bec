import type { Command } from 'commander';
import { dataDirOf, findConfigFile } from '../config-file.ts';
import type { CommandPorts } from '../ports.ts';

interface Options {
  readonly config?: string;
  readonly dataDir?: string;
}

/** Adds `ocha up`. */
export function addUp(parent: Command, ports: CommandPorts, finish: (code: number) => void): void {
  parent
    .command('up')
    .description('start everything on this machine: one gateway worker for each core')
    .option('-c, --config <file>', 'the configuration file')
    .option('-d, --data-dir <directory>', 'the data directory')
    .action(async (options: Options) => finish(await runUpCommand(options, ports)));
}

/** Starts everything, and gives the exit code once it has ended. */
export async function runUpCommand(options: Options, ports: CommandPorts): Promise<number> {
  const file = await findConfigFile(options.config, ports);
  // Loaded only now: the other commands need neither the gateway nor its sockets.
  const { runUp } = await import('../up/index.ts');
  return runUp({
    configPath: file?.path,
    dataDir: dataDirOf(options.dataDir, ports),
    environment: ports.environment,
    print: (line) => ports.output.write(`${line}\n`),
    isTerminal: ports.output.isTerminal,
    onSignal: ports.onSignal,
  });
}
