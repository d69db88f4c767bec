import { anthropicMessages } from './anthropic-messages/index.ts';
import type { FakeDialect, FakeDialectId } from './contract.ts';
import { geminiEmbeddings } from './embeddings/gemini.ts';
import { openaiEmbeddings } from './embeddings/openai.ts';
import { gemini } from './gemini/index.ts';
import { openaiChat } from './openai-chat/index.ts';
import { openaiResponses } from './openai-responses/index.ts';

/** Every dialect the fake acts in. */
export const FAKE_DIALECTS: Readonly<Record<FakeDialectId, FakeDialect>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
  'openai-embeddings': openaiEmbeddings,
  'gemini-embeddings': geminiEmbeddings,
};

/** The ends of paths by dialect. What stands before them is free, so that one port can play many base URLs. */
const ENDS: readonly (readonly [end: RegExp, id: FakeDialectId])[] = [
  [/\/chat\/completions$/, 'openai-chat'],
  [/\/responses$/, 'openai-responses'],
  [/\/messages$/, 'anthropic-messages'],
  [/\/models\/.+:(generateContent|streamGenerateContent)$/, 'gemini'],
  [/\/models\/.+:(embedContent|batchEmbedContents)$/, 'gemini-embeddings'],
  [/\/embeddings$/, 'openai-embeddings'],
];

/** The dialect that a path speaks; undefined for paths that no provider has. */
export function dialectOfPath(path: string): FakeDialect | undefined {
  const found = ENDS.find(([end]) => end.test(path));
  return found === undefined ? undefined : FAKE_DIALECTS[found[1]];
}
