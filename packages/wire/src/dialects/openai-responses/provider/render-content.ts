import { OchaError } from '@ocha/kernel';
import type { DialectId } from '../../../dialect.ts';
import { playableKind } from '../../../media/playable.ts';
import type { AudioPart, FilePart, ImagePart, NativePart, Part, TextPart } from '../../../part.ts';
import { defined } from '../../../reading.ts';
import { audioFormat, imageType, isWebUrl, sourceUrl } from '../terms/media.ts';
import { DIALECT } from '../terms/names.ts';
import type { WarningList } from './warnings.ts';

/** What renderers of content need to know of the call they write. */
export interface ContentContext {
  /** The dialect the client spoke: file ids mean something only where they were uploaded. */
  readonly dialect: DialectId;
  readonly warnings: WarningList;
}

/** The content of a user, system or developer message: bare text where that is all there is. */
export function renderContent(parts: readonly Part[], context: ContentContext): unknown {
  const [only] = parts;
  if (parts.length === 1 && only?.type === 'text') return only.text;
  return parts.map((part) => renderPart(part, context));
}

/** The output of a tool: bare text where that is all there is. */
export function renderToolOutput(
  content: readonly (TextPart | ImagePart | FilePart | AudioPart)[],
  context: ContentContext,
): unknown {
  const [only] = content;
  if (only === undefined) return '';
  if (content.length === 1 && only.type === 'text') return only.text;
  return content.map((part) => {
    if (part.type === 'audio') throw unsupported('sounds in tool results', 'input');
    return renderPart(part, context);
  });
}

/** The error for content that must not vanish and has no form here. */
export function unsupported(what: string, param: string): OchaError {
  return new OchaError('unsupported_feature', `The model's provider does not take ${what}.`, {
    param,
  });
}

function renderPart(part: Part, context: ContentContext): unknown {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image':
      return renderImage(part, context);
    case 'file':
      return renderFile(part, context);
    case 'audio':
      return renderAudio(part);
    case 'native':
      return renderNative(part);
    default:
      throw unsupported(`${part.type} content in a message that is not the assistant's`, 'input');
  }
}

/** A native part of this dialect as it came; anything else must not vanish. */
export function renderNative(part: NativePart): unknown {
  if (part.dialect === DIALECT) return part.value;
  throw unsupported(`${part.name} content of the ${part.dialect} dialect`, 'input');
}

function renderImage(part: ImagePart, context: ContentContext): unknown {
  const detail = part.detail ?? 'auto';
  if (part.source.kind === 'id')
    return { type: 'input_image', file_id: ownFileId(part.source.id, context), detail };
  const data = part.source.kind === 'base64' ? part.source.data : '';
  const type = imageType(data, part.mediaType);
  const url = sourceUrl(part.source, type ?? 'image/png');
  if (url === undefined) throw unsupported('an image made of text', 'input');
  return { type: 'input_image', image_url: reachable(url), detail };
}

function renderFile(part: FilePart, context: ContentContext): unknown {
  const { source } = part;
  const playable = playableKind(part);
  if (playable !== undefined) throw unsupported(`${playable}s sent as files`, 'input');
  const type = part.mediaType ?? 'application/pdf';
  const own = part.native?.dialect === DIALECT ? part.native.fields : {};
  switch (source.kind) {
    case 'id':
      return { type: 'input_file', file_id: ownFileId(source.id, context), ...own };
    case 'url':
      return { type: 'input_file', file_url: reachable(source.url), ...own };
    case 'text':
      context.warnings.changed('document', 'a plain-text document is sent as text');
      return { type: 'input_text', text: source.text };
    default:
      return {
        type: 'input_file',
        filename: part.filename ?? defaultName(type),
        file_data: sourceUrl(source, type),
        ...own,
      };
  }
}

function defaultName(mediaType: string): string {
  if (mediaType === 'text/plain') return 'document.txt';
  const subtype = mediaType.slice(mediaType.indexOf('/') + 1);
  return /^[a-z0-9]{1,5}$/.test(subtype) ? `document.${subtype}` : 'document';
}

function renderAudio(part: AudioPart): unknown {
  const format = audioFormat(part.mediaType);
  if (part.source.kind !== 'base64' || format === undefined)
    throw unsupported('sounds other than WAV and MP3 sent as bytes', 'input');
  return { type: 'input_audio', input_audio: { data: part.source.data, format } };
}

/**
 * Chat and Responses share one store of files; ids of any other provider would point at nothing.
 */
function ownFileId(id: string, { dialect }: ContentContext): string {
  if (dialect === DIALECT || dialect === 'openai-chat') return id;
  throw unsupported("another provider's file ids", 'input');
}

function reachable(url: string): string {
  if (isWebUrl(url) || url.startsWith('data:')) return url;
  throw unsupported(`files at ${url.slice(0, url.indexOf(':') + 1)} addresses`, 'input');
}

/** The text of a part of an assistant turn as the message item that it was. */
export function renderAssistantText(part: TextPart): unknown {
  return defined({
    type: 'message',
    role: 'assistant',
    content: part.text,
    ...(part.native?.dialect === DIALECT ? part.native.fields : {}),
  });
}
