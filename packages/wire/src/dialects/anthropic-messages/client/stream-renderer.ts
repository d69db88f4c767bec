import type { ErrorView, RenderContext, StreamRenderer } from '../../../dialect.ts';
import type { Event } from '../../../event.ts';
import type { Signature } from '../../../part.ts';
import { isObject } from '../../../reading.ts';
import type { Usage } from '../../../usage.ts';
import { ownFields } from '../provider/render-part.ts';
import type { Block } from '../provider/rendering.ts';
import { renderError } from '../terms/errors.ts';
import { stopReasonWord } from '../terms/stop-reason.ts';
import { renderUsage } from '../terms/usage.ts';
import { BlockQueue, eventFrame } from './block-queue.ts';
import { mediaBlocks, messageHead, signatureBlocks, tierOf } from './render-answer.ts';

interface State {
  readonly context: RenderContext;
  readonly queue: BlockQueue;
  /** The ids of open tool calls by block: a signature may come at the end of one. */
  readonly callIds: Map<number, string>;
  hasStarted: boolean;
  /** The stream has ended, well or not: nothing may follow. */
  isOver: boolean;
  usage: Usage | undefined;
  stopReason: string;
  stopSequence: string | null;
}

/** A renderer for one Messages API stream. */
export function createStreamRenderer(context: RenderContext): StreamRenderer {
  const state: State = {
    context,
    queue: new BlockQueue(),
    callIds: new Map(),
    hasStarted: false,
    isOver: false,
    usage: undefined,
    stopReason: stopReasonWord('other', undefined),
    stopSequence: null,
  };
  return {
    push: (event) => (state.isOver ? '' : push(state, event)),
    fail: (error: ErrorView) => {
      if (state.isOver) return '';
      state.isOver = true;
      const { type, ...fields } = renderError(error) as Block;
      return eventFrame(String(type), fields);
    },
  };
}

function push(state: State, event: Event): string {
  switch (event.type) {
    case 'message-start':
      return start(state, event);
    case 'choice-end':
      if (event.choice === 0) {
        state.stopReason = stopReasonWord(event.reason, event.nativeReason);
        state.stopSequence = event.stopSequence ?? null;
      }
      return '';
    case 'usage':
      state.usage = event.usage;
      return '';
    case 'message-end':
      state.isOver = true;
      return begin(state) + finish(state);
    case 'error':
    case 'logprobs':
      // An error reaches the client through `fail`, in words of our own; log-probabilities have no
      // home here.
      return '';
    default:
      return event.choice === 0 ? begin(state) + pushBlock(state, event) : '';
  }
}

type MessageStart = Extract<Event, { type: 'message-start' }>;

function start(state: State, event: MessageStart): string {
  if (state.hasStarted) return '';
  state.hasStarted = true;
  const message = {
    ...messageHead(event, state.context),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...renderUsage(undefined), ...tierOf(event.serviceTier) },
  };
  return eventFrame('message_start', { message });
}

/** The head of the stream, where a provider sent none. */
function begin(state: State): string {
  return state.hasStarted ? '' : start(state, { type: 'message-start', id: '', model: '' });
}

function finish(state: State): string {
  const delta = { stop_reason: state.stopReason, stop_sequence: state.stopSequence };
  return (
    state.queue.finish() +
    eventFrame('message_delta', { delta, usage: renderUsage(state.usage) }) +
    eventFrame('message_stop', {})
  );
}

type BlockEvent = Extract<Event, { block: number }>;

function pushBlock(state: State, event: BlockEvent): string {
  const { queue } = state;
  switch (event.type) {
    case 'text-start':
    case 'refusal-start':
      queue.open(event.block, { type: 'text', text: '' });
      return '';
    case 'reasoning-start':
      queue.open(event.block, { type: 'thinking', thinking: '', signature: '' });
      return '';
    case 'tool-input-start':
      return openToolUse(state, event);
    case 'text-delta':
    case 'refusal-delta':
      return queue.delta(event.block, 'text_delta', event.text);
    case 'reasoning-delta':
      return queue.delta(event.block, 'thinking_delta', event.text);
    case 'tool-input-delta':
      return queue.delta(event.block, 'input_json_delta', event.text);
    case 'text-end':
      return queue.close(event.block, { annotations: event.annotations });
    case 'reasoning-end':
      return queue.close(event.block, event);
    case 'refusal-end':
      return queue.close(event.block);
    case 'tool-input-end':
      return closeToolUse(state, event);
    case 'media':
      return media(queue, event);
    case 'native':
      if (event.dialect !== 'anthropic-messages' || !isObject(event.value)) return '';
      return queue.whole({ ...event.value });
    default:
      return event satisfies never;
  }
}

type ToolInput<Kind extends string> = Extract<Event, { type: Kind }>;

function openToolUse(state: State, event: ToolInput<'tool-input-start'>): string {
  state.callIds.set(event.block, event.id);
  const block = {
    type: 'tool_use',
    id: event.id,
    name: event.name,
    input: {},
    ...ownFields(event.native),
  };
  return (
    carrySignature(state.queue, event.signature, event.id) +
    state.queue.openToolUse(event.block, block, event.kind === 'custom')
  );
}

function closeToolUse(state: State, event: ToolInput<'tool-input-end'>): string {
  const callId = state.callIds.get(event.block) ?? '';
  return state.queue.close(event.block) + carrySignature(state.queue, event.signature, callId);
}

function carrySignature(
  queue: BlockQueue,
  signature: Signature | undefined,
  callId: string,
): string {
  return signatureBlocks(signature, callId)
    .map((block) => queue.whole(block))
    .join('');
}

function media(queue: BlockQueue, event: Extract<Event, { type: 'media' }>): string {
  const blocks = mediaBlocks({
    type: event.kind,
    source: { kind: 'base64', data: event.data },
    mediaType: event.mediaType,
    ...(event.transcript === undefined ? {} : { transcript: event.transcript }),
  });
  return blocks.map((block) => queue.whole(block)).join('');
}
