import type { Answer } from '../../../answer.ts';
import { createAnswerAssembler } from '../../../assemble.ts';
import { type AnswerFacts, type ParseContext, WireError } from '../../../dialect.ts';
import { defined, isObject, type JsonObject, textOf } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';
import { parseError } from '../terms/errors.ts';
import { readStop } from '../terms/stop-reason.ts';
import { readUsage } from '../terms/usage.ts';
import { AnswerBuilder } from './answer-builder.ts';
import { finishResponse } from './finish.ts';
import { readFacts } from './output-item.ts';

/**
 * A whole response as a canonical answer: read like the last event of a stream that gave nothing
 * before.
 */
export function parseAnswer(body: unknown, context: ParseContext): Answer {
  const response = expectResponse(body);
  const builder = new AnswerBuilder(context);
  finishResponse(builder, response, context.traits);
  const assembler = createAnswerAssembler();
  for (const event of builder.take()) assembler.push(event);
  return assembler.answer();
}

/** What the fast lane reads from a whole response. */
export function readAnswer(body: unknown, traits: Traits): AnswerFacts {
  const error = parseError(body);
  if (error !== undefined) return { error, isEmpty: true };
  const response = expectResponse(body);
  const facts = readFacts(response);
  const { reason } = readStop(response, facts);
  const output = Array.isArray(response['output']) ? response['output'] : [];
  const hasContent =
    facts.hasText ||
    facts.hasToolCall ||
    facts.hasRefusal ||
    output.some((item) => isObject(item) && isNative(item['type']));
  return defined({
    usage: readUsage(response['usage'], traits),
    reason,
    model: textOf(response['model']),
    isEmpty: !hasContent && reason === 'stop',
  });
}

function expectResponse(body: unknown): JsonObject {
  if (isObject(body) && Array.isArray(body['output'])) return body;
  throw new WireError('the body is not a response object: it has no `output`');
}

function isNative(type: unknown): boolean {
  return type !== 'message' && type !== 'reasoning';
}
