import { requestBody, type Shape } from '../bodies.ts';
import { CHAT_PATH, type Target } from '../targets/target.ts';
import type { Row } from './rows.ts';

const ANSWER_CHARACTERS_MIN = 1_000;

/** Asks once, reads the answer in full, and says what is wrong with it: speed without an answer is worth nothing. */
export async function findFault(target: Target, row: Row): Promise<string | undefined> {
  const shape = row.shape.isStream ? { ...row.shape, chunks: 12 } : row.shape;
  const body = requestBody(row.profile, shape, target.modelPrefix(row.lane));
  try {
    const response = await fetch(`http://127.0.0.1:${target.port}${CHAT_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...target.headers(row.lane) },
      body: body.toString('utf8'),
    });
    const text = await response.text();
    if (response.status !== 200) return `status ${response.status}: ${text.slice(0, 300)}`;
    return shape.isStream ? findStreamFault(text, shape) : findAnswerFault(text);
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function findAnswerFault(text: string): string | undefined {
  const content = contentOf(JSON.parse(text), 'message');
  if (content.length >= ANSWER_CHARACTERS_MIN) return undefined;
  return `an answer without its text: ${text.slice(0, 300)}`;
}

function findStreamFault(text: string, shape: Shape): string | undefined {
  const frames = text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => contentOf(JSON.parse(line.slice('data: '.length)), 'delta'))
    .filter((content) => content.length > 0);
  if (!text.includes('data: [DONE]')) return 'a stream without its end';
  if (frames.length === shape.chunks) return undefined;
  return `${frames.length} chunks of content instead of ${shape.chunks}`;
}

function contentOf(value: unknown, holder: 'message' | 'delta'): string {
  const { choices } = value as { choices?: { message?: Content; delta?: Content }[] };
  return choices?.[0]?.[holder]?.content ?? '';
}

interface Content {
  readonly content?: string | null;
}
