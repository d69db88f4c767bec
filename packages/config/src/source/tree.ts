import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { LIMITS } from '../limits.ts';
import { type Path, pathKey } from './path.ts';
import { unmaskReferences } from './reference.ts';

/** Offsets of a value and of the name before it. */
export interface Span {
  readonly key: number | undefined;
  readonly value: number;
}

export interface TreeProblem {
  readonly offset: number;
  readonly path: Path;
  readonly message: string;
  readonly suggestion: string;
}

/** A YAML document as plain values, with the place of each. */
export interface Tree {
  readonly value: unknown;
  readonly spans: ReadonlyMap<string, Span>;
  readonly problems: readonly TreeProblem[];
  /** Whether a bound was met: then the value is not whole. */
  readonly isExhausted: boolean;
}

interface Builder {
  readonly document: Document;
  readonly spans: Map<string, Span>;
  readonly problems: TreeProblem[];
  nodes: number;
  aliases: number;
  isExhausted: boolean;
}

/**
 * Turns nodes into plain values. Written here rather than taken from the parser because it must bound what aliases
 * expand to, keep positions, find repeated keys in linear time, and never make a `__proto__`.
 */
export function buildTree(document: Document): Tree {
  const builder: Builder = {
    document,
    spans: new Map(),
    problems: [],
    nodes: 0,
    aliases: 0,
    isExhausted: false,
  };
  const value = build(builder, document.contents, []);
  const { spans, problems, isExhausted } = builder;
  return { value, spans, problems, isExhausted };
}

function build(builder: Builder, node: unknown, path: Path): unknown {
  if (!isNode(node)) return null;
  builder.nodes += 1;
  if (builder.nodes > LIMITS.configNodesMax) {
    return exhaust(builder, node, `has more than ${LIMITS.configNodesMax} values`);
  }
  if (path.length > LIMITS.configDepthMax) {
    return exhaust(builder, node, `is nested deeper than ${LIMITS.configDepthMax} levels`);
  }
  if (isAlias(node)) return buildAlias(builder, node, path);
  if (isMap(node)) return buildMap(builder, node, path);
  if (isSeq(node)) {
    return node.items.map((item, index) => buildItem(builder, item, [...path, index]));
  }
  if (isScalar(node)) return buildScalar(builder, node, path);
  return null;
}

function buildScalar(builder: Builder, node: Node & { value: unknown }, path: Path): unknown {
  if (typeof node.value !== 'string') return node.value;
  if (node.value.length > LIMITS.configTextLengthMax) {
    const message = `is longer than ${LIMITS.configTextLengthMax} characters`;
    builder.problems.push({ offset: offsetOf(node), path, message, suggestion: 'shorten it' });
    return '';
  }
  return unmaskReferences(node.value);
}

function buildAlias(builder: Builder, node: Node, path: Path): unknown {
  builder.aliases += 1;
  if (builder.aliases > LIMITS.configAliasesMax) {
    return exhaust(builder, node, `follows more than ${LIMITS.configAliasesMax} aliases`);
  }
  const target = isAlias(node) ? node.resolve(builder.document) : undefined;
  if (target !== undefined) return build(builder, target, path);
  builder.problems.push({
    offset: offsetOf(node),
    path,
    message: 'is an alias of something that is not defined above it',
    suggestion: 'define the anchor (&name) before the alias (*name)',
  });
  return null;
}

function buildItem(builder: Builder, item: unknown, path: Path): unknown {
  if (builder.isExhausted) return null;
  builder.spans.set(pathKey(path), {
    key: undefined,
    value: isNode(item) ? offsetOf(item) : 0,
  });
  return build(builder, item, path);
}

function buildMap(builder: Builder, node: YAMLMap, path: Path): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const firstOffsets = new Map<string, number>();
  for (const pair of node.items) {
    if (builder.isExhausted) break;
    const key = keyOf(builder, pair, path);
    if (key === undefined) continue;
    const offset = isNode(pair.key) ? offsetOf(pair.key) : offsetOf(node);
    const first = firstOffsets.get(key);
    if (first !== undefined) {
      reportRepeated(builder, { key, offset, path });
      continue;
    }
    firstOffsets.set(key, offset);
    const childPath = [...path, key];
    const hasText = isNode(pair.value) && !isEmpty(pair.value);
    builder.spans.set(pathKey(childPath), {
      key: offset,
      value: hasText ? offsetOf(pair.value as Node) : offset,
    });
    result[key] = build(builder, pair.value, childPath);
  }
  return result;
}

function reportRepeated(
  builder: Builder,
  at: { readonly key: string; readonly offset: number; readonly path: Path },
): void {
  builder.problems.push({
    offset: at.offset,
    path: [...at.path, at.key],
    message: 'is given twice',
    suggestion: 'keep one of the two',
  });
}

/** The name of a field; undefined, with a problem, when it cannot be one. */
function keyOf(builder: Builder, pair: Pair, path: Path): string | undefined {
  const { key } = pair;
  const offset = isNode(key) ? offsetOf(key) : 0;
  const refuse = (message: string, suggestion: string): undefined => {
    builder.problems.push({ offset, path, message, suggestion });
  };
  if (!isScalar(key) || key.value === null) {
    return refuse('has a field whose name is not text', 'write the name as plain text');
  }
  const name = unmaskReferences(typeof key.value === 'string' ? key.value : String(key.source));
  if (name === '__proto__') return refuse('has a field called __proto__', 'choose another name');
  if (name === '<<') {
    return refuse('uses a merge key (<<), which is not supported', 'write the fields out');
  }
  if (name.includes('${')) {
    return refuse(
      'has a field whose name is an environment reference',
      'references are only allowed in values',
    );
  }
  if (name.length > LIMITS.modelNameLengthMax) {
    return refuse(
      `has a field whose name is longer than ${LIMITS.modelNameLengthMax} characters`,
      'shorten the name',
    );
  }
  return name;
}

/** Stops the walk: one problem instead of one for each of a million values. */
function exhaust(builder: Builder, node: Node, message: string): null {
  if (!builder.isExhausted) {
    const suggestion = 'make the file simpler';
    builder.problems.push({ offset: offsetOf(node), path: [], message, suggestion });
  }
  builder.isExhausted = true;
  return null;
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null && (node.source ?? '') === '';
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
