import type {
  AudioPart,
  FilePart,
  ImagePart,
  Part,
  Signature,
  Source,
  ToolResultPart,
} from '../../../part.ts';
import {
  expectObject,
  expectString,
  invalid,
  isObject,
  type JsonObject,
} from '../../../reading.ts';
import { field, listOf } from '../terms/fields.ts';
import { isPublicUrl, mediaKind, mediaTypeOfUrl } from '../terms/media-type.ts';
import { heldBy, kindOf, unknownKind } from '../terms/part-kind.ts';
import { readThoughtSignature } from '../terms/thought-signature.ts';
import type { CallLedger } from './call-ledger.ts';

/** Where a part stands: for messages, and for the ids of calls that have none. */
export interface PartPlace {
  readonly path: string;
  /** Content and part index, e.g. `3_0`. */
  readonly place: string;
  readonly ledger: CallLedger;
}

/** A canonical part from one part of a content; undefined for one that holds nothing. */
export function parsePart(entry: unknown, at: PartPlace): Part | undefined {
  if (typeof entry === 'string') return { type: 'text', text: entry };
  const part = expectObject(entry, at.path);
  const kind = kindOf(part);
  const signed = signatureOf(part, at.path);
  if (kind === undefined) return parseUnknown(part, at, signed);
  const data = heldBy(part, kind);
  if (kind === 'text') return parseText(expectString(data, `${at.path}.text`), part, signed);
  const held = expectObject(data, `${at.path}.${kind}`);
  if (field(part, 'videoMetadata', 'video_metadata') !== undefined)
    return { type: 'native', dialect: 'gemini', name: 'videoMetadata', value: part };
  switch (kind) {
    case 'functionCall':
      return parseCall(held, at, signed);
    case 'functionResponse':
      return parseResult(held, at);
    case 'inlineData':
      return parseInline(held, at.path, signed);
    case 'fileData':
      return parseFile(held, at.path);
    default:
      return { type: 'native', dialect: 'gemini', name: kind, value: part };
  }
}

type Signed = { readonly signature: Signature; readonly isRedacted: boolean } | undefined;

function signatureOf(part: JsonObject, path: string): Signed {
  const text = field(part, 'thoughtSignature', 'thought_signature');
  if (text === undefined || text === '') return undefined;
  return readThoughtSignature(expectString(text, `${path}.thoughtSignature`));
}

function parseUnknown(part: JsonObject, at: PartPlace, signed: Signed): Part | undefined {
  const name = unknownKind(part);
  if (name !== undefined) return { type: 'native', dialect: 'gemini', name, value: part };
  if (signed === undefined) throw invalid(at.path, 'must hold text, data or a function call');
  return parseText('', part, signed);
}

function parseText(text: string, part: JsonObject, signed: Signed): Part {
  const signature = signed === undefined ? {} : { signature: signed.signature };
  if (part['thought'] !== true) return { type: 'text', text, ...signature };
  const redacted = signed?.isRedacted === true ? { isRedacted: true } : {};
  return { type: 'reasoning', text, ...signature, ...redacted };
}

function parseCall(call: JsonObject, at: PartPlace, signed: Signed): Part {
  const name = expectString(call['name'], `${at.path}.functionCall.name`);
  const given = call['args'] ?? {};
  expectObject(given, `${at.path}.functionCall.args`);
  return {
    type: 'tool-call',
    id: at.ledger.call(name, idOf(call, `${at.path}.functionCall.id`), at.place),
    name,
    arguments: JSON.stringify(given),
    ...(signed === undefined ? {} : { signature: signed.signature }),
  };
}

function idOf(object: JsonObject, path: string): string | undefined {
  const id = object['id'];
  return id === undefined || id === null || id === '' ? undefined : expectString(id, path);
}

function parseResult(result: JsonObject, at: PartPlace): ToolResultPart {
  const path = `${at.path}.functionResponse`;
  const name = expectString(result['name'], `${path}.name`);
  const { text, isError } = textOfResponse(result['response'], path);
  const media = listOf(result['parts']).map((part, index) =>
    parseResultMedia(part, `${path}.parts[${index}]`),
  );
  return {
    type: 'tool-result',
    callId: at.ledger.result(name, idOf(result, `${path}.id`), at.place),
    name,
    content: [
      ...(text === '' && media.length > 0 ? [] : [{ type: 'text' as const, text }]),
      ...media,
    ],
    ...(isError ? { isError: true } : {}),
  };
}

/** Google's documented keys `output` and `error`, and our own `result`, hold the text; anything else is JSON. */
function textOfResponse(
  response: unknown,
  path: string,
): { readonly text: string; readonly isError: boolean } {
  if (response === undefined || response === null) return { text: '', isError: false };
  const object = expectObject(response, `${path}.response`);
  const keys = Object.keys(object);
  const [key] = keys;
  if (keys.length === 1 && (key === 'output' || key === 'result' || key === 'error')) {
    const value = object[key];
    const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    return { text, isError: key === 'error' };
  }
  return { text: JSON.stringify(object), isError: false };
}

function parseResultMedia(value: unknown, path: string): ImagePart | FilePart | AudioPart {
  const part = expectObject(value, path);
  const inline = field(part, 'inlineData', 'inline_data');
  if (isObject(inline)) return parseInline(inline, path, undefined);
  const file = field(part, 'fileData', 'file_data');
  if (isObject(file)) return parseFile(file, path);
  throw invalid(path, 'must hold `inlineData` or `fileData`');
}

function parseInline(
  inline: JsonObject,
  path: string,
  signed: Signed,
): ImagePart | FilePart | AudioPart {
  const mediaType = expectString(
    field(inline, 'mimeType', 'mime_type'),
    `${path}.inlineData.mimeType`,
  );
  const data = expectString(inline['data'], `${path}.inlineData.data`);
  const named = field(inline, 'displayName', 'display_name');
  return media({ kind: 'base64', data }, mediaType, {
    ...(typeof named === 'string' ? { filename: named } : {}),
    ...(signed === undefined ? {} : { signature: signed.signature }),
  });
}

function parseFile(file: JsonObject, path: string): ImagePart | FilePart | AudioPart {
  const uri = expectString(field(file, 'fileUri', 'file_uri'), `${path}.fileData.fileUri`);
  const stated = field(file, 'mimeType', 'mime_type');
  const mediaType = typeof stated === 'string' && stated !== '' ? stated : mediaTypeOfUrl(uri);
  const source: Source = isPublicUrl(uri) ? { kind: 'url', url: uri } : { kind: 'id', id: uri };
  return media(source, mediaType, {});
}

function media(
  source: Source,
  mediaType: string | undefined,
  extra: { readonly filename?: string; readonly signature?: Signature },
): ImagePart | FilePart | AudioPart {
  const { filename, signature } = extra;
  if (mediaType === undefined) return { type: 'file', source };
  switch (mediaKind(mediaType)) {
    case 'image':
      return {
        type: 'image',
        source,
        mediaType,
        ...(signature === undefined ? {} : { signature }),
      };
    case 'audio':
      return { type: 'audio', source, mediaType };
    case 'file':
      return {
        type: 'file',
        source,
        mediaType,
        ...(filename === undefined ? {} : { filename }),
      };
  }
}
