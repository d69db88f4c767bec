import type { DialectId, Traits } from '@ocha/wire';
import { type Body, editBody, isRecord } from './body-edit.ts';
import { createShortIds, type ShortIds } from './short-ids.ts';

/**
 * Formats of our own in `reasoning_details`: signatures of other dialects' providers, which nobody
 * else may see. What
 * an aggregator like OpenRouter wrote itself carries its own format names and goes back to it.
 */
const FOREIGN_FORMATS: ReadonlySet<unknown> = new Set<DialectId>([
  'anthropic-messages',
  'gemini',
  'openai-responses',
]);

/** Edits the turns of a Chat Completions body. Same list back where nothing needs to change. */
export function adaptMessages(messages: readonly unknown[], traits: Traits): readonly unknown[] {
  const ids = traits.toolCallIds === 'short' ? createShortIds(messages) : undefined;
  let adapted: unknown[] | undefined;
  for (const [index, message] of messages.entries()) {
    const edited = isRecord(message) ? adaptMessage(message, traits, ids) : message;
    if (edited !== message && adapted === undefined) adapted = messages.slice(0, index);
    adapted?.push(edited);
  }
  const merged = traits.mergesTurns ? mergeTurns(adapted ?? messages) : (adapted ?? messages);
  return traits.prefill === 'prefix' ? markPrefix(merged) : merged;
}

const REASONING_FIELDS = ['reasoning_content', 'reasoning', 'reasoning_details', 'thinking_blocks'];

/**
 * The cheap look that most turns of most requests end with: this runs for every turn in the fast
 * lane.
 */
function isUntouched(message: Body, traits: Traits, ids: ShortIds | undefined): boolean {
  const { role } = message;
  if (role === 'developer') return traits.developerRole === 'native';
  if (role === 'tool') return ids === undefined;
  if (role !== 'assistant') return true;
  if (REASONING_FIELDS.some((field) => message[field] !== undefined)) return false;
  const calls = message['tool_calls'];
  if (!Array.isArray(calls)) return true;
  if (ids !== undefined || traits.reasoningReplay === 'required') return false;
  return !calls.some((call) => isRecord(call) && call['extra_content'] !== undefined);
}

function adaptMessage(message: Body, traits: Traits, ids: ShortIds | undefined): Body {
  if (isUntouched(message, traits, ids)) return message;
  const edit = editBody(message);
  const { role } = message;
  if (role === 'developer' && traits.developerRole === 'system') edit.write('role', 'system');
  if (role === 'tool' && ids !== undefined) {
    const id = ids.of(message['tool_call_id']);
    if (id !== message['tool_call_id']) edit.write('tool_call_id', id);
  }
  if (role !== 'assistant') return edit.result();
  const calls = message['tool_calls'];
  if (Array.isArray(calls)) {
    const adapted = adaptToolCalls(calls, traits, ids);
    if (adapted !== calls) edit.write('tool_calls', adapted);
  }
  return adaptReasoningFields(edit.result(), traits);
}

/** Google's thought signatures ride on tool calls; anyone else may refuse the unknown field. */
function adaptToolCalls(
  calls: readonly unknown[],
  traits: Traits,
  ids: ShortIds | undefined,
): readonly unknown[] {
  let isChanged = false;
  const adapted = calls.map((call) => {
    if (!isRecord(call)) return call;
    const edit = editBody(call);
    if (!traits.needsThoughtSignature) edit.remove('extra_content');
    const id = ids?.of(call['id']);
    if (id !== undefined && id !== call['id']) edit.write('id', id);
    const result = edit.result();
    if (result !== call) isChanged = true;
    return result;
  });
  return isChanged ? adapted : calls;
}

// --- reasoning of earlier turns, in the field the provider reads

function adaptReasoningFields(message: Body, traits: Traits): Body {
  const edit = editBody(message);
  const field = traits.reasoningReplay === 'forbidden' ? 'none' : traits.reasoningField;
  edit.remove('thinking_blocks');
  if (field === 'reasoning_details') {
    const details = message['reasoning_details'];
    if (Array.isArray(details) && details.some(isForeign)) {
      const own = details.filter((detail) => !isForeign(detail));
      if (own.length > 0) edit.write('reasoning_details', own);
      else edit.remove('reasoning_details');
    }
    return edit.result();
  }
  edit.remove('reasoning_details');
  if (field !== 'reasoning' && field !== 'reasoning_content') {
    edit.remove('reasoning');
    edit.remove('reasoning_content');
    return edit.result();
  }
  const other = field === 'reasoning' ? 'reasoning_content' : 'reasoning';
  if (typeof message[other] === 'string') edit.rename(other, field);
  else edit.remove(other);
  // DeepSeek and Kimi answer 400 to a turn with tool calls and no reasoning field at all; an empty
  // one will do.
  const hasCalls = Array.isArray(message['tool_calls']) && message['tool_calls'].length > 0;
  if (traits.reasoningReplay === 'required' && hasCalls && typeof edit.read(field) !== 'string')
    edit.write(field, '');
  return edit.result();
}

function isForeign(detail: unknown): boolean {
  return isRecord(detail) && FOREIGN_FORMATS.has(detail['format']);
}

// --- turns

/**
 * Joins neighbouring turns of one role (not tool results, not turns with tool calls): some
 * providers demand alternation.
 */
function mergeTurns(messages: readonly unknown[]): readonly unknown[] {
  const merged: unknown[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    const joined = isRecord(last) && isRecord(message) ? joinTurns(last, message) : undefined;
    if (joined === undefined) merged.push(message);
    else merged[merged.length - 1] = joined;
  }
  return merged.length === messages.length ? messages : merged;
}

function joinTurns(first: Body, second: Body): Body | undefined {
  const isJoinable =
    first['role'] === second['role'] &&
    first['role'] !== 'tool' &&
    first['name'] === second['name'] &&
    first['tool_calls'] === undefined &&
    second['tool_calls'] === undefined;
  if (!isJoinable) return undefined;
  const [before, after] = [first['content'] ?? '', second['content'] ?? ''];
  if (typeof before === 'string' && typeof after === 'string') {
    const gap = before === '' || after === '' ? '' : '\n\n';
    return { ...first, content: `${before}${gap}${after}` };
  }
  return { ...first, content: [...toParts(before), ...toParts(after)] };
}

function toParts(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  return content === '' ? [] : [{ type: 'text', text: content }];
}

/** A last turn of the assistant is to be continued: DeepSeek and Mistral want that said. */
function markPrefix(messages: readonly unknown[]): readonly unknown[] {
  const last = messages.at(-1);
  if (!isRecord(last) || last['role'] !== 'assistant' || last['prefix'] === true) return messages;
  if (Array.isArray(last['tool_calls']) && last['tool_calls'].length > 0) return messages;
  return [...messages.slice(0, -1), { ...last, prefix: true }];
}
