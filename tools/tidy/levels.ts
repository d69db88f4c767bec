/** Which way imports run: packages, doors, rooms, and the one home of each outside package. */
import {
  type Import,
  importsOf,
  isScript,
  isShipped,
  isTest,
  packageOf,
  type Repository,
  type Rule,
  resolveImport,
  type SourceFile,
  type Violation,
} from './repository.ts';

/** Package → the packages it may import. The whole architecture of directions is this table. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  wire: ['kernel'],
  resilience: ['kernel'],
  config: ['kernel'],
  providers: ['kernel', 'wire'],
  store: ['kernel', 'config'],
  gateway: ['kernel', 'wire', 'resilience', 'config', 'providers', 'store'],
  control: ['kernel', 'resilience', 'config', 'providers', 'store'],
  web: [],
  cli: ['kernel', 'config', 'gateway', 'control', 'web'],
  testkit: ['kernel', 'wire', 'resilience', 'config', 'providers', 'store'],
};

/** Outside package → the only folders that may import it. */
export const HOMES: Readonly<Record<string, readonly string[]>> = {
  undici: ['packages/gateway/src/upstream/'],
  '@prometheus-io/client': ['packages/kernel/src/system/'],
  yaml: ['packages/config/src/'],
  zod: ['packages/config/src/'],
  commander: ['packages/cli/src/'],
  '@clack/prompts': ['packages/cli/src/'],
  'eventsource-parser': ['packages/wire/src/sse/'],
};

/** Packages that decide and translate: bytes in, values out. `node:` modules without I/O are listed. */
const PURE_PACKAGES = ['wire', 'resilience', 'config', 'providers'];
const PURE_MODULES = ['node:crypto', 'node:net', 'node:util', 'node:buffer'];
/** Files of the gateway that bring rooms together. All others know only the types of other rooms. */
const COMPOSERS = /^packages\/gateway\/src\/[^/]+\.ts$/;

export const levels: Rule = (repository) =>
  repository.files
    .filter(({ path }) => isScript(path) && packageOf(path) !== undefined)
    .flatMap((file) => importsOf(file).flatMap((found) => judge(repository, file, found)));

function judge(repository: Repository, file: SourceFile, found: Import): Violation[] {
  const at = (rule: string, instead: string): Violation[] => [
    { path: file.path, line: found.line, rule, instead },
  ];
  const { specifier } = found;
  if (specifier.endsWith('main.ts')) {
    return at('nothing imports a main.ts', 'move what is needed into a module of its own');
  }
  if (specifier.startsWith('.')) return judgeRelative(file, found, at);
  if (specifier.startsWith('node:')) return judgeBuiltIn(file, specifier, at);
  if (specifier.startsWith('@ocha/')) return judgePackage(repository, { file, specifier, at });
  return judgeOutside(file, specifier, at);
}

type At = (rule: string, instead: string) => Violation[];

function judgeRelative(file: SourceFile, found: Import, at: At): Violation[] {
  const target = resolveImport(file.path, found.specifier);
  if (packageOf(target) !== packageOf(file.path)) {
    return at('no relative import out of a package', 'import the package by its name');
  }
  const [own, other] = [roomOf(file.path), roomOf(target)];
  const isComposer = COMPOSERS.test(file.path) || isTest(file.path);
  if (isComposer || found.isTypeOnly || other === undefined || own === other) return [];
  return at(
    `room ${own ?? '-'} takes a value out of room ${other}`,
    'import only its types; let pipeline.ts or the composition root hand the value in',
  );
}

function judgeBuiltIn(file: SourceFile, specifier: string, at: At): Violation[] {
  const name = packageOf(file.path) ?? '';
  if (!isShipped(file.path)) return [];
  if (name === 'kernel' && !file.path.startsWith('packages/kernel/src/system/')) {
    return at(`kernel imports ${specifier}`, 'move it to kernel/src/system, behind a port');
  }
  if (!PURE_PACKAGES.includes(name) || PURE_MODULES.includes(specifier)) return [];
  return at(`${name} does no I/O, yet imports ${specifier}`, 'take what is needed as an argument');
}

function judgePackage(
  repository: Repository,
  { file, specifier, at }: { file: SourceFile; specifier: string; at: At },
): Violation[] {
  const from = packageOf(file.path) ?? '';
  const [, to = '', ...inside] = specifier.split('/');
  if (to === from) return at('a package imports itself by name', 'use a relative import');
  const isTestkit = to === 'testkit';
  if (isTestkit && !isTest(file.path)) {
    return at('only tests import testkit', 'move what is needed out of testkit');
  }
  if (!isTestkit && !(MAY_IMPORT[from] ?? []).includes(to)) {
    return at(`${from} may not import ${to}`, `it may import: ${MAY_IMPORT[from]?.join(', ')}`);
  }
  const door = inside.length === 0 ? '.' : `./${inside.join('/')}`;
  if (doorsOf(repository, to).includes(door)) return [];
  return at(`${specifier} is not a door`, `import what @ocha/${to} lets out, or let it out there`);
}

function judgeOutside(file: SourceFile, specifier: string, at: At): Violation[] {
  if (!isShipped(file.path)) return [];
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const homes = HOMES[name];
  if (homes === undefined) {
    return at(`${name} has no home`, 'give it one folder in HOMES of tools/tidy/levels.ts');
  }
  if (homes.some((home) => file.path.startsWith(home))) return [];
  return at(`${name} is imported outside its home`, `use what ${homes.join(', ')} makes of it`);
}

function roomOf(path: string): string | undefined {
  return /^packages\/gateway\/src\/([^/]+)\//.exec(path)?.[1];
}

function doorsOf(repository: Repository, name: string): string[] {
  const manifest = repository.find(`packages/${name}/package.json`);
  if (manifest === undefined) return [];
  const { exports } = JSON.parse(manifest.text) as { exports?: Record<string, string> };
  return Object.keys(exports ?? {});
}
