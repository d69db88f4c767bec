/** Time, chance, the environment and state: each has one home, so that everything else can be simulated. */
import { isShipped, isTest, matchLines, type Rule, type Violation } from './repository.ts';

const BANS: readonly {
  readonly pattern: RegExp;
  readonly what: string;
  readonly instead: string;
}[] = [
  { pattern: /\bDate\.now\b/, what: 'Date.now', instead: 'take env.clock' },
  { pattern: /\bnew Date\(\s*\)/, what: 'new Date()', instead: 'take env.clock' },
  { pattern: /\bperformance\.now\b/, what: 'performance.now', instead: 'take env.clock.monotonic' },
  { pattern: /\bMath\.random\b/, what: 'Math.random', instead: 'take env.random' },
  {
    pattern: /\bprocess\.env\b/,
    what: 'process.env',
    instead: 'let main.ts read it and hand it in',
  },
];

/** What differs between two runs of the same code comes from `Env` or from a main.ts. */
export const determinism: Rule = (repository) =>
  repository.files
    .filter(({ path }) => isShipped(path) && !isHome(path))
    .flatMap((file) =>
      BANS.flatMap(({ pattern, what, instead }) =>
        [...matchLines(file.codeLines, pattern)].map(
          ({ line }): Violation => ({
            path: file.path,
            line,
            rule: `${what} outside its home`,
            instead,
          }),
        ),
      ),
    );

const MUTABLE =
  /^(?:export )?(?:let|var) (\w+)|^(?:export )?const (\w+)(?:: [^=]+)? = new (?:Weak)?(?:Map|Set)(?:<.*>)?\(\);/;

/** State belongs to a value that someone makes and closes, never to a module. */
export const moduleState: Rule = (repository) =>
  repository.files
    .filter(({ path }) => isShipped(path) && !isHome(path))
    .flatMap((file) =>
      [...matchLines(file.codeLines, MUTABLE)].map(({ line, match }) => ({
        path: file.path,
        line,
        rule: `${match[1] ?? match[2]} is state of a module`,
        instead: 'make it in a create… or open… function',
      })),
    );

const SLEEP = /\bnew Promise\b[^;]*\bsetTimeout\(|\bawait (?:sleep|delay|setTimeout)\(/;
const FOCUS = /\b(?:test|describe|it|suite)\.only\(|\bonly: true\b/;
const SKIP = /\b(?:test|describe|it|suite)\.(?:skip|todo)\(|\b(?:skip|todo): true\b/;

/** Tests that wait for real, run alone, or are left out without a word. */
export const tests: Rule = (repository) =>
  repository.files
    .filter(({ path }) => isTest(path) && path.endsWith('.ts'))
    .flatMap((file) => {
      const at = (pattern: RegExp, rule: string, instead: string): Violation[] =>
        [...matchLines(file.codeLines, pattern)].map(({ line }) => ({
          path: file.path,
          line,
          rule,
          instead,
        }));
      return [
        ...(file.path.endsWith('.test.ts')
          ? at(SLEEP, 'a test sleeps', 'advance a fake clock, or wait for the event itself')
          : []),
        ...at(FOCUS, 'a test runs alone', 'take .only away'),
        ...at(SKIP, 'a test is left out without a reason', "write { skip: 'why' }"),
      ];
    });

function isHome(path: string): boolean {
  return path.startsWith('packages/kernel/src/system/') || path.endsWith('/main.ts');
}
