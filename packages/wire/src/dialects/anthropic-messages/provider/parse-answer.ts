import type { Answer } from '../../../answer.ts';
import { type AnswerFacts, type ParseContext, WireError } from '../../../dialect.ts';
import type { Part } from '../../../part.ts';
import { isObject, type JsonObject, textOf } from '../../../reading.ts';
import { partOf } from '../client/answer-block.ts';
import { parseError } from '../terms/errors.ts';
import { readStopReason } from '../terms/stop-reason.ts';
import { createUsageReader } from '../terms/usage.ts';

/** A Messages API answer. Throws `WireError` for a body that is none. */
export function parseAnswer(body: unknown, context: ParseContext): Answer {
  const message = expectMessage(body);
  const parts = contentOf(message)
    .map((block) => partOf(block, context.mintId))
    .filter((part): part is Part => part !== undefined);
  const hasToolCall = parts.some((part) => part.type === 'tool-call');
  const nativeReason = textOf(message['stop_reason']);
  const stopSequence = textOf(message['stop_sequence']);
  const reader = createUsageReader();
  reader.take(message['usage']);
  const usage = reader.read();
  return {
    id: textOf(message['id']) ?? '',
    model: textOf(message['model']) ?? '',
    choices: [
      {
        index: 0,
        parts,
        reason: readStopReason(nativeReason, hasToolCall),
        ...(nativeReason === undefined ? {} : { nativeReason }),
        ...(stopSequence === undefined ? {} : { stopSequence }),
      },
    ],
    ...(usage === undefined ? {} : { usage }),
    ...(reader.serviceTier === undefined ? {} : { serviceTier: reader.serviceTier }),
  };
}

function expectMessage(body: unknown): JsonObject {
  if (isObject(body) && isMessage(body)) return body;
  const error = parseError(body);
  throw new WireError(
    error === undefined
      ? 'the body is not a message of the Messages API'
      : `the body is an error: ${error.message}`,
  );
}

function isMessage(body: JsonObject): boolean {
  if (body['type'] === 'error' || parseError(body) !== undefined) return false;
  const { content } = body;
  if (Array.isArray(content) || typeof content === 'string') return true;
  // Some servers write nothing as null.
  return content === null && body['stop_reason'] !== undefined;
}

function contentOf(message: JsonObject): readonly JsonObject[] {
  const { content } = message;
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? content.filter(isObject) : [];
}

/** What the fast lane reads from a whole answer. */
export function readAnswer(body: unknown): AnswerFacts {
  if (!isObject(body) || !isMessage(body)) {
    const error = parseError(body);
    return { isEmpty: true, ...(error === undefined ? {} : { error }) };
  }
  const blocks = contentOf(body);
  const hasToolCall = blocks.some((block) => block['type'] === 'tool_use');
  const reason = readStopReason(textOf(body['stop_reason']), hasToolCall);
  const model = textOf(body['model']);
  const reader = createUsageReader();
  reader.take(body['usage']);
  const usage = reader.read();
  return {
    reason,
    isEmpty: reason === 'stop' && blocks.every(isEmptyBlock),
    ...(usage === undefined ? {} : { usage }),
    ...(model === undefined ? {} : { model }),
  };
}

function isEmptyBlock(block: JsonObject): boolean {
  if (block['type'] === 'text') return textOf(block['text']) === undefined;
  return block['type'] === 'thinking' && textOf(block['thinking']) === undefined;
}
