import type { FrameKind, StreamWatch } from '../../../dialect.ts';
import type { ProviderError } from '../../../event.ts';
import { isObject, type JsonObject, parseJson, textOf } from '../../../reading.ts';
import { renderFrame, type SseFrame } from '../../../sse/frame.ts';
import { parseError } from '../terms/errors.ts';
import { readStopReason } from '../terms/stop-reason.ts';
import { createUsageReader, type UsageReader } from '../terms/usage.ts';

/**
 * What a frame must contain, as a JSON string of its own, to say anything but content. Inside text
 * these words stand between escaped quotes and do not match; a text that is exactly such a word
 * only costs a parse.
 */
const TELLING = [
  '"content_block_start"',
  '"message_delta"',
  '"message_stop"',
  '"message_start"',
  '"error"',
] as const;

interface State {
  readonly usage: UsageReader;
  hasContent: boolean;
  hasToolCall: boolean;
  hasStopped: boolean;
  nativeReason: string | undefined;
  model: string | undefined;
  error: ProviderError | undefined;
}

/**
 * A watch for one stream that passes through unread. Usage always travels in this dialect, so none
 * is hidden.
 */
export function createStreamWatch(): StreamWatch {
  const state: State = {
    usage: createUsageReader(),
    hasContent: false,
    hasToolCall: false,
    hasStopped: false,
    nativeReason: undefined,
    model: undefined,
    error: undefined,
  };
  return {
    observe: (frame) => observe(state, frame),
    get usage() {
      return state.usage.read();
    },
    get reason() {
      if (state.nativeReason === undefined && !state.hasStopped) return undefined;
      return readStopReason(state.nativeReason, state.hasToolCall);
    },
    get error() {
      return state.error;
    },
    get model() {
      return state.model;
    },
    get isComplete() {
      return isComplete(state);
    },
    closing() {
      if (state.hasStopped || !isComplete(state)) return '';
      return renderFrame('{"type":"message_stop"}', 'message_stop');
    },
  };
}

function isComplete(state: State): boolean {
  return state.error === undefined && (state.hasStopped || state.nativeReason !== undefined);
}

function observe(state: State, frame: SseFrame): FrameKind {
  if (frame.data === '[DONE]') return 'drop';
  if (!state.hasContent || isTelling(frame)) return observeParsed(state, frame);
  return 'content';
}

function isTelling(frame: SseFrame): boolean {
  if (frame.event === 'content_block_delta' || frame.event === 'content_block_stop') return false;
  return TELLING.some((word) => frame.data.includes(word)) || frame.event === 'error';
}

function observeParsed(state: State, frame: SseFrame): FrameKind {
  const event = parseJson(frame.data);
  if (!isObject(event)) {
    return frame.event === 'error' ? fail(state, { message: frame.data }) : 'lifecycle';
  }
  switch (textOf(event['type']) ?? frame.event) {
    case 'message_start':
      return observeHead(state, event['message']);
    case 'content_block_start':
      return observeStart(state, event['content_block']);
    case 'content_block_delta':
      return observeDelta(state, event['delta']);
    case 'message_delta':
      return observeEnd(state, event);
    case 'message_stop':
      state.hasStopped = true;
      return 'end';
    case 'error':
      return fail(state, readError(event));
    default:
      return isObject(event['error']) ? fail(state, readError(event)) : 'lifecycle';
  }
}

function observeHead(state: State, message: unknown): FrameKind {
  if (!isObject(message)) return 'lifecycle';
  state.model = textOf(message['model']) ?? state.model;
  state.usage.take(message['usage']);
  return 'lifecycle';
}

function observeStart(state: State, block: unknown): FrameKind {
  if (!isObject(block)) return 'lifecycle';
  switch (block['type']) {
    case 'tool_use':
      state.hasToolCall = true;
      return content(state);
    case 'text':
      return textOf(block['text']) === undefined ? 'lifecycle' : content(state);
    case 'thinking':
      return textOf(block['thinking']) === undefined ? 'lifecycle' : content(state);
    case 'redacted_thinking':
      return 'lifecycle';
    default:
      return content(state);
  }
}

function observeDelta(state: State, delta: unknown): FrameKind {
  if (!isObject(delta)) return 'lifecycle';
  const text = textOf(delta['text']) ?? textOf(delta['thinking']) ?? textOf(delta['partial_json']);
  return text === undefined ? 'lifecycle' : content(state);
}

function observeEnd(state: State, event: JsonObject): FrameKind {
  state.usage.take(event['usage']);
  const { delta } = event;
  if (isObject(delta)) state.nativeReason = textOf(delta['stop_reason']) ?? state.nativeReason;
  return 'lifecycle';
}

function content(state: State): FrameKind {
  state.hasContent = true;
  return 'content';
}

function readError(event: JsonObject): ProviderError {
  return parseError(event) ?? { message: 'the provider reported an error', body: event };
}

function fail(state: State, error: ProviderError): FrameKind {
  state.error ??= error;
  return 'error';
}
