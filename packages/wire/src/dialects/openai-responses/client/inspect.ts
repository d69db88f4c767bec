import type { Inspection, Needs } from '../../../dialect.ts';
import { isFetchedUrl } from '../../../media/media-url.ts';
import { at, expectObject, invalid, isObject, type JsonObject } from '../../../reading.ts';
import { STORED_STATE_FIELDS } from '../terms/names.ts';
import { nativeToolChoice } from './parse-tools.ts';

type MutableNeeds = { -readonly [Key in keyof Needs]: Needs[Key] };

interface Findings {
  readonly needs: MutableNeeds;
  readonly mediaUrls: string[];
}

/** The first look at a request of the Responses API. */
export function inspect(body: unknown): Inspection {
  const request = expectObject(body, '');
  const { model, stream } = request;
  if (typeof model !== 'string' || model === '')
    throw invalid('model', 'must be a non-empty string');
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean')
    throw invalid('stream', 'must be true or false');
  const findings: Findings = {
    needs: {
      tools: false,
      images: false,
      files: false,
      audio: false,
      jsonSchema: false,
      reasoning: false,
    },
    mediaUrls: [],
  };
  inspectState(request, findings);
  inspectInput(request, findings);
  inspectTools(request, findings);
  inspectSettings(request, findings.needs);
  return {
    model,
    isStream: stream === true,
    wantsStreamUsage: true,
    needs: findings.needs,
    mediaUrls: findings.mediaUrls,
    ...endUser(request),
  };
}

function needNative(needs: MutableNeeds, name: string): void {
  needs.nativeOnly ??= name;
}

function inspectState(request: JsonObject, { needs }: Findings): void {
  for (const field of STORED_STATE_FIELDS) {
    const value = request[field];
    if (value === undefined || value === null || value === false) continue;
    needNative(needs, `${field} (state that is stored at one provider)`);
  }
}

function inspectInput(request: JsonObject, findings: Findings): void {
  const { input } = request;
  if (typeof input === 'string') return;
  if (input === undefined || input === null) {
    if (findings.needs.nativeOnly !== undefined) return;
    throw invalid('input', 'is missing');
  }
  if (!Array.isArray(input)) throw invalid('input', 'must be a string or a list of items');
  for (let index = 0; index < input.length; index += 1) {
    const item: unknown = input[index];
    if (!isObject(item)) throw invalid(at('input', index), 'must be an object');
    inspectItem(item, index, findings);
  }
}

function inspectItem(item: JsonObject, index: number, findings: Findings): void {
  switch (item['type'] ?? (item['role'] === undefined ? undefined : 'message')) {
    case 'message':
      inspectMessage(item, index, findings);
      break;
    case 'function_call':
    case 'custom_tool_call':
      if (typeof item['call_id'] !== 'string')
        throw invalid(`input[${index}].call_id`, 'must be a string');
      if (typeof item['name'] !== 'string')
        throw invalid(`input[${index}].name`, 'must be a string');
      break;
    case 'function_call_output':
    case 'custom_tool_call_output':
      if (typeof item['call_id'] !== 'string')
        throw invalid(`input[${index}].call_id`, 'must be a string');
      checkContent(inspectContent(item['output'], findings), index, 'output');
      break;
    case 'reasoning':
      break;
    default:
      if (typeof item['type'] !== 'string')
        throw invalid(`input[${index}].type`, 'must be a string');
      needNative(findings.needs, describeItem(item['type']));
  }
}

function describeItem(type: string): string {
  return type === 'item_reference'
    ? 'the input item item_reference (state that is stored at one provider; ' +
        'with `store: false` clients send the items themselves)'
    : `the input item ${type}`;
}

function inspectMessage(item: JsonObject, index: number, findings: Findings): void {
  switch (item['role']) {
    case 'user':
    case 'assistant':
    case 'system':
    case 'developer':
      checkContent(inspectContent(item['content'], findings), index, 'content');
      break;
    default:
      throw invalid(`input[${index}].role`, 'must be user, assistant, system or developer');
  }
}

/**
 * What `inspectContent` found where the content is neither text nor a list; else it is the place of
 * the bad part.
 */
const NO_CONTENT = -1;

/**
 * Notes what the content holds. Gives the place of what is wrong, as a path for every part would
 * cost too much.
 */
function inspectContent(content: unknown, findings: Findings): number | undefined {
  if (typeof content === 'string') return undefined;
  if (!Array.isArray(content)) return NO_CONTENT;
  for (let index = 0; index < content.length; index += 1) {
    const part: unknown = content[index];
    if (!isObject(part) || typeof part['type'] !== 'string') return index;
    inspectPart(part, findings);
  }
  return undefined;
}

function checkContent(wrong: number | undefined, index: number, key: string): void {
  if (wrong === undefined) return;
  const path = `input[${index}].${key}`;
  if (wrong === NO_CONTENT) throw invalid(path, 'must be a string or a list of parts');
  throw invalid(at(path, wrong), 'must be an object with a `type`');
}

function inspectPart(part: JsonObject, { needs, mediaUrls }: Findings): void {
  switch (part['type']) {
    case 'input_text':
    case 'output_text':
    case 'text':
    case 'refusal':
      break;
    case 'input_image':
      needs.images = true;
      noteUrl(part['image_url'], mediaUrls);
      break;
    case 'input_file':
      needs.files = true;
      noteUrl(part['file_url'], mediaUrls);
      break;
    case 'input_audio':
      needs.audio = true;
      break;
    default:
      needNative(needs, `the content part ${String(part['type'])}`);
  }
}

function noteUrl(url: unknown, mediaUrls: string[]): void {
  if (typeof url === 'string' && isFetchedUrl(url)) mediaUrls.push(url);
}

function inspectTools(request: JsonObject, { needs }: Findings): void {
  const { tools } = request;
  const choice = nativeToolChoice(request['tool_choice']);
  if (choice !== undefined) needNative(needs, `the tool choice ${choice}`);
  if (tools === undefined || tools === null) return;
  if (!Array.isArray(tools)) throw invalid('tools', 'must be a list');
  for (let index = 0; index < tools.length; index += 1) {
    const tool: unknown = tools[index];
    if (!isObject(tool) || typeof tool['type'] !== 'string')
      throw invalid(at('tools', index), 'must be an object with a `type`');
    needs.tools = true;
    if (tool['type'] !== 'function' && tool['type'] !== 'custom')
      needNative(needs, `the tool ${tool['type']}`);
    else if (typeof tool['name'] !== 'string' || tool['name'] === '')
      throw invalid(`tools[${index}].name`, 'must be a non-empty string');
  }
}

function inspectSettings(request: JsonObject, needs: MutableNeeds): void {
  const { text, reasoning } = request;
  if (isObject(text) && isObject(text['format']))
    needs.jsonSchema = text['format']['type'] === 'json_schema';
  if (isObject(reasoning)) {
    const effort = reasoning['effort'];
    needs.reasoning = typeof effort === 'string' && effort !== 'none';
  }
}

function endUser(request: JsonObject): { endUser?: string } {
  const id = request['safety_identifier'] ?? request['user'];
  return typeof id === 'string' ? { endUser: id } : {};
}
