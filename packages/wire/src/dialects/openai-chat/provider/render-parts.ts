import { OchaError } from '@ocha/kernel';
import type { DialectId } from '../../../dialect.ts';
import { renderDataUrl } from '../../../media/data-url.ts';
import type { AudioPart, CacheHint, FilePart, ImagePart, Part, TextPart } from '../../../part.ts';
import { defined } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';

/** What rendering a part needs to know. */
export interface PartContext {
  /** The dialect the client spoke: only its own file ids and native parts may go on. */
  readonly dialect: DialectId;
  readonly traits: Traits;
  /** Where the part stands, for messages. */
  readonly path: string;
}

/** A part of a user turn as one entry of `content`. Throws for what would vanish. */
export function renderPart(part: Part, context: PartContext): Record<string, unknown> {
  switch (part.type) {
    case 'text':
      return renderText(part, context.traits);
    case 'refusal':
      return { type: 'text', text: part.text };
    case 'image':
      return renderImagePart(part, context);
    case 'file':
      return renderFile(part, context);
    case 'audio':
      return renderAudio(part, context);
    case 'native':
      if (part.dialect === 'openai-chat') return part.value as Record<string, unknown>;
      throw unsupported(`a part of type \`${part.name}\``, context.path);
    case 'reasoning':
    case 'tool-call':
    case 'tool-result':
      throw unsupported(`a part of type \`${part.type}\` in this turn`, context.path);
    default:
      return part satisfies never;
  }
}

/** Text, with its cache breakpoint where the provider takes one. */
export function renderText(part: TextPart, traits: Traits): Record<string, unknown> {
  return { type: 'text', text: part.text, ...renderCache(part.cache, traits) };
}

/** A cache breakpoint, where the provider takes them. */
export function renderCache(
  cache: CacheHint | undefined,
  traits: Traits,
): { readonly cache_control?: unknown } {
  if (cache === undefined || !traits.cacheControl) return {};
  return { cache_control: { type: 'ephemeral', ...cache } };
}

/** The error for content that this wire cannot carry and that must not be lost. */
export function unsupported(what: string, param: string): OchaError {
  return new OchaError(
    'unsupported_feature',
    `${what} cannot be sent to this deployment: its wire format (OpenAI Chat) has no place for it`,
    { param },
  );
}

function renderImagePart(part: ImagePart, context: PartContext): Record<string, unknown> {
  const { source } = part;
  if (source.kind === 'id' || source.kind === 'text')
    throw unsupported('an image by file id', context.path);
  const url =
    source.kind === 'url' ? source.url : renderDataUrl(part.mediaType ?? 'image/png', source.data);
  return {
    type: 'image_url',
    image_url: defined({ url, detail: part.detail }),
    ...renderCache(part.cache, context.traits),
  };
}

function renderFile(part: FilePart, context: PartContext): Record<string, unknown> {
  const { source } = part;
  const isVideo = part.mediaType?.startsWith('video/') === true;
  switch (source.kind) {
    // A text document is text; models of this wire take PDFs only as files.
    case 'text':
      return { type: 'text', text: titled(part.filename, source.text) };
    case 'id':
      if (context.dialect !== 'openai-chat') throw unsupported('a file by id', context.path);
      return { type: 'file', file: { file_id: source.id } };
    case 'url':
      if (isVideo) return { type: 'video_url', video_url: { url: source.url } };
      // OpenRouter and its like take an address here; a client that sends one means such a
      // provider.
      if (context.dialect !== 'openai-chat') throw unsupported('a file by URL', context.path);
      return { type: 'file', file: defined({ filename: part.filename, file_data: source.url }) };
    case 'base64': {
      const mediaType = part.mediaType ?? 'application/pdf';
      const url = renderDataUrl(mediaType, source.data);
      if (isVideo) return { type: 'video_url', video_url: { url } };
      if (mediaType.startsWith('text/')) {
        const text = Buffer.from(source.data, 'base64').toString('utf8');
        return { type: 'text', text: titled(part.filename, text) };
      }
      const filename = part.filename ?? `document.${extensionOf(mediaType)}`;
      return { type: 'file', file: { filename, file_data: url } };
    }
    default:
      return source satisfies never;
  }
}

function titled(filename: string | undefined, text: string): string {
  return filename === undefined ? text : `${filename}:\n${text}`;
}

function extensionOf(mediaType: string): string {
  return mediaType === 'application/pdf' ? 'pdf' : (mediaType.split('/')[1] ?? 'bin');
}

function renderAudio(part: AudioPart, context: PartContext): Record<string, unknown> {
  const { source } = part;
  if (source.kind === 'base64') {
    const format = formatOf(part.mediaType);
    return { type: 'input_audio', input_audio: { data: source.data, format } };
  }
  if (source.kind === 'url' && context.dialect === 'openai-chat')
    return { type: 'audio_url', audio_url: { url: source.url } };
  throw unsupported('a sound that is not sent as its bytes', context.path);
}

/**
 * `wav` and `mp3` are what OpenAI takes; other names go on as they are, for servers that take more.
 */
function formatOf(mediaType: string): string {
  const name = mediaType.split(';')[0]?.split('/')[1] ?? 'wav';
  if (name === 'mpeg') return 'mp3';
  return name.replace(/^x-/, '');
}
