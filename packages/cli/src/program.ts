import { Command, CommanderError } from 'commander';
import { addConfigCheck } from './commands/config-check.ts';
import { addDoctor } from './commands/doctor.ts';
import { addUp } from './commands/up.ts';
import { UsageError } from './config-file.ts';
import { type CommandPorts, EXIT } from './ports.ts';
import { createStyle, wantsColour } from './terminal/style.ts';

const AFTER_HELP = `
Examples:
  ocha up                      start with ocha.yaml, or with the keys in the environment
  ocha config check            tell every problem of the configuration, with its line
  ocha doctor                  ask every provider whether it answers and takes its key

Exit codes: 0 good, 1 problems found, 2 wrong use.
`;

/** Runs the command with its arguments (without the program's name). Resolves with the exit code. */
export async function runProgram(
  programArguments: readonly string[],
  ports: CommandPorts,
): Promise<number> {
  let code: number = EXIT.ok;
  const program = createProgram(ports, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(programArguments, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed what it had to say. Asking for help or the version is no mistake.
      return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    }
    if (!(error instanceof UsageError)) throw error;
    const style = createStyle(wantsColour(ports.environment, ports.errorOutput.isTerminal));
    ports.errorOutput.write(`${style('bad', `ocha: ${error.message}`)}\n`);
    return EXIT.usage;
  }
}

function createProgram(ports: CommandPorts, finish: (code: number) => void): Command {
  const program = new Command('ocha');
  program
    .description('OpenClaw HA: a highly available LLM gateway')
    .version(ports.version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', AFTER_HELP)
    .showHelpAfterError('(ocha --help shows what there is)');
  configure(program, ports);
  addUp(program, ports, finish);
  addConfigCheck(program, ports, finish);
  addDoctor(program, ports, finish);
  for (const command of allCommands(program)) configure(command, ports);
  return program;
}

/** Nothing ends the process or writes past the ports. */
function configure(command: Command, ports: CommandPorts): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => ports.output.write(text),
    writeErr: (text) => ports.errorOutput.write(text),
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  });
}

function allCommands(command: Command): readonly Command[] {
  return command.commands.flatMap((child) => [child, ...allCommands(child)]);
}
