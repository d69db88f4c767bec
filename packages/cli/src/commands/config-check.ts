import { checkConfig } from '@ocha/control';
import type { Command } from 'commander';
import { findConfigFile } from '../config-file.ts';
import { type CommandPorts, EXIT } from '../ports.ts';
import { configReportJson, renderConfigScreen } from '../terminal/config-screen.ts';
import { createStyle, wantsColour } from '../terminal/style.ts';

interface Options {
  readonly config?: string;
  readonly json?: boolean;
}

/** Adds `ocha config check`. */
export function addConfigCheck(
  parent: Command,
  ports: CommandPorts,
  finish: (code: number) => void,
): void {
  parent
    .command('config')
    .description('work with the configuration')
    .command('check')
    .description('check ocha.yaml and the environment, and tell every problem at once')
    .option('-c, --config <file>', 'the configuration file')
    .option('--json', 'print the result as JSON')
    .action(async (options: Options) => finish(await runConfigCheck(options, ports)));
}

/** Checks the configuration, prints the result, and gives the exit code. */
export async function runConfigCheck(options: Options, ports: CommandPorts): Promise<number> {
  const file = await findConfigFile(options.config, ports);
  const { environment, output } = ports;
  const fileName = file?.name ?? 'ocha.yaml';
  const report = checkConfig({ text: file?.bytes, environment, fileName });
  const code = report.isValid ? EXIT.ok : EXIT.problems;
  if (options.json === true) {
    output.write(`${JSON.stringify(configReportJson(report, file?.name), null, 2)}\n`);
    return code;
  }
  const style = createStyle(wantsColour(environment, output.isTerminal));
  const about = file === undefined ? 'the environment (there is no ocha.yaml)' : file.name;
  output.write(`${renderConfigScreen(report, about, style).join('\n')}\n`);
  return code;
}
