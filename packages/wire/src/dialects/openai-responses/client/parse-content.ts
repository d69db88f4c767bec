import { parseDataUrl } from '../../../media/data-url.ts';
import type { Annotation, AudioPart, FilePart, ImagePart, Part, TextPart } from '../../../part.ts';
import {
  at,
  defined,
  expectList,
  expectObject,
  expectString,
  invalid,
  isObject,
  type JsonObject,
  optionalString,
} from '../../../reading.ts';
import { readAnnotations } from '../terms/annotation.ts';
import { imageType, isWebUrl } from '../terms/media.ts';
import { DIALECT } from '../terms/names.ts';

/** What a tool may answer with. */
export type ToolOutputPart = TextPart | ImagePart | FilePart | AudioPart;

/** The content of a user, system or developer message: text, or a list of parts. */
export function parseInputContent(value: unknown, path: string): Part[] {
  if (typeof value === 'string') return [{ type: 'text', text: value }];
  return expectList(value, path).map((item, index) => {
    const partPath = at(path, index);
    const part = expectObject(item, partPath);
    return (
      parseKnownPart(part, partPath) ?? {
        type: 'native',
        dialect: DIALECT,
        name: expectString(part['type'], at(partPath, 'type')),
        value: part,
      }
    );
  });
}

/** The content of an assistant message. */
export function parseAssistantContent(message: JsonObject, path: string): Part[] {
  const value = message['content'];
  const phase = message['phase'];
  const native =
    phase === undefined || phase === null
      ? undefined
      : { dialect: DIALECT, fields: { phase } as const };
  const contentPath = at(path, 'content');
  if (typeof value === 'string') return [defined({ type: 'text' as const, text: value, native })];
  return expectList(value, contentPath).map((item, index) => {
    const partPath = at(contentPath, index);
    const part = expectObject(item, partPath);
    if (part['type'] === 'refusal')
      return {
        type: 'refusal',
        text: expectString(part['refusal'], at(partPath, 'refusal')),
      } as const;
    if (!isTextType(part['type']))
      throw invalid(at(partPath, 'type'), 'must be output_text or refusal in an assistant message');
    const annotations: readonly Annotation[] = readAnnotations(part['annotations']);
    return defined({
      type: 'text' as const,
      text: expectString(part['text'], at(partPath, 'text')),
      annotations: annotations.length === 0 ? undefined : annotations,
      native,
    });
  });
}

/** The `output` of a tool call: text, or a list of texts, images and files. */
export function parseToolOutput(value: unknown, path: string): ToolOutputPart[] {
  if (typeof value === 'string') return [{ type: 'text', text: value }];
  if (!Array.isArray(value)) throw invalid(path, 'must be a string or a list of content parts');
  return value.map((item, index) => {
    const partPath = at(path, index);
    const part = parseKnownPart(expectObject(item, partPath), partPath);
    if (part === undefined)
      throw invalid(at(partPath, 'type'), 'must be input_text, input_image or input_file');
    return part;
  });
}

function isTextType(type: unknown): boolean {
  return type === 'output_text' || type === 'input_text' || type === 'text';
}

function parseKnownPart(part: JsonObject, path: string): ToolOutputPart | undefined {
  if (isTextType(part['type']))
    return { type: 'text', text: expectString(part['text'], at(path, 'text')) };
  switch (part['type']) {
    case 'input_image':
      return parseImage(part, path);
    case 'input_file':
      return parseFile(part, path);
    case 'input_audio':
      return parseAudio(part, path);
    default:
      return undefined;
  }
}

function parseImage(part: JsonObject, path: string): ImagePart {
  const detail = optionalString(part, 'detail', path) as ImagePart['detail'];
  const id = optionalString(part, 'file_id', path);
  if (id !== undefined) return defined({ type: 'image', source: { kind: 'id', id }, detail });
  const url = optionalString(part, 'image_url', path);
  if (url === undefined) throw invalid(path, 'must have an `image_url` or a `file_id`');
  const inline = parseDataUrl(url);
  if (inline === undefined)
    return defined({ type: 'image', source: { kind: 'url', url: webUrl(url, path) }, detail });
  return defined({
    type: 'image',
    source: { kind: 'base64', data: inline.data },
    mediaType: imageType(inline.data, inline.mediaType),
    detail,
  });
}

function webUrl(url: string, path: string): string {
  if (isWebUrl(url)) return url;
  throw invalid(at(path, 'image_url'), 'must be an http(s) URL or a base64 data URL');
}

function parseFile(part: JsonObject, path: string): FilePart {
  const filename = optionalString(part, 'filename', path);
  const detail = optionalString(part, 'detail', path);
  const native = detail === undefined ? undefined : { dialect: DIALECT, fields: { detail } };
  const rest = { filename, native } as const;
  const id = optionalString(part, 'file_id', path);
  if (id !== undefined) return defined({ type: 'file', source: { kind: 'id', id }, ...rest });
  const url = optionalString(part, 'file_url', path);
  if (url !== undefined) return defined({ type: 'file', source: { kind: 'url', url }, ...rest });
  const data = optionalString(part, 'file_data', path);
  if (data === undefined)
    throw invalid(path, 'must have a `file_data`, a `file_url` or a `file_id`');
  const inline = parseDataUrl(data);
  return defined({
    type: 'file',
    source: { kind: 'base64', data: inline?.data ?? data },
    mediaType: inline?.mediaType ?? typeByName(filename),
    ...rest,
  });
}

function typeByName(filename: string | undefined): string {
  return filename !== undefined && /\.te?xt$/i.test(filename) ? 'text/plain' : 'application/pdf';
}

function parseAudio(part: JsonObject, path: string): AudioPart {
  const audioPath = at(path, 'input_audio');
  const audio = part['input_audio'];
  if (!isObject(audio)) throw invalid(audioPath, 'must be an object with `data` and `format`');
  const format = expectString(audio['format'], at(audioPath, 'format'));
  return {
    type: 'audio',
    source: { kind: 'base64', data: expectString(audio['data'], at(audioPath, 'data')) },
    mediaType: `audio/${format}`,
  };
}
