import { type ParseContext, type StreamParser, WireError } from '../../../dialect.ts';
import { isObject, type JsonObject, parseJson } from '../../../reading.ts';
import type { SseFrame } from '../../../sse/frame.ts';
import { readAnnotation, readAnnotations } from '../terms/annotation.ts';
import { parseError } from '../terms/errors.ts';
import { AnswerBuilder, type ItemState, type TextPlace } from './answer-builder.ts';
import { finishItem, finishResponse } from './finish.ts';
import { readLogprobs } from './output-item.ts';

interface Reading {
  readonly builder: AnswerBuilder;
  readonly context: ParseContext;
  isComplete: boolean;
  /** Nothing counts any more: the answer is whole, or an error ended it. */
  isOver: boolean;
}

type Reducer = (reading: Reading, data: JsonObject) => void;

/**
 * What each event of a stream means. Events that are not here say nothing that another does not say
 * too.
 */
const REDUCERS: Readonly<Record<string, Reducer>> = {
  'response.created': begin,
  'response.queued': begin,
  'response.in_progress': begin,
  'response.output_item.added': addItem,
  'response.output_item.done': endItem,
  'response.output_text.delta': growText,
  'response.output_text.done': ({ builder }, data) =>
    builder.settle(builder.itemOf(data, 'message'), textPlace(data), data['text']),
  'response.output_text.annotation.added': annotate,
  'response.refusal.delta': grow('message', refusalPlace),
  'response.refusal.done': ({ builder }, data) =>
    builder.settle(builder.itemOf(data, 'message'), refusalPlace(data), data['refusal']),
  'response.content_part.done': endPart,
  'response.reasoning_summary_text.delta': grow('reasoning', summaryPlace),
  'response.reasoning_summary_text.done': settleReasoning(summaryPlace),
  'response.reasoning_text.delta': grow('reasoning', reasoningPlace),
  'response.reasoning_text.done': settleReasoning(reasoningPlace),
  'response.function_call_arguments.delta': growArguments('function_call'),
  'response.custom_tool_call_input.delta': growArguments('custom_tool_call'),
  'response.completed': end('completed'),
  'response.done': end('completed'),
  'response.incomplete': end('incomplete'),
  'response.failed': fail,
  'response.cancelled': fail,
  error: fail,
};

/** A parser for one stream of the Responses API. */
export function createStreamParser(context: ParseContext): StreamParser {
  const reading: Reading = {
    builder: new AnswerBuilder(context),
    context,
    isComplete: false,
    isOver: false,
  };
  return {
    push(frame) {
      if (reading.isOver || frame.data === '' || frame.data === '[DONE]') return [];
      const data = readFrame(frame);
      const reduce = REDUCERS[typeOf(data, frame)];
      if (reduce !== undefined) reduce(reading, data);
      return reading.builder.take();
    },
    // The terminal event gives everything that is owed; without it the stream was cut.
    end: () => [],
    get isComplete() {
      return reading.isComplete;
    },
  };
}

/** The object in a frame. */
export function readFrame(frame: SseFrame): JsonObject {
  const data = parseJson(frame.data);
  if (!isObject(data)) throw new WireError('a stream event is not a JSON object');
  return data;
}

/**
 * The type of an event: in the data, or only in the `event:` line; an error object without either
 * is one too.
 */
export function typeOf(data: JsonObject, frame: SseFrame): string {
  const { type } = data;
  if (typeof type === 'string' && (type === 'error' || type.startsWith('response.'))) return type;
  if (isObject(data['error'])) return 'error';
  return frame.event ?? '';
}

// ---- the message and its items

function begin({ builder }: Reading, data: JsonObject): void {
  if (isObject(data['response'])) builder.start(data['response']);
}

function addItem({ builder }: Reading, data: JsonObject): void {
  const { item: value } = data;
  if (!isObject(value)) return;
  const item = builder.item(data, value);
  if (item.kind === 'tool') builder.openTool(item);
}

function endItem({ builder }: Reading, data: JsonObject): void {
  const { item: value } = data;
  if (isObject(value)) finishItem(builder, builder.item(data, value), value);
}

// ---- texts

function growText({ builder }: Reading, data: JsonObject): void {
  const item = builder.itemOf(data, 'message');
  if (typeof data['delta'] === 'string') builder.append(item, textPlace(data), data['delta']);
  const content = readLogprobs(data['logprobs']);
  if (content.length > 0) builder.emit({ type: 'logprobs', choice: 0, content });
}

function grow(itemType: string, placeOf: (data: JsonObject) => TextPlace): Reducer {
  return ({ builder }, data) => {
    if (typeof data['delta'] !== 'string') return;
    builder.append(builder.itemOf(data, itemType), placeOf(data), data['delta']);
  };
}

function settleReasoning(placeOf: (data: JsonObject) => TextPlace): Reducer {
  return ({ builder }, data) =>
    builder.settle(builder.itemOf(data, 'reasoning'), placeOf(data), data['text']);
}

function annotate({ builder }: Reading, data: JsonObject): void {
  if (!isObject(data['annotation'])) return;
  const annotations = [readAnnotation(data['annotation'])];
  builder.annotate(builder.itemOf(data, 'message'), textPlace(data), {
    annotations,
    isWhole: false,
  });
}

function endPart({ builder }: Reading, data: JsonObject): void {
  const { part } = data;
  if (!isObject(part)) return;
  if (part['type'] === 'output_text') {
    const item = builder.itemOf(data, 'message');
    builder.settle(item, textPlace(data), part['text']);
    const annotations = readAnnotations(part['annotations']);
    builder.annotate(item, textPlace(data), { annotations, isWhole: true });
  }
  if (part['type'] === 'refusal')
    builder.settle(builder.itemOf(data, 'message'), refusalPlace(data), part['refusal']);
}

function textPlace(data: JsonObject): TextPlace {
  const index = indexOf(data['content_index']);
  return { kind: 'text', key: `text ${index}:`, index };
}

function refusalPlace(data: JsonObject): TextPlace {
  const index = indexOf(data['content_index']);
  return { kind: 'refusal', key: `refusal ${index}:`, index };
}

function summaryPlace(data: JsonObject): TextPlace {
  return { kind: 'reasoning', key: 'summary', index: indexOf(data['summary_index']) };
}

function reasoningPlace(data: JsonObject): TextPlace {
  return { kind: 'reasoning', key: 'content', index: indexOf(data['content_index']) };
}

function indexOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

// ---- tool calls

function growArguments(itemType: string): Reducer {
  return ({ builder }, data) => {
    const { delta } = data;
    const item: ItemState = builder.itemOf(data, itemType);
    if (typeof delta !== 'string' || delta === '' || item.kind !== 'tool') return;
    const block = builder.openTool(item);
    item.lengths.set('arguments', (item.lengths.get('arguments') ?? 0) + delta.length);
    builder.emit({ type: 'tool-input-delta', text: delta, choice: 0, block });
  };
}

// ---- the end

function end(status: string): Reducer {
  return (reading, data) => {
    const response = isObject(data['response']) ? data['response'] : {};
    if (parseError({ object: 'response', ...response }) !== undefined) {
      fail(reading, { type: 'response.failed', response });
      return;
    }
    finishResponse(reading.builder, { status, ...response }, reading.context.traits);
    reading.isComplete = true;
    reading.isOver = true;
  };
}

function fail(reading: Reading, data: JsonObject): void {
  const type = data['type'] ?? 'error';
  const error = parseError({
    ...data,
    type: type === 'response.cancelled' ? 'response.failed' : type,
  });
  reading.builder.emit({
    type: 'error',
    error: error ?? { message: 'The stream reported an error.', body: data },
  });
  reading.isOver = true;
}
