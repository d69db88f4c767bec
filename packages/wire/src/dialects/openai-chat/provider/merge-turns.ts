import type { Warning } from '../../../call.ts';

/** A message as it goes out. */
export type WireMessage = Record<string, unknown>;

/**
 * Joins turns of one role that follow one another, for providers that demand alternation. A tool
 * result is never joined, and a user turn behind one is kept apart from it by a short assistant
 * turn, as those providers refuse it.
 */
export function mergeTurns(messages: readonly WireMessage[], warnings: Warning[]): WireMessage[] {
  const merged: WireMessage[] = [];
  for (const message of messages) {
    const previous = merged.at(-1);
    if (previous === undefined) {
      merged.push(message);
    } else if (canJoin(previous, message)) {
      merged[merged.length - 1] = join(previous, message);
      warnings.push({
        param: 'messages',
        action: 'changed',
        reason: 'turns of one role in a row were joined',
      });
    } else {
      if (previous['role'] === 'tool' && message['role'] === 'user')
        merged.push({ role: 'assistant', content: 'Done.' });
      merged.push(message);
    }
  }
  return merged;
}

function canJoin(previous: WireMessage, message: WireMessage): boolean {
  if (previous['role'] !== message['role'] || message['role'] === 'tool') return false;
  return previous['tool_calls'] === undefined && previous['name'] === message['name'];
}

function join(previous: WireMessage, message: WireMessage): WireMessage {
  const { content: first } = previous;
  const { content: second } = message;
  if (isText(first) && isText(second))
    return {
      ...previous,
      ...message,
      content: [first, second].filter(Boolean).join('\n\n') || null,
    };
  return { ...previous, ...message, content: [...listOf(first), ...listOf(second)] };
}

function isText(content: unknown): content is string | null {
  return typeof content === 'string' || content === null;
}

function listOf(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  return typeof content === 'string' && content !== '' ? [{ type: 'text', text: content }] : [];
}
