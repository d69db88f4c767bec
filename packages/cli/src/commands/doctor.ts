import { runDoctor } from '@ocha/control';
import type { Command } from 'commander';
import { dataDirOf, findConfigFile } from '../config-file.ts';
import { type CommandPorts, EXIT } from '../ports.ts';
import { renderDoctorScreen } from '../terminal/doctor-screen.ts';
import { createStyle, wantsColour } from '../terminal/style.ts';

interface Options {
  readonly config?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** Adds `ocha doctor`. */
export function addDoctor(
  parent: Command,
  ports: CommandPorts,
  finish: (code: number) => void,
): void {
  parent
    .command('doctor')
    .description('look at the configuration, ask the providers, and say what to do next')
    .option('-c, --config <file>', 'the configuration file')
    .option('-d, --data-dir <directory>', 'the data directory')
    .option('--json', 'print the report as JSON')
    .action(async (options: Options) => finish(await runDoctorCommand(options, ports)));
}

/** Runs the doctor, prints the report, and gives the exit code. */
export async function runDoctorCommand(options: Options, ports: CommandPorts): Promise<number> {
  const file = await findConfigFile(options.config, ports);
  const { environment, output } = ports;
  const report = await runDoctor(
    {
      text: file?.bytes,
      fileName: file?.name ?? 'ocha.yaml',
      configPath: file?.path,
      environment,
      dataDir: dataDirOf(options.dataDir, ports),
    },
    ports.doctor,
  );
  const code = report.isHealthy ? EXIT.ok : EXIT.problems;
  if (options.json === true) {
    output.write(`${JSON.stringify(report, null, 2)}\n`);
    return code;
  }
  const style = createStyle(wantsColour(environment, output.isTerminal));
  output.write(`${renderDoctorScreen(report, style).join('\n')}\n`);
  return code;
}
