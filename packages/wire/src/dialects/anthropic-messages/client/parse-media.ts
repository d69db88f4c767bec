import type { FilePart, ImagePart, NativeFields, Source } from '../../../part.ts';
import {
  defined,
  expectObject,
  invalid,
  isObject,
  type JsonObject,
  textOf,
} from '../../../reading.ts';
import { cacheOf } from './parse-cache.ts';

/** Fields of a block besides the named ones, kept for deployments of this dialect. */
export function nativeFields(
  block: JsonObject,
  known: ReadonlySet<string>,
): NativeFields | undefined {
  const fields: Record<string, unknown> = {};
  let count = 0;
  for (const [key, value] of Object.entries(block)) {
    if (known.has(key) || value === null || value === undefined || key === '__proto__') continue;
    fields[key] = value;
    count += 1;
  }
  return count === 0 ? undefined : { dialect: 'anthropic-messages', fields };
}

const IMAGE_FIELDS: ReadonlySet<string> = new Set(['type', 'source', 'cache_control']);

/** An `image` block. */
export function parseImage(block: JsonObject, path: string): ImagePart {
  const source = expectObject(block['source'], `${path}.source`);
  return defined({
    type: 'image' as const,
    source: parseSource(source, `${path}.source`),
    mediaType: textOf(source['media_type']),
    cache: cacheOf(block),
    native: nativeFields(block, IMAGE_FIELDS),
  }) as ImagePart;
}

const DOCUMENT_FIELDS: ReadonlySet<string> = new Set(['type', 'source', 'title', 'cache_control']);

/** A `document` block; undefined where its source is a list that holds more than text. */
export function parseDocument(block: JsonObject, path: string): FilePart | undefined {
  const source = expectObject(block['source'], `${path}.source`);
  const native = nativeFields(block, DOCUMENT_FIELDS);
  if (source['type'] === 'content') {
    const text = plainText(source['content']);
    if (text === undefined) return undefined;
    return textFile(block, text, { ...native?.fields, source });
  }
  return defined({
    type: 'file' as const,
    source: parseSource(source, `${path}.source`),
    mediaType: textOf(source['media_type']),
    filename: textOf(block['title']),
    cache: cacheOf(block),
    native,
  }) as FilePart;
}

/**
 * A `search_result` block as a text file, whole again in its own dialect; undefined where it is not
 * only text.
 */
export function parseSearchResult(block: JsonObject): FilePart | undefined {
  const text = plainText(block['content']);
  if (text === undefined) return undefined;
  const { cache_control: _cache, ...fields } = block;
  return textFile(block, text, fields);
}

function textFile(block: JsonObject, text: string, fields: Record<string, unknown>): FilePart {
  return defined({
    type: 'file' as const,
    source: { kind: 'text' as const, text },
    mediaType: 'text/plain',
    filename: textOf(block['title']),
    cache: cacheOf(block),
    native: { dialect: 'anthropic-messages' as const, fields },
  }) as FilePart;
}

/**
 * The text of a string or of a list of text blocks; undefined where there is anything else in it.
 */
function plainText(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const texts: string[] = [];
  for (const block of content as readonly unknown[]) {
    if (!isObject(block) || block['type'] !== 'text') return undefined;
    if (typeof block['text'] !== 'string') return undefined;
    texts.push(block['text']);
  }
  return texts.join('\n');
}

function parseSource(source: JsonObject, path: string): Source {
  switch (source['type']) {
    case 'base64':
      return { kind: 'base64', data: requireText(source, 'data', path) };
    case 'url':
      return { kind: 'url', url: requireText(source, 'url', path) };
    case 'text':
      return { kind: 'text', text: requireText(source, 'data', path) };
    case 'file':
      return { kind: 'id', id: requireText(source, 'file_id', path) };
    default:
      throw invalid(`${path}.type`, 'must be one of base64, url, text, content or file');
  }
}

function requireText(source: JsonObject, key: string, path: string): string {
  const value = source[key];
  if (typeof value !== 'string' || value === '')
    throw invalid(`${path}.${key}`, 'must be a non-empty string');
  return value;
}
