import type { ChatDialect, Dialect, DialectId, EmbeddingsDialect } from '../dialect.ts';
import { anthropicMessages } from './anthropic-messages/index.ts';
import { gemini } from './gemini/index.ts';
import { geminiEmbeddings } from './gemini-embeddings/index.ts';
import { openaiChat } from './openai-chat/index.ts';
import { openaiEmbeddings } from './openai-embeddings/index.ts';
import { openaiResponses } from './openai-responses/index.ts';

/** Every dialect, one line each. */
export const DIALECTS: Readonly<Record<DialectId, Dialect>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
  'openai-embeddings': openaiEmbeddings,
  'gemini-embeddings': geminiEmbeddings,
};

/** The chat dialect of this id; asserts that it is one. */
export function chatDialect(id: DialectId): ChatDialect {
  const dialect = DIALECTS[id];
  if (dialect.operation !== 'chat') throw new TypeError(`${id} is not a chat dialect`);
  return dialect;
}

/** The embeddings dialect of this id; asserts that it is one. */
export function embeddingsDialect(id: DialectId): EmbeddingsDialect {
  const dialect = DIALECTS[id];
  if (dialect.operation !== 'embeddings') throw new TypeError(`${id} is not an embeddings dialect`);
  return dialect;
}
