import * as z from 'zod';
import type { Path } from '../source/path.ts';
import { fileSection } from './file.ts';

/** The part of JSON Schema that the schema of the file uses. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly minimum?: number;
  readonly maximum?: number;
  /** What holds when the field is left out, for people. Not part of the published schema. */
  readonly fallback?: string;
  /** A shorter form that stands for the section. Not part of the published schema. */
  readonly shorthand?: SchemaNode;
}

/** The schema of the file with the marks that only this package understands. */
export function annotatedSchema(): SchemaNode {
  return z.toJSONSchema(fileSection, { io: 'input' }) as SchemaNode;
}

/** The JSON Schema (draft 2020-12) of `ocha.yaml`, for editors and for the chart's values. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = publish(annotatedSchema()) as Record<string, unknown>;
  const { $schema, ...rest } = schema;
  return { $schema, title: 'ocha.yaml', ...rest };
}

/** Drops the marks: `fallback` goes into the description, `shorthand` becomes an alternative. */
function publish(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(publish);
  if (typeof node !== 'object' || node === null) return node;
  const { fallback, shorthand, ...rest } = node as Record<string, unknown>;
  const fields = Object.entries(rest).map(([name, value]) => [
    name,
    name === 'properties' ? publishProperties(value) : publish(value),
  ]);
  const published: Record<string, unknown> = Object.fromEntries(fields);
  if (typeof fallback === 'string') {
    const description = published['description'] ?? '';
    published['description'] = `${description} Default: ${fallback}.`.trim();
  }
  if (shorthand === undefined) return published;
  const { description, ...exact } = published;
  return { description, anyOf: [shorthand, exact] };
}

function publishProperties(properties: unknown): unknown {
  const entries = Object.entries(properties as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.map(([name, value]) => [name, publish(value)]));
}

/** The fields that the section at a path may have; empty where names are free or there is no section. */
export function fieldsAt(schema: SchemaNode, path: Path): readonly string[] {
  let node: SchemaNode | undefined = schema;
  for (const part of path) {
    node = typeof part === 'number' ? node.items : childOf(node, part);
    if (node === undefined) return [];
  }
  return Object.keys(node.properties ?? {});
}

function childOf(node: SchemaNode, name: string): SchemaNode | undefined {
  const { properties = {}, additionalProperties } = node;
  if (Object.hasOwn(properties, name)) return properties[name];
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

/** The path of the first section that has a field of this name, as people write it; undefined for unknown names. */
export function homeOf(schema: SchemaNode, field: string): string | undefined {
  const sections: readonly (readonly [string, SchemaNode | undefined])[] = [
    ['the top of the file', schema],
    ['gateway', schema.properties?.['gateway']],
    ['defaults', schema.properties?.['defaults']],
    ['routes.<name>', childOf(schema.properties?.['routes'] ?? {}, '')],
    ['providers.<name>', childOf(schema.properties?.['providers'] ?? {}, '')],
  ];
  return sections.find(([, node]) => Object.hasOwn(node?.properties ?? {}, field))?.[0];
}
