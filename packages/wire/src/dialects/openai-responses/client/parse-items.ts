import type { Message, Role } from '../../../call.ts';
import type {
  Part,
  ReasoningPart,
  Signature,
  ToolCallPart,
  ToolResultPart,
} from '../../../part.ts';
import {
  at,
  defined,
  expectList,
  expectObject,
  expectString,
  invalid,
  type JsonObject,
  optionalString,
} from '../../../reading.ts';
import { decodeNote, decodeSignature } from '../../../signature-carrier.ts';
import { DIALECT } from '../terms/names.ts';
import { parseAssistantContent, parseInputContent, parseToolOutput } from './parse-content.ts';

/**
 * The `input` of a request as turns. Items of the assistant that follow each other (text,
 * reasoning, calls) become one assistant turn, and the outputs that follow each other one tool
 * turn: other dialects refuse a call or a result that stands apart from its siblings.
 */
export function parseItems(input: unknown): Message[] {
  if (typeof input === 'string') return [{ role: 'user', parts: [{ type: 'text', text: input }] }];
  const items = expectList(input, 'input');
  const turns: { role: Role; parts: Part[] }[] = [];
  const signatures = callSignatures(items);
  for (const [index, value] of items.entries()) {
    const path = at('input', index);
    const item = expectObject(value, path);
    const turn = parseItem(item, { path, signatures });
    if (turn === undefined) continue;
    const last = turns.at(-1);
    if (last?.role === turn.role && joins(turn.role)) last.parts.push(...turn.parts);
    else turns.push({ role: turn.role, parts: [...turn.parts] });
  }
  return turns;
}

function joins(role: Role): boolean {
  return role === 'assistant' || role === 'tool';
}

interface ItemContext {
  readonly path: string;
  /** Signatures of tool calls, by call id, that travelled in reasoning items. */
  readonly signatures: ReadonlyMap<string, Signature>;
}

function parseItem(item: JsonObject, context: ItemContext): Message | undefined {
  const { path } = context;
  switch (item['type'] ?? (item['role'] === undefined ? undefined : 'message')) {
    case 'message':
      return parseMessage(item, path);
    case 'function_call':
    case 'custom_tool_call':
      return { role: 'assistant', parts: [parseToolCall(item, context)] };
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { role: 'tool', parts: [parseToolResult(item, path)] };
    case 'reasoning':
      return parseReasoning(item, path);
    default:
      return parseNative(item, path);
  }
}

function parseMessage(item: JsonObject, path: string): Message {
  const role = expectString(item['role'], at(path, 'role'));
  if (role === 'assistant') return { role, parts: parseAssistantContent(item, path) };
  if (role !== 'user' && role !== 'system' && role !== 'developer')
    throw invalid(at(path, 'role'), 'must be user, assistant, system or developer');
  return { role, parts: parseInputContent(item['content'], at(path, 'content')) };
}

function parseToolCall(item: JsonObject, { path, signatures }: ItemContext): ToolCallPart {
  const isCustom = item['type'] === 'custom_tool_call';
  const id = expectString(item['call_id'], at(path, 'call_id'));
  const text = isCustom
    ? expectString(item['input'], at(path, 'input'))
    : (optionalString(item, 'arguments', path) ?? '');
  return defined({
    type: 'tool-call' as const,
    id,
    name: expectString(item['name'], at(path, 'name')),
    arguments: isCustom || text !== '' ? text : '{}',
    kind: isCustom ? ('custom' as const) : undefined,
    itemId: optionalString(item, 'id', path),
    signature: signatures.get(id),
    native: nativeFields(item, ['namespace', 'caller']),
  });
}

function parseToolResult(item: JsonObject, path: string): ToolResultPart {
  return defined({
    type: 'tool-result' as const,
    callId: expectString(item['call_id'], at(path, 'call_id')),
    name: optionalString(item, 'name', path),
    content: parseToolOutput(item['output'], at(path, 'output')),
    kind: item['type'] === 'custom_tool_call_output' ? ('custom' as const) : undefined,
    native: nativeFields(item, ['namespace', 'caller']),
  });
}

function nativeFields(item: JsonObject, keys: readonly string[]): ToolCallPart['native'] {
  const fields: Record<string, unknown> = {};
  for (const key of keys) {
    if (item[key] !== undefined && item[key] !== null) fields[key] = item[key];
  }
  return Object.keys(fields).length === 0 ? undefined : { dialect: DIALECT, fields };
}

function parseReasoning(item: JsonObject, path: string): Message | undefined {
  const encrypted = optionalString(item, 'encrypted_content', path);
  const note = encrypted === undefined ? {} : decodeNote(encrypted);
  // Not reasoning, but the signature of a tool call in the only field that clients bring back: see
  // `callSignatures`.
  if (note.callId !== undefined) return undefined;
  const carried = encrypted === undefined ? undefined : decodeSignature(encrypted, DIALECT);
  const isUnsigned = carried?.value === '';
  const signature = isUnsigned ? undefined : carried;
  // No provider stores what was carried unsigned: its id is ours, and would be looked up in vain.
  const itemId = isUnsigned ? undefined : optionalString(item, 'id', path);
  const parts: ReasoningPart[] = [];
  const content = textsOf(item['content'], at(path, 'content'));
  const summary = textsOf(item['summary'], at(path, 'summary'));
  if (content.length > 0)
    parts.push(defined({ type: 'reasoning', text: content.join(''), itemId }));
  if (summary.length > 0 || content.length === 0)
    parts.push(
      defined({
        type: 'reasoning',
        text: summary.join('\n\n'),
        // Reasoning of other issuers travelled as a summary only because clients show nothing else.
        isSummary: signature?.issuer === DIALECT ? true : undefined,
        itemId,
      }),
    );
  const last = parts.pop() as ReasoningPart;
  parts.push(defined({ ...last, signature, isRedacted: note.isRedacted }));
  return { role: 'assistant', parts };
}

function textsOf(value: unknown, path: string): string[] {
  if (value === undefined || value === null) return [];
  return expectList(value, path).map((item, index) => {
    const part = expectObject(item, at(path, index));
    return expectString(part['text'], at(at(path, index), 'text'));
  });
}

/**
 * Items that only this dialect knows stay as they are. Outputs of the client's own tools stand in
 * tool turns.
 */
function parseNative(item: JsonObject, path: string): Message {
  const name = expectString(item['type'], at(path, 'type'));
  const isAnswer = name.endsWith('_output') || name.endsWith('_response');
  return {
    role: isAnswer ? 'tool' : 'assistant',
    parts: [{ type: 'native', dialect: DIALECT, name, value: item }],
  };
}

/**
 * Function calls have no field for a signature (Gemini's thought signatures), so the answer carried
 * it in a reasoning item of its own, which names the call.
 */
function callSignatures(items: readonly unknown[]): ReadonlyMap<string, Signature> {
  const signatures = new Map<string, Signature>();
  for (const item of items) {
    const { type, encrypted_content: text } = (item ?? {}) as Record<string, unknown>;
    if (type !== 'reasoning' || typeof text !== 'string') continue;
    const { callId } = decodeNote(text);
    if (callId !== undefined) signatures.set(callId, decodeSignature(text, DIALECT));
  }
  return signatures;
}
