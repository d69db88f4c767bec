/** A folder in a gallery and a line in its registry are one thing. */
import {
  importsOf,
  type Repository,
  type Rule,
  resolveImport,
  type Violation,
} from './repository.ts';

interface Gallery {
  readonly folder: string;
  readonly registry: string;
  /** Folders beside the members that are none themselves. */
  readonly besides: readonly string[];
}

export const GALLERIES: readonly Gallery[] = [
  {
    folder: 'packages/wire/src/dialects',
    registry: 'packages/wire/src/dialects/registry.ts',
    besides: [],
  },
  {
    folder: 'packages/providers/src',
    registry: 'packages/providers/src/registry.ts',
    besides: ['models'],
  },
  {
    folder: 'packages/resilience/src/strategies',
    registry: 'packages/resilience/src/registry.ts',
    besides: [],
  },
  {
    folder: 'packages/control/src/alerts/channels',
    registry: 'packages/control/src/alerts/channels/registry.ts',
    besides: [],
  },
];

export const galleries: Rule = (repository) =>
  GALLERIES.flatMap((gallery) => judgeGallery(repository, gallery));

function judgeGallery(repository: Repository, gallery: Gallery): Violation[] {
  const members = membersOf(repository, gallery);
  const registry = repository.find(gallery.registry);
  if (members.length === 0 && registry === undefined) return [];
  const at = (rule: string, instead: string, path = gallery.registry): Violation => ({
    path,
    line: 1,
    rule,
    instead,
  });
  if (registry === undefined)
    return [at('a gallery without a registry', 'write it: one line a folder')];
  const listed = importsOf(registry).map(({ specifier }) =>
    resolveImport(gallery.registry, specifier),
  );
  return members.flatMap((member) => {
    const door = `${gallery.folder}/${member}/index.ts`;
    if (repository.find(door) === undefined) {
      return [at(`${member} has no index.ts`, 'define it there', `${gallery.folder}/${member}`)];
    }
    const count = listed.filter((path) => path === door).length;
    if (count === 1) return [];
    return [
      at(`${member} is imported ${count} times`, `one line for each folder of ${gallery.folder}`),
    ];
  });
}

function membersOf(repository: Repository, { folder, besides }: Gallery): string[] {
  const names = repository.files
    .filter(({ path }) => path.startsWith(`${folder}/`))
    .map(({ path }) => path.slice(folder.length + 1).split('/'))
    .filter((parts) => parts.length > 1)
    .map(([name = '']) => name);
  return [...new Set(names)].filter((name) => !besides.includes(name));
}
