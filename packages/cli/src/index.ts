/**
 * cli: the `ocha` command.
 *
 * Takes arguments and ports to the process; gives an exit code: 0 good, 1 problems found, 2 wrong use. May fail as:
 * nothing it foresees, a defect throws. Invariants: only `main.ts` touches the process; output is plain where nobody
 * looks. Why here: on top of both planes, so that neither knows of a terminal.
 */
export { type CommandPorts, EXIT, type Output, type StopSignal } from './ports.ts';
export { runProgram } from './program.ts';
