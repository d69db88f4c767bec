import { parseDataUrl } from '../../../media/data-url.ts';
import type { AudioPart, CacheHint, FilePart, ImagePart, Part, TextPart } from '../../../part.ts';
import {
  defined,
  expectObject,
  expectString,
  invalid,
  isObject,
  type JsonObject,
  optionalString,
  textOf,
} from '../../../reading.ts';

/**
 * One entry of a `content` list. Types that only providers of this wire know are kept as they are.
 */
export function parsePart(part: JsonObject, path: string): Part {
  const cache = parseCacheHint(part['cache_control']);
  switch (part['type']) {
    case 'text':
      return textPart(expectString(part['text'], `${path}.text`), cache);
    case 'refusal':
      return { type: 'refusal', text: expectString(part['refusal'], `${path}.refusal`) };
    case 'image_url':
      return parseImage(part, cache, path);
    case 'input_audio':
      return parseSound(part, path);
    case 'audio_url':
      return { type: 'audio', ...urlSource(part, 'audio_url', path), mediaType: 'audio/*' };
    case 'file':
      return parseFile(part, cache, path);
    case 'file_url':
    case 'document_url':
    case 'video_url':
      return parseLinkedFile(part, cache, path);
    default:
      return {
        type: 'native',
        dialect: 'openai-chat',
        name: textOf(part['type']) ?? 'unknown',
        value: part,
      };
  }
}

/** Anthropic's cache breakpoint, which OpenRouter and others take on this wire too. */
export function parseCacheHint(value: unknown): CacheHint | undefined {
  if (!isObject(value)) return undefined;
  const { ttl } = value;
  return ttl === '5m' || ttl === '1h' ? { ttl } : {};
}

function textPart(text: string, cache: CacheHint | undefined): TextPart {
  return defined({ type: 'text' as const, text, cache });
}

function parseImage(part: JsonObject, cache: CacheHint | undefined, path: string): ImagePart {
  const holder = part['image_url'];
  const detail = isObject(holder) ? optionalString(holder, 'detail', path) : undefined;
  return defined({
    type: 'image' as const,
    ...urlSource(part, 'image_url', path),
    detail: parseDetail(detail, path),
    cache,
  });
}

function parseDetail(detail: string | undefined, path: string): ImagePart['detail'] {
  if (detail === undefined) return undefined;
  if (detail === 'low' || detail === 'high' || detail === 'auto' || detail === 'original')
    return detail;
  throw invalid(`${path}.image_url.detail`, 'must be low, high, auto or original');
}

/** A URL that is an address, or the content itself. */
function urlSource(
  part: JsonObject,
  key: string,
  path: string,
): { readonly source: ImagePart['source']; readonly mediaType?: string } {
  const holder = part[key];
  const url = expectString(isObject(holder) ? holder['url'] : holder, `${path}.${key}.url`);
  return sourceOf(url);
}

function sourceOf(url: string): {
  readonly source: ImagePart['source'];
  readonly mediaType?: string;
} {
  const content = parseDataUrl(url);
  if (content === undefined) return { source: { kind: 'url', url } };
  return { source: { kind: 'base64', data: content.data }, mediaType: content.mediaType };
}

function parseSound(part: JsonObject, path: string): AudioPart {
  const sound = expectObject(part['input_audio'], `${path}.input_audio`);
  const data = expectString(sound['data'], `${path}.input_audio.data`);
  const format = optionalString(sound, 'format', `${path}.input_audio`) ?? 'wav';
  const isAddress = /^(?:https?|data):/i.test(data.slice(0, 6));
  const { source } = isAddress ? sourceOf(data) : { source: { kind: 'base64' as const, data } };
  return { type: 'audio', source, mediaType: `audio/${format}` };
}

function parseFile(part: JsonObject, cache: CacheHint | undefined, path: string): FilePart {
  const file = expectObject(part['file'], `${path}.file`);
  const filename = optionalString(file, 'filename', `${path}.file`);
  const data = textOf(file['file_data']) ?? textOf(file['file_url']);
  const id = textOf(file['file_id']);
  if (data === undefined && id === undefined)
    throw invalid(`${path}.file`, 'must hold `file_data` or `file_id`');
  const found =
    data === undefined ? { source: { kind: 'id' as const, id: id ?? '' } } : fileSource(data);
  return defined({
    type: 'file' as const,
    ...found,
    mediaType: found.mediaType ?? textOf(file['format']),
    filename,
    cache,
  });
}

/** OpenAI demands a `data:` URL; some servers take bare base64. */
function fileSource(data: string): {
  readonly source: FilePart['source'];
  readonly mediaType?: string | undefined;
} {
  if (/^(?:https?|data):/i.test(data.slice(0, 6))) return sourceOf(data);
  return { source: { kind: 'base64', data } };
}

const LINKED_TYPES: Readonly<Record<string, string>> = { video_url: 'video/mp4' };

function parseLinkedFile(part: JsonObject, cache: CacheHint | undefined, path: string): FilePart {
  const key = expectString(part['type'], `${path}.type`);
  const found = urlSource(part, key, path);
  return defined({
    type: 'file' as const,
    ...found,
    mediaType: found.mediaType ?? LINKED_TYPES[key],
    cache,
  });
}
