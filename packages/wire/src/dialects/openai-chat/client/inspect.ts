import type { Inspection, PathFacts } from '../../../dialect.ts';
import { isFetchedUrl } from '../../../media/media-url.ts';
import {
  at,
  expectList,
  expectObject,
  invalid,
  isObject,
  type JsonObject,
  textOf,
} from '../../../reading.ts';

import { RESPONSE_FORMATS } from './parse-options.ts';

/**
 * What the walk over the request finds. One object, filled in place: requests have hundreds of
 * messages.
 */
interface Findings {
  images: boolean;
  files: boolean;
  audio: boolean;
  nativeOnly: string | undefined;
  mediaUrls: string[] | undefined;
}

const ROLES: ReadonlySet<unknown> = new Set([
  'system',
  'developer',
  'user',
  'assistant',
  'tool',
  'function',
]);

/** The cheap first look at a Chat Completions request. */
export function inspect(body: unknown, path: PathFacts): Inspection {
  const request = expectObject(body, '');
  const model = modelOf(request, path);
  const findings: Findings = {
    images: false,
    files: false,
    audio: false,
    nativeOnly: nativeOnlyOf(request),
    mediaUrls: undefined,
  };
  inspectMessages(request['messages'], findings);
  inspectTools(request, findings);
  if (asksForAudio(request)) findings.audio = true;
  const format = request['response_format'];
  if (format != null && !isObject(format)) throw invalid('response_format', 'must be an object');
  const endUser = textOf(request['user']) ?? textOf(request['safety_identifier']);
  return {
    model,
    isStream: booleanOf(request, 'stream'),
    wantsStreamUsage: wantsUsage(request['stream_options']),
    needs: {
      tools: isFilled(request['tools']) || isFilled(request['functions']),
      images: findings.images,
      files: findings.files,
      audio: findings.audio,
      jsonSchema: isObject(format) && format['type'] === 'json_schema',
      reasoning: asksForReasoning(request),
      ...(findings.nativeOnly === undefined ? {} : { nativeOnly: findings.nativeOnly }),
    },
    mediaUrls: findings.mediaUrls ?? [],
    ...(endUser === undefined ? {} : { endUser }),
  };
}

/** The model as the client named it: in the body, or in the path of Azure-like addresses. */
export function modelOf(request: JsonObject, path: PathFacts): string {
  const { model } = request;
  if (model === undefined && path.model !== undefined) return path.model;
  if (typeof model !== 'string' || model === '') throw invalid('model', 'must be a model name');
  return model;
}

/** `stream_options.include_usage`. */
export function wantsUsage(options: unknown): boolean {
  if (options === undefined || options === null) return false;
  if (!isObject(options)) throw invalid('stream_options', 'must be an object');
  return options['include_usage'] === true;
}

function booleanOf(request: JsonObject, key: string): boolean {
  const value = request[key];
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw invalid(key, 'must be true or false');
  return value;
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

// --- messages

function inspectMessages(messages: unknown, findings: Findings): void {
  if (!Array.isArray(messages)) throw invalid('messages', 'must be a list');
  if (messages.length === 0) throw invalid('messages', 'must not be empty');
  for (let index = 0; index < messages.length; index += 1) {
    const message: unknown = messages[index];
    if (!isObject(message)) throw invalid(at('messages', index), 'must be an object');
    if (!ROLES.has(message['role']))
      throw invalid(
        `messages[${index}].role`,
        'must be one of system, developer, user, assistant, tool',
      );
    // Writer takes results without an id, in the order of the calls; what is there must be one.
    if (message['role'] === 'tool' && typeof (message['tool_call_id'] ?? '') !== 'string')
      throw invalid(`messages[${index}].tool_call_id`, 'must name the call it answers');
    inspectContent(message, index, findings);
    if (message['role'] === 'assistant') inspectAssistant(message, index, findings);
  }
}

function inspectContent(message: JsonObject, index: number, findings: Findings): void {
  const { content } = message;
  if (typeof content === 'string') return;
  if (content === undefined || content === null) {
    if (message['role'] === 'assistant' || message['role'] === 'function') return;
    throw invalid(`messages[${index}].content`, 'must be a string or a list of parts');
  }
  if (!Array.isArray(content))
    throw invalid(`messages[${index}].content`, 'must be a string or a list of parts');
  for (let position = 0; position < content.length; position += 1) {
    const part: unknown = content[position];
    if (!isObject(part) || typeof part['type'] !== 'string')
      throw invalid(`messages[${index}].content[${position}]`, 'must be an object with a `type`');
    if (part['type'] !== 'text') inspectPart(part, { index, position }, findings);
    else if (typeof part['text'] !== 'string')
      throw invalid(`messages[${index}].content[${position}].text`, 'must be a string');
  }
}

function inspectPart(
  part: JsonObject,
  place: { readonly index: number; readonly position: number },
  findings: Findings,
): void {
  const type = part['type'] as string;
  switch (type) {
    case 'image_url':
      findings.images = true;
      addUrl(urlOf(part, 'image_url', place), findings);
      break;
    case 'video_url':
    case 'document_url':
    case 'file_url':
      findings.files = true;
      addUrl(urlOf(part, type, place), findings);
      break;
    case 'audio_url':
      findings.audio = true;
      addUrl(urlOf(part, type, place), findings);
      break;
    case 'input_audio': {
      findings.audio = true;
      const sound = expectObject(part[type], partPath(place, type));
      if (typeof sound['data'] !== 'string')
        throw invalid(partPath(place, 'input_audio.data'), 'must be base64 text');
      addUrl(sound['data'], findings);
      break;
    }
    case 'file': {
      findings.files = true;
      const file = expectObject(part[type], partPath(place, type));
      if (typeof file['file_id'] === 'string') findings.nativeOnly ??= 'file_id';
      addUrl(textOf(file['file_data']) ?? textOf(file['file_url']), findings);
      break;
    }
    case 'refusal':
    case 'thinking':
      break;
    default:
      findings.nativeOnly ??= type;
  }
}

function partPath(
  place: { readonly index: number; readonly position: number },
  key: string,
): string {
  return `messages[${place.index}].content[${place.position}].${key}`;
}

function urlOf(
  part: JsonObject,
  key: string,
  place: { readonly index: number; readonly position: number },
): string {
  const holder = part[key];
  const url = isObject(holder) ? holder['url'] : holder;
  if (typeof url !== 'string' || url === '')
    throw invalid(partPath(place, `${key}.url`), 'must be a URL');
  return url;
}

function addUrl(url: string | undefined, findings: Findings): void {
  if (url === undefined || !isFetchedUrl(url)) return;
  findings.mediaUrls ??= [];
  findings.mediaUrls.push(url);
}

function inspectAssistant(message: JsonObject, index: number, findings: Findings): void {
  const calls = message['tool_calls'];
  // The id of a sound that the provider made and keeps.
  if (isObject(message['audio'])) findings.nativeOnly ??= 'audio';
  if (calls === undefined || calls === null) return;
  if (!Array.isArray(calls)) throw invalid(`messages[${index}].tool_calls`, 'must be a list');
  for (let position = 0; position < calls.length; position += 1) {
    const call: unknown = calls[position];
    if (!isObject(call) || !(isObject(call['function']) || isObject(call['custom'])))
      throw invalid(`messages[${index}].tool_calls[${position}]`, 'must hold a `function`');
  }
}

// --- everything beside the messages

/** Fields that change what the answer is and that only this wire has. */
function nativeOnlyOf(request: JsonObject): string | undefined {
  if (isObject(request['web_search_options'])) return 'web_search_options';
  const format = request['response_format'];
  const type = isObject(format) ? format['type'] : undefined;
  return typeof type === 'string' && !RESPONSE_FORMATS.has(type) ? type : undefined;
}

function inspectTools(request: JsonObject, findings: Findings): void {
  const { tools } = request;
  if (tools === undefined || tools === null) return;
  for (const [index, tool] of expectList(tools, 'tools').entries()) {
    if (!isObject(tool)) throw invalid(at('tools', index), 'must be an object');
    const type = tool['type'] ?? 'function';
    if (type === 'function' || type === 'custom') {
      const definition = tool[type];
      if (!isObject(definition) || typeof definition['name'] !== 'string')
        throw invalid(`tools[${index}].${type}.name`, 'must be a string');
    } else if (typeof type === 'string') {
      findings.nativeOnly ??= type;
    } else {
      throw invalid(`tools[${index}].type`, 'must be a string');
    }
  }
}

function asksForAudio(request: JsonObject): boolean {
  const { modalities } = request;
  return Array.isArray(modalities) && modalities.includes('audio');
}

/**
 * Whether the client asks for reasoning in any of the ways in use; `none` and `disabled` do not.
 */
function asksForReasoning(request: JsonObject): boolean {
  const effort = request['reasoning_effort'];
  if (typeof effort === 'string') return effort !== 'none';
  const { reasoning, thinking } = request;
  if (isObject(reasoning)) return reasoning['enabled'] !== false && reasoning['effort'] !== 'none';
  if (isObject(thinking)) return thinking['type'] !== 'disabled';
  return request['enable_thinking'] === true;
}
