import type { Answer } from '../../../answer.ts';
import { createAnswerAssembler } from '../../../assemble.ts';
import { type AnswerFacts, type ParseContext, WireError } from '../../../dialect.ts';
import type { Event } from '../../../event.ts';
import { isObject, type JsonObject, textOf } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';
import { parseSources } from '../terms/annotations.ts';
import { parseError } from '../terms/errors.ts';
import { parseFinishReason } from '../terms/finish-reason.ts';
import { usageOf } from '../terms/usage.ts';
import { ChoiceReader } from './choice-reader.ts';
import { createHead } from './stream-parser.ts';

/** A whole answer. A message is read as a stream of one delta, so that both modes mean the same. */
export function parseAnswer(body: unknown, context: ParseContext): Answer {
  if (!isObject(body)) throw new WireError('the answer is not a JSON object');
  const choices = body['choices'];
  if (!Array.isArray(choices)) throw new WireError('the answer has no `choices`');
  const events: Event[] = [];
  const head = createHead();
  head.read(body);
  head.tell(events, context.mintId);
  const readers = new Map<number, ChoiceReader>();
  for (const { index, choice } of numbered(choices)) {
    const reader = readers.get(index) ?? new ChoiceReader(index, context.mintId);
    readers.set(index, reader);
    const { message, delta } = choice;
    reader.read(choice, isObject(message) ? message : isObject(delta) ? delta : {}, events);
  }
  const sources = parseSources(body);
  for (const reader of readers.values()) reader.close(events, sources);
  for (const reader of readers.values()) reader.end(events);
  const usage = usageOf(body, context.traits);
  if (usage !== undefined) events.push({ type: 'usage', usage });
  const assembler = createAnswerAssembler();
  for (const event of events) assembler.push(event);
  return assembler.answer();
}

/** What the fast lane needs to know of a whole answer. */
export function readAnswer(body: unknown, traits: Traits): AnswerFacts {
  const error = parseError(body);
  if (!isObject(body)) return error === undefined ? { isEmpty: true } : { error, isEmpty: true };
  const choices = Array.isArray(body['choices']) ? numbered(body['choices']) : [];
  const first = choices[0]?.choice;
  const word = textOf(first?.['finish_reason']);
  const hasCalls = choices.some(({ choice }) => hasToolCalls(messageOf(choice)));
  const reason = first === undefined ? undefined : parseFinishReason(word, hasCalls);
  const isEmpty =
    !choices.some(({ choice }) => hasContent(messageOf(choice))) &&
    (reason === undefined || reason === 'stop' || reason === 'stop-sequence' || reason === 'other');
  const facts: { -readonly [Key in keyof AnswerFacts]: AnswerFacts[Key] } = { isEmpty };
  const usage = usageOf(body, traits);
  const model = textOf(body['model']);
  if (usage !== undefined) facts.usage = usage;
  if (reason !== undefined) facts.reason = reason;
  if (model !== undefined) facts.model = model;
  if (error !== undefined) facts.error = error;
  return facts;
}

/** Whether a message or delta shows the client anything: the commit point of a stream. */
export function hasContent(fields: JsonObject): boolean {
  const { content } = fields;
  if (typeof content === 'string' ? content !== '' : Array.isArray(content) && content.length > 0)
    return true;
  return (
    TEXT_FIELDS.some((field) => textOf(fields[field]) !== undefined) ||
    LIST_FIELDS.some((field) => isFilledList(fields[field])) ||
    hasToolCalls(fields) ||
    hasSound(fields['audio'])
  );
}

const TEXT_FIELDS = ['reasoning_content', 'reasoning', 'reasoning_text', 'refusal'] as const;
const LIST_FIELDS = ['images', 'reasoning_details'] as const;

/** Whether a message or delta holds (a piece of) a tool call. */
export function hasToolCalls(fields: JsonObject): boolean {
  const call = fields['function_call'];
  return (
    isFilledList(fields['tool_calls']) || (isObject(call) && textOf(call['name']) !== undefined)
  );
}

function isFilledList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function hasSound(audio: unknown): boolean {
  return (
    isObject(audio) &&
    (textOf(audio['data']) !== undefined || textOf(audio['transcript']) !== undefined)
  );
}

function messageOf(choice: JsonObject): JsonObject {
  return isObject(choice['message']) ? choice['message'] : {};
}

/**
 * Choices with their numbers. Copilot splits one answer in two, text and tool calls, without
 * numbers: a choice that says `tool_calls` but has none is continued by the next.
 */
function numbered(
  list: readonly unknown[],
): { readonly index: number; readonly choice: JsonObject }[] {
  const choices: { index: number; choice: JsonObject }[] = [];
  for (const [position, choice] of list.entries()) {
    if (!isObject(choice)) continue;
    const previous = choices.at(-1);
    const isContinued =
      choice['index'] === undefined &&
      previous?.choice['finish_reason'] === 'tool_calls' &&
      !hasToolCalls(messageOf(previous.choice));
    const own = typeof choice['index'] === 'number' ? choice['index'] : position;
    choices.push({ index: isContinued ? previous.index : own, choice });
  }
  return choices;
}
