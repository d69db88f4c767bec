import { runProgram } from './program.ts';

try {
  const upstream = await runProgram(process.argv.slice(2), (line) => console.log(line));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void upstream?.close());
  }
} catch (error) {
  // A wrong argument, a bad script file or a port in use: said in one line, without a stack.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
