import type { Message, Role } from '../../../call.ts';
import type { Part, ToolCallPart, ToolResultPart } from '../../../part.ts';
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
  textOf,
} from '../../../reading.ts';
import { decodeSignature } from '../../../signature-carrier.ts';
import { partsOfDetails } from '../terms/reasoning-details.ts';
import { parseThoughtSignature } from '../terms/thought-signature.ts';
import { parseCacheHint, parsePart } from './parse-parts.ts';

/** What pairs results with calls where the wire does not name them. */
interface Pairing {
  /** The ids of the last turn's calls that have no result yet. */
  open: string[];
  /** The older form: results are told apart by the function's name only. */
  readonly byFunction: Map<string, string>;
}

/** The turns of a request, in order. */
export function parseMessages(list: readonly unknown[]): readonly Message[] {
  const pairing: Pairing = { open: [], byFunction: new Map() };
  return list.map((entry, index) => {
    const path = at('messages', index);
    const message = expectObject(entry, path);
    switch (message['role']) {
      case 'assistant':
        return named(message, 'assistant', parseAssistantTurn(message, pairing, index));
      case 'tool':
        return named(message, 'tool', [parseToolResult(message, pairing, path)]);
      case 'function': {
        const name = textOf(message['name']) ?? '';
        const callId = pairing.byFunction.get(name) ?? `call_function_${name}`;
        const content = parseContent(message['content'], path).map(resultContent);
        return { role: 'tool', parts: [{ type: 'tool-result', callId, name, content }] };
      }
      default:
        return named(message, message['role'] as Role, parseContent(message['content'], path));
    }
  });
}

/** Ids that are missing are made of the place, which never changes as a conversation grows. */
function parseAssistantTurn(message: JsonObject, pairing: Pairing, index: number): Part[] {
  const functionId = `call_function_${index}`;
  const called = message['function_call'];
  if (isObject(called)) pairing.byFunction.set(textOf(called['name']) ?? '', functionId);
  const parts = parseAssistant(message, functionId, index);
  pairing.open = parts.flatMap((part) => (part.type === 'tool-call' ? [part.id] : []));
  return parts;
}

function named(message: JsonObject, role: Role, parts: readonly Part[]): Message {
  const name = textOf(message['name']);
  return name === undefined || role === 'tool' ? { role, parts } : { role, parts, name };
}

function parseContent(content: unknown, path: string): Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (content === undefined || content === null) return [];
  return expectList(content, `${path}.content`).map((part, position) => {
    const partPath = `${path}.content[${position}]`;
    return parsePart(expectObject(part, partPath), partPath);
  });
}

/** Reasoning first, as every issuer of signatures demands, then text, refusal, calls. */
function parseAssistant(message: JsonObject, functionId: string, index: number): Part[] {
  const path = at('messages', index);
  const parts: Part[] = [...parseReasoningFields(message)];
  const signature = parseThoughtSignature(message['extra_content']);
  for (const part of parseAssistantContent(message['content'], path)) {
    const isSigned = part.type === 'text' && signature !== undefined;
    parts.push(isSigned ? { ...part, signature } : part);
  }
  const refusal = textOf(message['refusal']);
  if (refusal !== undefined) parts.push({ type: 'refusal', text: refusal });
  const { audio } = message;
  if (isObject(audio) && textOf(audio['id']) !== undefined) parts.push(parseSpoken(audio));
  const calls = message['tool_calls'];
  if (Array.isArray(calls)) {
    for (const [position, call] of calls.entries())
      parts.push(
        parseToolCall(call, `call_${index}_${position}`, `${path}.tool_calls[${position}]`),
      );
  }
  const called = message['function_call'];
  if (isObject(called)) {
    const name = expectString(called['name'], `${path}.function_call.name`);
    const text = textOf(called['arguments']) ?? '{}';
    parts.push({ type: 'tool-call', id: functionId, name, arguments: text });
  }
  return parts;
}

/** An assistant's own content: empty text says nothing, and Mistral's lists hold its thinking. */
function parseAssistantContent(content: unknown, path: string): Part[] {
  if (content === '') return [];
  if (!Array.isArray(content)) return parseContent(content, path);
  return content.map((entry: unknown, position): Part => {
    const partPath = `${path}.content[${position}]`;
    const part = expectObject(entry, partPath);
    if (part['type'] !== 'thinking') return parsePart(part, partPath);
    const inner = part['thinking'];
    const text = Array.isArray(inner)
      ? inner.map((piece) => (isObject(piece) ? (textOf(piece['text']) ?? '') : '')).join('')
      : (textOf(inner) ?? '');
    return { type: 'reasoning', text };
  });
}

/** Reasoning of an earlier answer, in whichever carrier the client gives it back. */
function parseReasoningFields(message: JsonObject): Part[] {
  const plain =
    textOf(message['reasoning_content']) ??
    textOf(message['reasoning']) ??
    textOf(message['reasoning_text']);
  const details = partsOfDetails(message['reasoning_details']);
  const isTold = details.some((part) => part.text !== '');
  const text: Part[] = plain === undefined || isTold ? [] : [{ type: 'reasoning', text: plain }];
  if (details.length > 0) return [...text, ...details];
  const blocks = message['thinking_blocks'];
  const thinking = Array.isArray(blocks) ? blocks.flatMap(parseThinkingBlock) : [];
  return thinking.length > 0 ? thinking : text;
}

/** LiteLLM's carrier: Anthropic's blocks as they are. */
function parseThinkingBlock(block: unknown): Part[] {
  if (!isObject(block)) return [];
  const proof = textOf(block['signature']) ?? textOf(block['data']);
  return [
    defined({
      type: 'reasoning' as const,
      text: textOf(block['thinking']) ?? '',
      signature: proof === undefined ? undefined : decodeSignature(proof, 'anthropic-messages'),
      isRedacted: block['type'] === 'redacted_thinking' ? true : undefined,
    }),
  ];
}

function parseSpoken(audio: JsonObject): Part {
  const id = textOf(audio['id']) ?? '';
  const transcript = textOf(audio['transcript']);
  const source = { kind: 'id' as const, id };
  return defined({ type: 'audio' as const, source, mediaType: 'audio/*', id, transcript });
}

function parseToolCall(entry: unknown, missingId: string, path: string): ToolCallPart {
  const call = expectObject(entry, path);
  const isCustom = !isObject(call['function']);
  const called = expectObject(call['function'] ?? call['custom'], `${path}.function`);
  return defined({
    type: 'tool-call' as const,
    id: optionalString(call, 'id', path) || missingId,
    name: expectString(called['name'], `${path}.function.name`),
    arguments: isCustom
      ? (optionalString(called, 'input', `${path}.custom`) ?? '')
      : argumentsOf(called['arguments']),
    kind: isCustom ? ('custom' as const) : undefined,
    signature: parseThoughtSignature(call['extra_content']),
    cache: parseCacheHint(call['cache_control']),
  });
}

/** JSON text; clients that replay what other servers sent may hold an object or nothing. */
function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '{}' : value;
  return isObject(value) ? JSON.stringify(value) : '{}';
}

function parseToolResult(message: JsonObject, pairing: Pairing, path: string): ToolResultPart {
  const callId = optionalString(message, 'tool_call_id', path) || pairing.open[0];
  if (callId === undefined) throw invalid(`${path}.tool_call_id`, 'must name the call it answers');
  pairing.open = pairing.open.filter((id) => id !== callId);
  const name = textOf(message['name']);
  const content = parseContent(message['content'], path).map(resultContent);
  return defined({
    type: 'tool-result' as const,
    callId,
    name,
    content,
    cache: parseCacheHint(message['cache_control']),
  });
}

/**
 * Results hold text and media; anything else is passed on as the text it is, so that the model
 * still reads it.
 */
function resultContent(part: Part): ToolResultPart['content'][number] {
  switch (part.type) {
    case 'text':
    case 'image':
    case 'file':
    case 'audio':
      return part;
    case 'native':
      return { type: 'text', text: JSON.stringify(part.value) };
    default:
      return { type: 'text', text: 'text' in part ? part.text : '' };
  }
}
