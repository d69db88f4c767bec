import type { Message } from '../../../call.ts';
import type {
  NativePart,
  Part,
  ReasoningPart,
  Signature,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../../../part.ts';
import {
  defined,
  expectList,
  expectObject,
  expectString,
  invalid,
  type JsonObject,
  wordOf,
} from '../../../reading.ts';
import { decodeNote, decodeSignature } from '../../../signature-carrier.ts';
import { annotationsOf } from '../terms/citation.ts';
import { cacheOf } from './parse-cache.ts';
import { nativeFields, parseDocument, parseImage, parseSearchResult } from './parse-media.ts';

/** The top-level system prompt as a leading system turn; nothing when it is empty. */
export function parseSystem(system: unknown): readonly Message[] {
  if (system === undefined || system === null || system === '') return [];
  const parts = parseContent(system, 'system', parseUserBlock);
  return parts.length === 0 ? [] : [{ role: 'system', parts }];
}

/**
 * The conversation. A user turn with tool results becomes a `tool` turn, followed by a user turn
 * with the rest.
 */
export function parseMessages(value: unknown): readonly Message[] {
  const messages: Message[] = [];
  for (const [index, entry] of expectList(value, 'messages').entries()) {
    const path = `messages[${index}]`;
    const message = expectObject(entry, path);
    const content = message['content'];
    switch (message['role']) {
      case 'user':
        messages.push(...splitUser(parseContent(content, `${path}.content`, parseUserBlock)));
        break;
      case 'assistant':
        messages.push({ role: 'assistant', parts: parseAssistant(content, `${path}.content`) });
        break;
      case 'system':
        messages.push({
          role: 'system',
          parts: parseContent(content, `${path}.content`, parseUserBlock),
        });
        break;
      default:
        throw invalid(`${path}.role`, 'must be user, assistant or system');
    }
  }
  return messages;
}

type ParseBlock = (block: JsonObject, path: string) => Part;

function parseContent(content: unknown, path: string, parseBlock: ParseBlock): readonly Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!Array.isArray(content)) throw invalid(path, 'must be a string or a list of blocks');
  return (content as readonly unknown[]).map((entry, index) => {
    const blockPath = `${path}[${index}]`;
    return parseBlock(expectObject(entry, blockPath), blockPath);
  });
}

function splitUser(parts: readonly Part[]): readonly Message[] {
  const results = parts.filter(isToolResult);
  if (results.length === 0) return [{ role: 'user', parts }];
  const rest = parts.filter((part) => !isToolResult(part));
  const turn: Message = { role: 'tool', parts: results };
  return rest.length === 0 ? [turn] : [turn, { role: 'user', parts: rest }];
}

function isToolResult(part: Part): boolean {
  return part.type === 'tool-result' || (part.type === 'native' && part.name === 'tool_result');
}

function parseUserBlock(block: JsonObject, path: string): Part {
  switch (block['type']) {
    case 'text':
      return parseText(block, path);
    case 'image':
      return parseImage(block, path);
    case 'document':
      return parseDocument(block, path) ?? nativePart(block, path);
    case 'search_result':
      return parseSearchResult(block) ?? nativePart(block, path);
    case 'tool_result':
      return parseToolResult(block, path);
    default:
      return nativePart(block, path);
  }
}

/**
 * Gemini signs tool calls. Towards clients of this dialect such a signature travels as an empty
 * thinking block that names the call (see the renderers); here it goes back onto it.
 */
function parseAssistant(content: unknown, path: string): readonly Part[] {
  const parts = parseContent(content, path, parseAssistantBlock);
  const carried = new Map<string, Signature>();
  for (const block of Array.isArray(content) ? (content as readonly JsonObject[]) : []) {
    const callId = carriedCallId(block);
    if (callId !== undefined)
      carried.set(callId, decodeSignature(wordOf(block['signature']), 'anthropic-messages'));
  }
  if (carried.size === 0) return parts;
  const values = new Set([...carried.values()].map((signature) => signature.value));
  return parts
    .filter((part) => !isCarrier(part, values))
    .map((part) => {
      const signature = part.type === 'tool-call' ? carried.get(part.id) : undefined;
      return signature === undefined ? part : { ...part, signature };
    });
}

function carriedCallId(block: JsonObject): string | undefined {
  const { type, signature } = block;
  if (type !== 'thinking' || typeof signature !== 'string') return undefined;
  return decodeNote(signature).callId;
}

function isCarrier(part: Part, values: ReadonlySet<string>): boolean {
  if (part.type !== 'reasoning' || part.text !== '') return false;
  const { signature } = part;
  return signature !== undefined && values.has(signature.value);
}

function parseAssistantBlock(block: JsonObject, path: string): Part {
  switch (block['type']) {
    case 'text':
      return parseText(block, path);
    case 'image':
      return parseImage(block, path);
    case 'thinking':
      return parseThinking(block, path);
    case 'redacted_thinking':
      return {
        type: 'reasoning',
        text: '',
        isRedacted: true,
        signature: decodeSignature(
          expectString(block['data'], `${path}.data`),
          'anthropic-messages',
        ),
      };
    case 'tool_use':
      return parseToolUse(block, path);
    default:
      return nativePart(block, path);
  }
}

function nativePart(block: JsonObject, path: string): NativePart {
  const name = expectString(block['type'], `${path}.type`);
  return { type: 'native', dialect: 'anthropic-messages', name, value: block };
}

function parseText(block: JsonObject, path: string): TextPart {
  return defined({
    type: 'text' as const,
    text: expectString(block['text'], `${path}.text`),
    cache: cacheOf(block),
    annotations: annotationsOf(block['citations']),
  }) as TextPart;
}

function parseThinking(block: JsonObject, path: string): ReasoningPart {
  const signature = block['signature'];
  return defined({
    type: 'reasoning' as const,
    text: expectString(block['thinking'], `${path}.thinking`),
    signature:
      typeof signature === 'string' && signature !== ''
        ? decodeSignature(signature, 'anthropic-messages')
        : undefined,
  }) as ReasoningPart;
}

const TOOL_USE_FIELDS: ReadonlySet<string> = new Set([
  'type',
  'id',
  'name',
  'input',
  'cache_control',
]);

function parseToolUse(block: JsonObject, path: string): ToolCallPart {
  return defined({
    type: 'tool-call' as const,
    id: expectString(block['id'], `${path}.id`),
    name: expectString(block['name'], `${path}.name`),
    arguments: JSON.stringify(block['input'] ?? {}),
    cache: cacheOf(block),
    native: nativeFields(block, TOOL_USE_FIELDS),
  }) as ToolCallPart;
}

const TOOL_RESULT_FIELDS: ReadonlySet<string> = new Set([
  'type',
  'tool_use_id',
  'content',
  'is_error',
  'cache_control',
]);

/** Results do not nest, so that a hostile body cannot make the parser recurse. */
function parseResultBlock(block: JsonObject, path: string): Part {
  if (block['type'] === 'tool_result')
    throw invalid(`${path}.type`, 'must not be tool_result here');
  return parseUserBlock(block, path);
}

/**
 * A tool's result. One that holds blocks no other dialect knows (tool references) stays whole as a
 * native part.
 */
function parseToolResult(block: JsonObject, path: string): ToolResultPart | NativePart {
  const callId = expectString(block['tool_use_id'], `${path}.tool_use_id`);
  const content: ToolResultPart['content'][number][] = [];
  for (const part of parseContent(block['content'] ?? '', `${path}.content`, parseResultBlock)) {
    if (part.type !== 'text' && part.type !== 'image' && part.type !== 'file')
      return nativePart(block, path);
    content.push(part);
  }
  return defined({
    type: 'tool-result' as const,
    callId,
    content,
    isError: block['is_error'] === true ? true : undefined,
    cache: cacheOf(block),
    native: nativeFields(block, TOOL_RESULT_FIELDS),
  }) as ToolResultPart;
}
