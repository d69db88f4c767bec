import type { Message } from '../../../call.ts';
import type { Part } from '../../../part.ts';
import { expectObject, invalid, isObject } from '../../../reading.ts';
import { field, listOf } from '../terms/fields.ts';
import { type CallLedger, createCallLedger } from './call-ledger.ts';
import { parsePart } from './part.ts';
import { isContent } from './survey.ts';

/** The conversation. A content that mixes function responses with other parts becomes several messages, in order. */
export function parseContents(contents: unknown): readonly Message[] {
  const list = listOf(contents);
  if (list.length === 0) throw invalid('contents', 'must hold at least one content');
  const ledger = createCallLedger(idsOf(list));
  return list.flatMap((content, index) => parseContent(content, index, ledger));
}

/** The system prompt: a text, a content, a part or parts. */
export function parseSystem(system: unknown): readonly Message[] {
  if (system === undefined) return [];
  const holder = typeof system === 'string' ? system : expectObject(system, 'systemInstruction');
  const parts = typeof holder === 'string' ? [holder] : listOf(holder['parts'] ?? holder);
  const ledger = createCallLedger(new Set());
  const parsed = parts.flatMap((part, index) => {
    const path = `systemInstruction.parts[${index}]`;
    return parsePart(part, { path, place: `system_${index}`, ledger }) ?? [];
  });
  const texts = parsed.filter((part) => part.type !== 'text' || part.text !== '');
  return texts.length === 0 ? [] : [{ role: 'system', parts: texts }];
}

/** Every call id that the history states. */
function idsOf(contents: readonly unknown[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const content of contents) {
    if (!isObject(content)) continue;
    for (const part of listOf(content['parts'] ?? content)) {
      const call = isObject(part) ? field(part, 'functionCall', 'function_call') : undefined;
      if (isObject(call) && typeof call['id'] === 'string') ids.add(call['id']);
    }
  }
  return ids;
}

function parseContent(content: unknown, index: number, ledger: CallLedger): readonly Message[] {
  const path = `contents[${index}]`;
  const isBare = typeof content === 'string' || (isObject(content) && !isContent(content));
  const holder = isBare ? { parts: [content] } : expectObject(content, path);
  const parts = listOf(holder['parts']).flatMap((part, position) => {
    const partPath = isBare ? path : `${path}.parts[${position}]`;
    return parsePart(part, { path: partPath, place: `${index}_${position}`, ledger }) ?? [];
  });
  const isModel = holder['role'] === 'model';
  if (!isModel && parts.some((part) => part.type === 'tool-call'))
    throw invalid(`${path}.role`, 'must be "model" where the content holds a function call');
  return isModel ? split(joinModelParts(parts), 'assistant') : split(parts, 'user');
}

/** Runs of function responses are tool messages, other runs are messages of the content's role. */
function split(parts: readonly Part[], role: 'user' | 'assistant'): readonly Message[] {
  const messages: { role: Message['role']; parts: Part[] }[] = [];
  for (const part of parts) {
    const own = part.type === 'tool-result' ? 'tool' : role;
    const last = messages.at(-1);
    if (last?.role === own) last.parts.push(part);
    else messages.push({ role: own, parts: [part] });
  }
  return messages;
}

/**
 * Streams leave a history of fragments: thoughts in pieces whose signature comes last, texts whose signature came on
 * an empty text. A signature only proves the whole, so the pieces are joined.
 */
function joinModelParts(parts: readonly Part[]): readonly Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    const merged = last === undefined ? undefined : mergeParts(last, part);
    if (merged === undefined) joined.push(part);
    else joined[joined.length - 1] = merged;
  }
  return joined;
}

function mergeParts(last: Part, part: Part): Part | undefined {
  if (last.type === 'reasoning' && part.type === 'reasoning') {
    if (last.signature !== undefined || part.isRedacted === true) return undefined;
    return { ...part, text: last.text + part.text };
  }
  if (last.type === 'text' && part.type === 'text') {
    const isMark = part.text === '' && part.signature !== undefined;
    if (!isMark || last.signature !== undefined) return undefined;
    return { ...part, text: last.text };
  }
  return undefined;
}
