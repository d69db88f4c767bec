import { OchaError } from '@ocha/kernel';
import type { Inspection, PathFacts } from '../../../dialect.ts';
import { isFetchedUrl } from '../../../media/media-url.ts';
import {
  expectList,
  expectObject,
  invalid,
  isObject,
  type JsonObject,
  optionalBoolean,
  optionalInteger,
  wordOf,
} from '../../../reading.ts';
import { THREAD_PARAM } from '../terms/errors.ts';
import { isFunctionTool } from './parse-tools.ts';

/** What the look at a request has found so far. */
interface Findings {
  hasImages: boolean;
  hasFiles: boolean;
  nativeOnly: string | undefined;
  readonly mediaUrls: string[];
}

/** Checks the shape of a request and finds what it needs, without copying any of it. */
export function inspect(body: unknown, path: PathFacts): Inspection {
  const request = expectObject(body, '');
  const model = path.model ?? requireModel(request);
  requireMaxTokens(request);
  refuseThread(request['thread']);
  const findings: Findings = {
    hasImages: false,
    hasFiles: false,
    nativeOnly: nativeTopLevel(request),
    mediaUrls: [],
  };
  inspectSystem(request['system']);
  inspectMessages(requireMessages(request), findings);
  const hasTools = inspectTools(request['tools'], findings);
  const metadata = request['metadata'];
  const endUser = isObject(metadata) ? metadata['user_id'] : undefined;
  return {
    model,
    isStream: path.isStream ?? optionalBoolean(request, 'stream') ?? false,
    wantsStreamUsage: true,
    needs: {
      tools: hasTools,
      images: findings.hasImages,
      files: findings.hasFiles,
      audio: false,
      jsonSchema: wantsJsonSchema(request),
      reasoning: wantsReasoning(request),
      ...(findings.nativeOnly === undefined ? {} : { nativeOnly: findings.nativeOnly }),
    },
    mediaUrls: findings.mediaUrls,
    ...(typeof endUser === 'string' ? { endUser } : {}),
  };
}

/** The model asked for, or the error the Messages API itself would give. */
export function requireModel(request: JsonObject): string {
  const model = request['model'];
  if (model === undefined || model === null) throw fieldRequired('model');
  if (typeof model !== 'string' || model === '')
    throw invalid('model', 'must be a non-empty string');
  return model;
}

/** The output limit, which this dialect demands. Zero only warms the prompt cache. */
export function requireMaxTokens(request: JsonObject): number {
  const limit = optionalInteger(request, 'max_tokens', { min: 0 });
  if (limit === undefined) throw fieldRequired('max_tokens');
  return limit;
}

/** The conversation as a non-empty list. */
export function requireMessages(request: JsonObject): readonly unknown[] {
  const messages = request['messages'];
  if (messages === undefined || messages === null) throw fieldRequired('messages');
  const list = expectList(messages, 'messages');
  if (list.length === 0) throw invalid('messages', 'must hold at least one message');
  return list;
}

function fieldRequired(field: string): OchaError {
  return new OchaError('invalid_request', `${field}: Field required`, { param: field });
}

/**
 * A message thread leaves earlier turns to the provider account that answered them, so the next turn could be served
 * nowhere else. Refused in the words in which the Messages API refuses it: Anthropic's tool runner, which asks for
 * threads unasked, then sends the whole conversation instead.
 */
function refuseThread(thread: unknown): void {
  if (thread === undefined || thread === null) return;
  throw new OchaError(
    'unsupported_feature',
    'thread: message threads are kept by one provider and are not supported here; send the whole conversation without `thread`',
    { param: THREAD_PARAM },
  );
}

function nativeTopLevel(request: JsonObject): string | undefined {
  const servers = request['mcp_servers'];
  if (Array.isArray(servers) && servers.length > 0) return 'mcp_servers';
  return request['container'] === undefined || request['container'] === null
    ? undefined
    : 'container';
}

function wantsJsonSchema(request: JsonObject): boolean {
  const config = request['output_config'];
  const format = isObject(config) ? config['format'] : undefined;
  return isObject(format) || isObject(request['output_format']);
}

function wantsReasoning(request: JsonObject): boolean {
  const thinking = request['thinking'];
  return isObject(thinking) && thinking['type'] !== 'disabled';
}

function inspectSystem(system: unknown): void {
  if (system === undefined || system === null || typeof system === 'string') return;
  if (!Array.isArray(system)) throw invalid('system', 'must be a string or a list of text blocks');
  for (let index = 0; index < system.length; index += 1) {
    const block: unknown = system[index];
    if (!isObject(block) || typeof block['text'] !== 'string')
      throw invalid(`system[${index}]`, 'must be a text block');
  }
}

function inspectMessages(messages: readonly unknown[], findings: Findings): void {
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index];
    if (!isObject(message)) throw invalid(`messages[${index}]`, 'must be an object');
    const role = message['role'];
    if (role !== 'user' && role !== 'assistant' && role !== 'system')
      throw invalid(`messages[${index}].role`, 'must be user, assistant or system');
    const content = message['content'];
    if (typeof content === 'string') continue;
    if (!Array.isArray(content))
      throw invalid(`messages[${index}].content`, 'must be a string or a list of blocks');
    for (let position = 0; position < content.length; position += 1) {
      const problem = inspectBlock(content[position], findings);
      if (problem !== undefined)
        throw invalid(`messages[${index}].content[${position}]${problem.path}`, problem.text);
    }
  }
}

interface Problem {
  readonly path: string;
  readonly text: string;
}

/** Blocks that hold blocks (results, documents) may do so this deep. */
const BLOCK_DEPTH_MAX = 3;

/** Undefined when the block is fine: the path is built only for a block that is not. */
function inspectBlock(block: unknown, findings: Findings, depth = 1): Problem | undefined {
  if (!isObject(block)) return { path: '', text: 'must be an object' };
  switch (block['type']) {
    case 'text':
      return requireString(block, 'text');
    case 'image':
      findings.hasImages = true;
      return inspectSource(block['source'], findings);
    case 'document':
      return inspectDocument(block, findings, depth);
    case 'tool_use':
      return requireString(block, 'id') ?? requireString(block, 'name');
    case 'tool_result':
      if (depth > 1) return { path: '.type', text: 'must not be tool_result here' };
      return requireString(block, 'tool_use_id') ?? inspectList(block['content'], findings, depth);
    case 'thinking':
      return requireString(block, 'thinking');
    case 'redacted_thinking':
      return requireString(block, 'data');
    case 'search_result':
      return undefined;
    default:
      if (typeof block['type'] !== 'string') return { path: '.type', text: 'must be a string' };
      findings.nativeOnly ??= `a ${block['type']} block`;
      return undefined;
  }
}

function requireString(block: JsonObject, key: string): Problem | undefined {
  return typeof block[key] === 'string' ? undefined : { path: `.${key}`, text: 'must be a string' };
}

function inspectDocument(
  block: JsonObject,
  findings: Findings,
  depth: number,
): Problem | undefined {
  const source = block['source'];
  const type = isObject(source) ? source['type'] : undefined;
  if (type === 'text') return undefined;
  if (isObject(source) && type === 'content')
    return inspectList(source['content'], findings, depth);
  findings.hasFiles = true;
  return inspectSource(source, findings);
}

function inspectSource(source: unknown, findings: Findings): Problem | undefined {
  if (!isObject(source)) return { path: '.source', text: 'must be an object' };
  switch (source['type']) {
    case 'url': {
      const url = source['url'];
      if (typeof url !== 'string') return { path: '.source.url', text: 'must be a string' };
      if (isFetchedUrl(url)) findings.mediaUrls.push(url);
      return undefined;
    }
    case 'base64':
      return typeof source['data'] === 'string'
        ? undefined
        : { path: '.source.data', text: 'must be a string' };
    case 'file':
      findings.nativeOnly ??= 'an uploaded file';
      return undefined;
    default:
      return { path: '.source.type', text: 'must be one of base64, url, text, content or file' };
  }
}

function inspectList(content: unknown, findings: Findings, depth: number): Problem | undefined {
  if (depth >= BLOCK_DEPTH_MAX) return { path: '.content', text: 'is nested too deep' };
  if (content === undefined || content === null || typeof content === 'string') return undefined;
  if (!Array.isArray(content))
    return { path: '.content', text: 'must be a string or a list of blocks' };
  for (let index = 0; index < content.length; index += 1) {
    const problem = inspectBlock(content[index], findings, depth + 1);
    if (problem !== undefined)
      return { path: `.content[${index}]${problem.path}`, text: problem.text };
  }
  return undefined;
}

function inspectTools(tools: unknown, findings: Findings): boolean {
  if (tools === undefined || tools === null) return false;
  const list = expectList(tools, 'tools');
  for (let index = 0; index < list.length; index += 1) {
    const tool = list[index];
    if (!isObject(tool)) throw invalid(`tools[${index}]`, 'must be an object');
    if (!isFunctionTool(tool)) {
      findings.nativeOnly ??= `the tool ${wordOf(tool['type'])}`;
    } else if (typeof tool['name'] !== 'string') {
      throw invalid(`tools[${index}].name`, 'must be a string');
    }
  }
  return list.length > 0;
}
