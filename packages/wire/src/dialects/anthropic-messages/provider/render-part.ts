import { parseDataUrl } from '../../../media/data-url.ts';
import { playableKind } from '../../../media/playable.ts';
import type {
  AudioPart,
  CacheHint,
  FilePart,
  ImagePart,
  NativeFields,
  NativePart,
  TextPart,
} from '../../../part.ts';
import { isObject } from '../../../reading.ts';
import { citationsOf } from '../terms/citation.ts';
import { type Block, type Rendering, unsupported } from './rendering.ts';

/** A cache breakpoint as the wire has it. */
export function cacheControl(cache: CacheHint | undefined): Block {
  if (cache === undefined) return {};
  return {
    cache_control: { type: 'ephemeral', ...(cache.ttl === undefined ? {} : { ttl: cache.ttl }) },
  };
}

/** The fields that a block of this dialect came with and that have no canonical home. */
export function ownFields(native: NativeFields | undefined): Block {
  return native?.dialect === 'anthropic-messages' ? { ...native.fields } : {};
}

/** A text block; undefined for text that is empty or only white space, which the API refuses. */
export function renderText(part: TextPart): Block | undefined {
  if (part.text.trim() === '') return undefined;
  const citations = citationsOf(part.annotations?.filter((note) => note.native !== undefined));
  return {
    type: 'text',
    text: part.text,
    ...(citations.length === 0 ? {} : { citations }),
    ...cacheControl(part.cache),
  };
}

/** A block that only this dialect knows, as it came. */
export function renderNative(part: NativePart, path: string): Block {
  if (part.dialect !== 'anthropic-messages' || !isObject(part.value)) {
    throw unsupported(
      path,
      `${path} holds ${part.name}, which only the ${part.dialect} dialect can carry`,
    );
  }
  return { ...part.value };
}

const IMAGE_TYPES: readonly string[] = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

/**
 * The first base64 characters of the media that the API takes: the bytes decide, for it checks
 * them.
 */
const MAGIC: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
  ['JVBERi', 'application/pdf'],
];

/** An image block. */
export function renderImage(part: ImagePart, path: string, rendering: Rendering): Block {
  if (part.detail !== undefined && part.detail !== 'auto')
    rendering.warn('detail', 'dropped', 'the Messages API has no image detail');
  return {
    type: 'image',
    source: imageSource(part, path, rendering),
    ...cacheControl(part.cache),
    ...ownFields(part.native),
  };
}

function imageSource(part: ImagePart, path: string, rendering: Rendering): Block {
  const { source } = part;
  switch (source.kind) {
    case 'url': {
      const inline = parseDataUrl(source.url);
      if (inline !== undefined) return base64Image(inline.data, inline.mediaType, path);
      return urlSource(source.url, path, rendering);
    }
    case 'base64':
      return base64Image(source.data, part.mediaType, path);
    case 'id':
      return fileSource(source.id, path, rendering);
    case 'text':
      throw unsupported(path, `${path} is an image given as text`);
    default:
      return source satisfies never;
  }
}

function base64Image(data: string, declared: string | undefined, path: string): Block {
  const mediaType = sniff(data) ?? (declared === 'image/jpg' ? 'image/jpeg' : declared);
  if (mediaType === undefined || !IMAGE_TYPES.includes(mediaType)) {
    const found = mediaType ?? 'an image of an unknown type';
    throw unsupported(path, `${path} is ${found}; the API takes ${IMAGE_TYPES.join(', ')}`);
  }
  return { type: 'base64', media_type: mediaType, data };
}

function sniff(data: string): string | undefined {
  return MAGIC.find(([prefix]) => data.startsWith(prefix))?.[1];
}

function urlSource(url: string, path: string, rendering: Rendering): Block {
  if (!/^https?:/i.test(url))
    throw unsupported(path, `${path} is a URL that the Messages API cannot fetch`);
  if (rendering.traits.mediaUrls === 'inline')
    throw unsupported(path, `${path} is a URL, and this deployment takes content only`);
  return { type: 'url', url };
}

function fileSource(id: string, path: string, rendering: Rendering): Block {
  if (rendering.isOwn) return { type: 'file', file_id: id };
  throw unsupported(path, `${path} is a file uploaded to another provider`);
}

/** A document block: PDF by content or URL, or text. Pictures sent as files become image blocks. */
export function renderFile(part: FilePart, path: string, rendering: Rendering): Block {
  const mediaType = fileType(part);
  if (mediaType !== undefined && IMAGE_TYPES.includes(mediaType)) {
    const { filename: _filename, type: _type, native: _native, ...rest } = part;
    return renderImage({ ...rest, type: 'image', mediaType }, path, rendering);
  }
  const playable = playableKind(part);
  if (playable !== undefined)
    throw unsupported(path, `${path} is a ${playable}, which the Messages API does not take`);
  return {
    type: 'document',
    source: fileContent(part, mediaType, { path, rendering }),
    ...(part.filename === undefined ? {} : { title: part.filename }),
    ...cacheControl(part.cache),
    ...ownFields(part.native),
  };
}

function fileContent(
  part: FilePart,
  mediaType: string | undefined,
  at: { readonly path: string; readonly rendering: Rendering },
): Block {
  const { source } = part;
  switch (source.kind) {
    case 'text':
      return { type: 'text', media_type: 'text/plain', data: source.text };
    case 'id':
      return fileSource(source.id, at.path, at.rendering);
    case 'url': {
      const inline = parseDataUrl(source.url);
      if (inline !== undefined)
        return fileBytes(inline.data, mediaType ?? inline.mediaType, at.path);
      if (mediaType !== undefined && mediaType !== 'application/pdf')
        throw unsupported(at.path, `${at.path} is the URL of a ${mediaType}, not of a PDF`);
      return urlSource(source.url, at.path, at.rendering);
    }
    case 'base64':
      return fileBytes(source.data, mediaType, at.path);
    default:
      return source satisfies never;
  }
}

function fileBytes(data: string, mediaType: string | undefined, path: string): Block {
  if (mediaType === 'application/pdf') return { type: 'base64', media_type: mediaType, data };
  if (mediaType !== undefined && isTextType(mediaType)) {
    const text = Buffer.from(data, 'base64').toString('utf8');
    return { type: 'text', media_type: 'text/plain', data: text };
  }
  const found = mediaType ?? 'a file of an unknown type';
  throw unsupported(path, `${path} is ${found}; the Messages API takes PDF and text documents`);
}

const TEXT_APPLICATION_TYPES =
  /^application\/(?:[\w.-]+\+)?(?:json|xml|yaml|x-yaml|javascript|typescript|sql|toml|csv)$/;
const TEXT_ENDINGS: ReadonlySet<string> = new Set(
  (
    'txt md markdown csv tsv json jsonl xml yaml yml html htm log ini toml sql ' +
    'py js ts tsx java go rs c h cpp rb php sh'
  ).split(' '),
);

function isTextType(mediaType: string): boolean {
  return mediaType.startsWith('text/') || TEXT_APPLICATION_TYPES.test(mediaType);
}

function fileType(part: FilePart): string | undefined {
  if (part.source.kind === 'base64') {
    const sniffed = sniff(part.source.data);
    if (sniffed !== undefined) return sniffed;
  }
  const declared = part.mediaType?.split(';')[0]?.trim().toLowerCase();
  if (declared !== undefined && declared !== '' && declared !== 'application/octet-stream')
    return declared;
  if (part.filename === undefined) return undefined;
  const ending = part.filename.split('.').at(-1)?.toLowerCase() ?? '';
  if (ending === 'pdf') return 'application/pdf';
  return TEXT_ENDINGS.has(ending) ? 'text/plain' : undefined;
}

/** The API takes no sound; only what was said, where the history holds the words. */
export function renderAudio(part: AudioPart, path: string, rendering: Rendering): Block {
  if (part.transcript === undefined || part.transcript.trim() === '')
    throw unsupported(path, `${path} is audio, which the Messages API does not take`);
  rendering.warn('audio', 'changed', 'sound of an earlier turn is sent as its transcript');
  return { type: 'text', text: part.transcript };
}
