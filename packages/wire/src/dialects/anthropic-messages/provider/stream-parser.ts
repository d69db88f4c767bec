import { type ParseContext, type StreamParser, WireError } from '../../../dialect.ts';
import type { Event } from '../../../event.ts';
import { isObject, type JsonObject, parseJson, textOf } from '../../../reading.ts';
import type { SseFrame } from '../../../sse/frame.ts';
import { parseError } from '../terms/errors.ts';
import { readStopReason } from '../terms/stop-reason.ts';
import { createUsageReader, type UsageReader } from '../terms/usage.ts';
import { contentOfDelta, type OpenBlock, openBlock } from './open-block.ts';

interface State {
  readonly context: ParseContext;
  /** Open blocks by the wire's index. */
  readonly open: Map<number, OpenBlock>;
  readonly usage: UsageReader;
  events: Event[];
  blockCount: number;
  hasStarted: boolean;
  hasToolCall: boolean;
  nativeReason: string | undefined;
  stopSequence: string | undefined;
  hasStopped: boolean;
  /** Everything was said, or an error was: whatever follows is ignored. */
  isDone: boolean;
  hasFailed: boolean;
}

/** A parser for one Messages API stream. */
export function createStreamParser(context: ParseContext): StreamParser {
  const state: State = {
    context,
    open: new Map(),
    usage: createUsageReader(),
    events: [],
    blockCount: 0,
    hasStarted: false,
    hasToolCall: false,
    nativeReason: undefined,
    stopSequence: undefined,
    hasStopped: false,
    isDone: false,
    hasFailed: false,
  };
  const isComplete = (): boolean =>
    !state.hasFailed && (state.hasStopped || state.nativeReason !== undefined);
  const take = (): Event[] => {
    const { events } = state;
    state.events = [];
    return events;
  };
  return {
    push(frame) {
      if (state.isDone) return [];
      const data = readFrame(frame);
      if (data !== undefined) reduce(state, data);
      return take();
    },
    end() {
      if (!state.isDone && isComplete()) finish(state);
      return take();
    },
    get isComplete() {
      return isComplete();
    },
  };
}

/**
 * The event of a frame, its type taken from `event:` where the data does not tell. Undefined for
 * one that says nothing.
 */
function readFrame(frame: SseFrame): JsonObject | undefined {
  const { data } = frame;
  if (data === '' || data === '[DONE]') return undefined;
  const value = parseJson(data);
  if (isObject(value)) {
    if (typeof value['type'] === 'string' || frame.event === undefined) return value;
    return { ...value, type: frame.event };
  }
  if (frame.event === 'error') return { type: 'error', error: { message: data } };
  throw new WireError('an event of the stream is not a JSON object');
}

type Reducer = (state: State, data: JsonObject) => void;

const REDUCERS: Readonly<Record<string, Reducer>> = {
  message_start: onMessageStart,
  content_block_start: onBlockStart,
  content_block_delta: onBlockDelta,
  content_block_stop: onBlockStop,
  message_delta: onMessageDelta,
  message_stop: onMessageStop,
  error: onError,
};

function reduce(state: State, data: JsonObject): void {
  const { type } = data;
  const reducer = typeof type === 'string' ? REDUCERS[type] : undefined;
  if (reducer !== undefined) reducer(state, data);
  // Some servers report errors without the frame's usual type.
  else if (isObject(data['error'])) onError(state, data);
}

function onMessageStart(state: State, data: JsonObject): void {
  const message = isObject(data['message']) ? data['message'] : {};
  state.usage.take(message['usage']);
  start(state, message);
}

function start(state: State, message: JsonObject): void {
  if (state.hasStarted) return;
  state.hasStarted = true;
  const { serviceTier } = state.usage;
  state.events.push({
    type: 'message-start',
    id: textOf(message['id']) ?? '',
    model: textOf(message['model']) ?? '',
    ...(serviceTier === undefined ? {} : { serviceTier }),
  });
}

function onBlockStart(state: State, data: JsonObject): void {
  const content = data['content_block'];
  if (isObject(content)) begin(state, indexOf(data), content);
}

function indexOf(data: JsonObject): number {
  return typeof data['index'] === 'number' ? data['index'] : 0;
}

function begin(state: State, index: number, content: JsonObject): OpenBlock {
  start(state, {});
  const block = openBlock(content, state.blockCount, state.context.mintId);
  state.blockCount += 1;
  for (const [key, other] of state.open) {
    if (key === index || !(block.isParallel && other.isParallel)) close(state, key, other);
  }
  state.open.set(index, block);
  state.hasToolCall ||= block.isToolCall;
  state.events.push(...block.start());
  return block;
}

function close(state: State, index: number, block: OpenBlock): void {
  state.open.delete(index);
  state.events.push(...block.end());
}

function onBlockDelta(state: State, data: JsonObject): void {
  const { delta } = data;
  if (!isObject(delta)) return;
  const index = indexOf(data);
  let block = state.open.get(index);
  if (block === undefined) {
    const content = contentOfDelta(delta);
    if (content === undefined) return;
    block = begin(state, index, content);
  }
  state.events.push(...block.delta(delta));
}

function onBlockStop(state: State, data: JsonObject): void {
  const index = indexOf(data);
  const block = state.open.get(index);
  if (block !== undefined) close(state, index, block);
}

function onMessageDelta(state: State, data: JsonObject): void {
  state.usage.take(data['usage']);
  const { delta } = data;
  if (!isObject(delta)) return;
  state.nativeReason = textOf(delta['stop_reason']) ?? state.nativeReason;
  state.stopSequence = textOf(delta['stop_sequence']) ?? state.stopSequence;
}

function onMessageStop(state: State): void {
  state.hasStopped = true;
  finish(state);
}

function finish(state: State): void {
  start(state, {});
  for (const [index, block] of state.open) close(state, index, block);
  const { nativeReason, stopSequence } = state;
  state.events.push({
    type: 'choice-end',
    choice: 0,
    reason: readStopReason(nativeReason, state.hasToolCall),
    ...(nativeReason === undefined ? {} : { nativeReason }),
    ...(stopSequence === undefined ? {} : { stopSequence }),
  });
  const usage = state.usage.read();
  const { serviceTier } = state.usage;
  if (usage !== undefined)
    state.events.push({
      type: 'usage',
      usage,
      ...(serviceTier === undefined ? {} : { serviceTier }),
    });
  state.events.push({ type: 'message-end' });
  state.isDone = true;
}

function onError(state: State, data: JsonObject): void {
  state.isDone = true;
  state.hasFailed = true;
  const error = parseError(data) ?? { message: 'the provider reported an error', body: data };
  state.events.push({ type: 'error', error });
}
