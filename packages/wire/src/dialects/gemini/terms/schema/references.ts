import { invalid, isObject, type JsonObject } from '../../../../reading.ts';

const NODES_MAX = 20_000;
const DEPTH_MAX = 100;
/** Beyond this many nodes references are no longer unfolded: schemas that refer to each other grow without end. */
const UNFOLDED_NODES_MAX = 4_000;

/** One conversion of a schema: the root that references point into, what was lost, and how much was visited. */
export interface Walk {
  readonly root: JsonObject;
  /** The request field the schema came from, for messages. */
  readonly param: string;
  /** Keywords that could not be kept as such. */
  readonly lost: Set<string>;
  /** References being followed: one that comes again is a recursion. */
  readonly following: string[];
  visited: number;
}

/** A walk over one schema. */
export function createWalk(root: JsonObject, param: string): Walk {
  return { root, param, lost: new Set(), following: [], visited: 0 };
}

/** Counts a visited node. A few references can unfold to more nodes than there is memory, so there is a limit. */
export function visit(walk: Walk, depth: number): void {
  walk.visited += 1;
  if (walk.visited > NODES_MAX || depth > DEPTH_MAX)
    throw invalid(walk.param, 'is a schema too large or too deep to be written out for this model');
}

/** Whether one more reference may be unfolded. */
export function canUnfold(walk: Walk, reference: string): boolean {
  return walk.visited <= UNFOLDED_NODES_MAX && !walk.following.includes(reference);
}

/** What a reference points to within the schema; undefined where it points elsewhere or to nothing. */
export function resolve(walk: Walk, reference: string): JsonObject | undefined {
  if (reference === '#') return walk.root;
  if (!reference.startsWith('#/')) return undefined;
  let node: unknown = walk.root;
  for (const step of reference.slice(2).split('/')) {
    const key = unescapeStep(step);
    if (!isObject(node) && !Array.isArray(node)) return undefined;
    node = Object.hasOwn(node, key) ? (node as JsonObject)[key] : undefined;
  }
  return isObject(node) ? node : undefined;
}

function unescapeStep(step: string): string {
  const plain = step.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch (error) {
    // A stray percent sign: the name is meant as it is written.
    if (error instanceof URIError) return plain;
    throw error;
  }
}
