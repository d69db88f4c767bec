import type { OchaError } from '@ocha/kernel';
import { invalid, isObject, type JsonObject } from '../../../reading.ts';
import { field, listOf } from '../terms/fields.ts';
import { isPublicUrl, mediaKind, mediaTypeOfUrl } from '../terms/media-type.ts';
import { heldBy, kindOf, type PartKind, unknownKind } from '../terms/part-kind.ts';

/** What a first look at a request found, and where it looks: paths are only written when there is an error to tell. */
export interface Survey {
  images: boolean;
  files: boolean;
  audio: boolean;
  nativeOnly: string | undefined;
  readonly mediaUrls: string[];
  /** The content looked at; undefined in the system instruction. */
  content: number | undefined;
  part: number;
  /** The part within a function response; undefined elsewhere. */
  nested: number | undefined;
}

/** A survey that has seen nothing. */
export function createSurvey(): Survey {
  return {
    images: false,
    files: false,
    audio: false,
    nativeOnly: undefined,
    mediaUrls: [],
    content: undefined,
    part: 0,
    nested: undefined,
  };
}

/** Looks through `contents`. */
export function surveyContents(survey: Survey, contents: unknown): void {
  const list = listOf(contents);
  if (list.length === 0) throw invalid('contents', 'must hold at least one content');
  for (let index = 0; index < list.length; index += 1) {
    survey.content = index;
    surveyContent(survey, list[index]);
  }
  survey.content = undefined;
}

function surveyContent(survey: Survey, content: unknown): void {
  if (typeof content === 'string') return;
  if (!isObject(content))
    throw invalid(`contents[${survey.content}]`, 'must be a string or an object');
  survey.part = 0;
  if (!isContent(content)) {
    surveyPart(survey, content);
    return;
  }
  if (!isRole(content['role']))
    throw invalid(`contents[${survey.content}].role`, 'must be "user" or "model"');
  surveyParts(survey, content['parts']);
}

/** Whether an entry of `contents` is a content rather than a bare part. */
export function isContent(entry: JsonObject): boolean {
  return 'parts' in entry || 'role' in entry;
}

/** Old clients have a role for function responses; a single turn needs none. */
function isRole(role: unknown): boolean {
  if (role === undefined || role === null || role === '') return true;
  return role === 'user' || role === 'model' || role === 'function';
}

/** Looks through the parts of one content. */
export function surveyParts(survey: Survey, parts: unknown): void {
  const list = listOf(parts);
  for (let index = 0; index < list.length; index += 1) {
    survey.part = index;
    if (typeof list[index] !== 'string') surveyPart(survey, list[index]);
  }
}

function surveyPart(survey: Survey, part: unknown): void {
  if (!isObject(part)) throw wrong(survey, '', 'must be an object');
  const kind = kindOf(part);
  if (kind === undefined) {
    surveyUnknown(survey, part);
    return;
  }
  const held = heldBy(part, kind);
  if (kind === 'text') {
    if (typeof held !== 'string') throw wrong(survey, '.text', 'must be a string');
    return;
  }
  if (!isObject(held)) throw wrong(survey, `.${kind}`, 'must be an object');
  if (field(part, 'videoMetadata', 'video_metadata') !== undefined)
    survey.nativeOnly ??= 'videoMetadata';
  surveyHeld(survey, kind, held);
}

function surveyHeld(survey: Survey, kind: PartKind, held: JsonObject): void {
  switch (kind) {
    case 'functionCall':
      expectName(survey, kind, held);
      break;
    case 'functionResponse':
      expectName(survey, kind, held);
      surveyResponseParts(survey, held['parts']);
      break;
    case 'inlineData':
      surveyInline(survey, held);
      break;
    case 'fileData':
      surveyFile(survey, held);
      break;
    default:
      survey.nativeOnly ??= kind;
  }
}

function surveyResponseParts(survey: Survey, parts: unknown): void {
  const list = listOf(parts);
  for (let index = 0; index < list.length; index += 1) {
    survey.nested = index;
    surveyPart(survey, list[index]);
  }
  survey.nested = undefined;
}

function surveyUnknown(survey: Survey, part: JsonObject): void {
  const kind = unknownKind(part);
  if (kind !== undefined) survey.nativeOnly ??= kind;
  else if (field(part, 'thoughtSignature', 'thought_signature') === undefined)
    throw wrong(survey, '', 'must hold `text`, `inlineData`, `functionCall` or the like');
}

function expectName(survey: Survey, kind: PartKind, held: JsonObject): void {
  const name = held['name'];
  if (typeof name !== 'string' || name === '')
    throw wrong(survey, `.${kind}.name`, 'must be a non-empty string');
}

function surveyInline(survey: Survey, held: JsonObject): void {
  const mediaType = field(held, 'mimeType', 'mime_type');
  if (typeof mediaType !== 'string' || mediaType === '')
    throw wrong(survey, '.inlineData.mimeType', 'must be a media type');
  if (typeof held['data'] !== 'string')
    throw wrong(survey, '.inlineData.data', 'must be base64 text');
  note(survey, mediaType);
}

function surveyFile(survey: Survey, held: JsonObject): void {
  const uri = field(held, 'fileUri', 'file_uri');
  if (typeof uri !== 'string' || uri === '')
    throw wrong(survey, '.fileData.fileUri', 'must be a URI');
  const stated = field(held, 'mimeType', 'mime_type');
  note(survey, (typeof stated === 'string' ? stated : mediaTypeOfUrl(uri)) ?? '');
  if (isPublicUrl(uri)) survey.mediaUrls.push(uri);
  else survey.nativeOnly ??= 'fileData that only Google can read';
}

function note(survey: Survey, mediaType: string): void {
  const kind = mediaKind(mediaType);
  if (kind === 'image') survey.images = true;
  else if (kind === 'audio') survey.audio = true;
  else survey.files = true;
}

/** The error for a field of the part that is looked at. */
function wrong(survey: Survey, suffix: string, expectation: string): OchaError {
  const { content, part, nested } = survey;
  const holder = content === undefined ? 'systemInstruction' : `contents[${content}]`;
  const inner = nested === undefined ? '' : `.functionResponse.parts[${nested}]`;
  return invalid(`${holder}.parts[${part}]${inner}${suffix}`, expectation);
}
