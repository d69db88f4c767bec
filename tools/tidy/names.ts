/** What things may be called. */
import { isScript, isShipped, matchLines, type Rule, type Violation } from './repository.ts';

const DRAWERS = [
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'shared',
  'lib',
  'types',
  'services',
  'managers',
  'misc',
];
/** Words of which docs/glossary.md names a better one. */
const BANNED_WORDS = [
  'vendor',
  'backend',
  'cooldown',
  'blacklist',
  'upstreams',
  'speculative',
  'alarm',
];
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z-]+)*\.(ts|tsx|mjs)$/;
const KEBAB_FOLDER = /^\.?[a-z0-9]+(-[a-z0-9]+)*$/;
const GENERATION_IN_FILE = /(^|-)(v\d+|legacy|old|copy)(-|\.|$)|^new-/;
const GENERATION_IN_EXPORT =
  /^export (?:async )?(?:const|function|class|interface|type|let) (\w*(?:V\d+|Legacy)(?![a-z])\w*|[nN]ew[A-Z]\w*)/;
const NUMBERED_FILE = /-\d+(\.test)?\.tsx?$/;
const ISSUE_FILE = /(^|-)(issue|fix|bug|gh|pr|ticket)-?\d+/;
const FOLDERS_NAMED = /^(packages|tests|tools|bench)\//;
const GLOSSARY_SCOPE = /^(packages|tests|deploy)\/|^docs\/(?!glossary\.md)|^[A-Z]+\.md$/;

export const fileNames: Rule = (repository) =>
  repository.files
    .filter(({ path }) => FOLDERS_NAMED.test(path))
    .flatMap(({ path }) => {
      const folders = path.split('/').slice(0, -1);
      const name = path.split('/').at(-1) ?? '';
      const at = (rule: string, instead: string): Violation => ({ path, line: 1, rule, instead });
      const found: Violation[] = [];
      const drawer = folders.find((folder) => DRAWERS.includes(folder));
      if (drawer !== undefined || DRAWERS.includes(name.replace(/\.(test\.)?tsx?$/, ''))) {
        found.push(at(`${drawer ?? name} is a drawer`, 'put it where its noun lives'));
      }
      if (
        folders.some((folder) => !KEBAB_FOLDER.test(folder)) ||
        (isScript(path) && !KEBAB.test(name))
      ) {
        found.push(at('the name is not kebab-case', 'lower-case words joined by dashes'));
      }
      if (!isScript(path)) return found;
      if (GENERATION_IN_FILE.test(name)) {
        found.push(at('a generation in a name', 'change the thing itself or delete the old one'));
      }
      if (NUMBERED_FILE.test(name) || ISSUE_FILE.test(name)) {
        found.push(
          at('a number instead of a name', 'name the behaviour; link the issue in a comment'),
        );
      }
      return found;
    });

export const exportedNames: Rule = (repository) =>
  repository.files
    .filter(({ path }) => isShipped(path))
    .flatMap((file) =>
      [...matchLines(file.codeLines, GENERATION_IN_EXPORT)].map(({ line, match }) => ({
        path: file.path,
        line,
        rule: `${match[1]} has a generation in its name`,
        instead: 'change the thing itself or delete the old one',
      })),
    );

export const glossary: Rule = (repository) => {
  const pattern = new RegExp(
    `(?<![a-z0-9/@.])(${BANNED_WORDS.join('|')})(?![a-z]*\\.(com|io|org))`,
    'i',
  );
  return repository.files
    .filter(
      ({ path }) => GLOSSARY_SCOPE.test(path) && /\.(ts|tsx|md|yaml|yml|css|html|sql)$/.test(path),
    )
    .filter(({ path }) => !path.includes('/fixtures/'))
    .flatMap((file) =>
      [...matchLines(file.lines, pattern)].map(({ line, match }) => ({
        path: file.path,
        line,
        rule: `"${match[1]}" is not a word of this house`,
        instead: 'see docs/glossary.md',
      })),
    );
};

/** Provider names are facts of the providers package. Elsewhere they would become `if`s. */
export const providerNames: Rule = (repository) => {
  const ids = repository.files
    .map(({ path }) => /^packages\/providers\/src\/([^/]+)\/index\.ts$/.exec(path)?.[1])
    .filter((id) => id !== undefined);
  if (ids.length === 0) return [];
  const pattern = new RegExp(`['"\`](${ids.join('|')})['"\`]`);
  return repository.files
    .filter(({ path }) => isShipped(path) && /^packages\/(gateway|control)\//.test(path))
    .flatMap((file) =>
      [...matchLines(file.lines, pattern)]
        .filter(({ line }) => file.codeLines[line - 1]?.trim() !== '')
        .map(({ line, match }) => ({
          path: file.path,
          line,
          rule: `the provider ${match[1]} is named`,
          instead: 'make it a trait or a quirk in packages/providers',
        })),
    );
};
