import type { Answer } from '../../answer.ts';
import { createAnswerAssembler } from '../../assemble.ts';
import { type AnswerFacts, type ParseContext, WireError } from '../../dialect.ts';
import { type Event, isContent } from '../../event.ts';
import { textOf } from '../../reading.ts';
import { parseError } from './errors.ts';
import { createResponseReader } from './provider/response-reader.ts';

/** A whole answer: one response, or the list of responses that a stream without `alt=sse` is. */
export function parseAnswer(body: unknown, context: ParseContext): Answer {
  const assembler = createAnswerAssembler();
  for (const event of eventsOf(body, context)) {
    if (event.type === 'error') throw new WireError(`the body is an error: ${event.error.message}`);
    assembler.push(event);
  }
  return assembler.answer();
}

function eventsOf(body: unknown, context: ParseContext): readonly Event[] {
  const responses = Array.isArray(body) ? body : [body];
  const reader = createResponseReader(context);
  const events = responses.flatMap((response) => reader.read(response));
  if (!reader.hasFailed && !reader.hasCandidates)
    throw new WireError('the response has neither candidates nor a reason for a block');
  return [...events, ...reader.finish('stop')];
}

/** What the fast lane reads from a whole answer. */
export function readAnswer(body: unknown): AnswerFacts {
  const error = parseError(body);
  if (error !== undefined) return { error, isEmpty: false };
  const events = eventsOf(body, { mintId: (prefix) => prefix } as ParseContext);
  let facts: AnswerFacts = { isEmpty: true };
  let hasContent = false;
  for (const event of events) {
    hasContent ||= isContent(event);
    if (event.type === 'usage') facts = { ...facts, usage: event.usage };
    if (event.type === 'choice-end') facts = { ...facts, reason: facts.reason ?? event.reason };
    if (event.type === 'message-start') {
      const model = textOf(event.model);
      if (model !== undefined) facts = { ...facts, model };
    }
  }
  return { ...facts, isEmpty: !hasContent && facts.reason === 'stop' };
}
