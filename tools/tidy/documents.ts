/** What is written down: headers of doors, documents that would leak a machine, error codes that nothing raises. */
import { isShipped, matchLines, type Rule, type Violation } from './repository.ts';

const DOOR = /^packages\/(?:[^/]+\/src|(?:gateway|control)\/src\/[^/]+)\/index\.ts$/;

/** A door says what it lets out and why it stands there. */
export const doorHeaders: Rule = (repository) =>
  repository.files
    .filter(({ path, text }) => DOOR.test(path) && !text.startsWith('/**'))
    .map(({ path }) => ({
      path,
      line: 1,
      rule: 'a door without a header',
      instead:
        'begin with a comment: what it does, takes, gives, may fail as, invariants, why here',
    }));

const MACHINE_PATH = /(?:^|[\s"'`(=:])(\/(?:home|Users|root|work|workspace|tmp)\/[\w.-]+)/;
const REGISTRY =
  /\b(?:registry\.[\w-]+\.\w+|[\w.-]+\.(?:jfrog|pkg\.dev)[\w.]*|verdaccio|artifactory)\b/i;
const DOCUMENT = /\.(md|json|yaml|yml)$|(^|\/)\.npmrc$/;

/** The repository does not say where it was made. */
export const machineTraces: Rule = (repository) =>
  repository.files
    .filter(({ path }) => DOCUMENT.test(path) && !path.includes('/fixtures/'))
    .flatMap((file) => {
      const at = (pattern: RegExp, what: string): Violation[] =>
        [...matchLines(file.lines, pattern)].map(({ line, match }) => ({
          path: file.path,
          line,
          rule: `${what} ${(match[1] ?? match[0]).slice(0, 60)}`,
          instead: 'say it without the machine',
        }));
      return [...at(MACHINE_PATH, 'a path of one machine:'), ...at(REGISTRY, 'a registry host:')];
    });

/** Every code of the catalogue is raised somewhere. */
export const errorCodes: (codes: readonly string[]) => Rule = (codes) => (repository) => {
  const catalogue = 'packages/kernel/src/errors.ts';
  const shipped = repository.files.filter(({ path }) => isShipped(path) && path !== catalogue);
  const lines = repository.find(catalogue)?.lines ?? [];
  return codes
    .filter(
      (code) =>
        !shipped.some(({ text }) => text.includes(`'${code}'`) || text.includes(`${code}:`)),
    )
    .map((code) => ({
      path: catalogue,
      line: lines.findIndex((line) => line.trim().startsWith(`${code}:`)) + 1,
      rule: `nothing raises ${code}`,
      instead: 'raise it or take it out of the catalogue',
    }));
};
