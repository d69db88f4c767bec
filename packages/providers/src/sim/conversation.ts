import { isRecord } from '../body-edit.ts';

/** What the simulated models look at in a request. */
export interface Conversation {
  /** The text of the last turn of the user; empty when there is none. */
  readonly userText: string;
  /** The text of the last turn when it is a tool's result; undefined otherwise. */
  readonly toolResult: string | undefined;
  /** About four bytes a token, over all turns and tools. */
  readonly inputTokens: number;
}

/** Reads a conversation; whatever is not as it should be is passed over. */
export function readConversation(body: Readonly<Record<string, unknown>>): Conversation {
  const messages = Array.isArray(body['messages']) ? body['messages'].filter(isRecord) : [];
  const lastUser = messages.findLast((message) => message['role'] === 'user');
  const last = messages.at(-1);
  const sent = JSON.stringify([messages, body['tools'] ?? []]);
  return {
    userText: textOfContent(lastUser?.['content']),
    toolResult: last?.['role'] === 'tool' ? textOfContent(last['content']) : undefined,
    inputTokens: countTokens(sent),
  };
}

/** Roughly what a tokenizer would say: a token for every four bytes. */
export function countTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

function textOfContent(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .filter((text) => text !== '')
    .join('\n');
}
