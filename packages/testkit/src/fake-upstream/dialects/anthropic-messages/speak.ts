import { type JsonObject, objectOf } from '../../json.ts';
import type {
  Finish,
  Frame,
  FrameKind,
  Reply,
  Speech,
  SpeechContext,
  SpokenUsage,
} from '../contract.ts';
import { sseFrame, sseReply, wholeReply } from '../frames.ts';
import { split } from '../speech.ts';
import { anthropicHeaders } from './errors.ts';
import { signThinking } from './signature.ts';

const STOP_REASON: Readonly<Record<Finish, string>> = {
  stop: 'end_turn',
  'stop-sequence': 'stop_sequence',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
  refusal: 'refusal',
};

/** A block of the answer and the pieces in which it is streamed. */
interface SpokenBlock {
  readonly block: JsonObject;
  readonly pieces: readonly string[];
}

interface Voice {
  readonly speech: Speech;
  readonly context: SpeechContext;
  readonly id: string;
  readonly blocks: readonly SpokenBlock[];
}

/** An answer in the shape of the Messages endpoint, streamed or whole. */
export function speakMessages(speech: Speech, context: SpeechContext): Reply {
  const { memory, question } = context;
  const voice: Voice = {
    speech,
    context,
    id: memory.mint('msg_01', 22),
    blocks: createBlocks(speech, context),
  };
  const headers = anthropicHeaders(memory);
  if (question.isStream) return sseReply(streamFrames(voice), headers);
  const content = voice.blocks.map(({ block }) => block);
  const body = {
    ...message(voice, content),
    stop_reason: STOP_REASON[speech.finish],
    stop_sequence: speech.stopSequence ?? null,
    ...(speech.usage === undefined ? {} : { usage: renderUsage(speech.usage, 'final') }),
  };
  return wholeReply(body, { headers });
}

function createBlocks(speech: Speech, context: SpeechContext): SpokenBlock[] {
  const blocks: SpokenBlock[] = [];
  const thinking = speech.reasoning.join('');
  if (thinking !== '') {
    const signature = signThinking(thinking);
    const display = objectOf(objectOf(context.request.body)['thinking'])['display'];
    const isOmitted = display === 'omitted';
    blocks.push({
      block: { type: 'thinking', thinking: isOmitted ? '' : thinking, signature },
      pieces: isOmitted ? [] : speech.reasoning,
    });
  }
  // Claude says something before it calls, so the blocks of calls do not start at zero.
  const pieces = speech.toolCalls.length > 0 ? split('Let me use a tool.') : speech.pieces;
  if (pieces.length > 0) blocks.push({ block: { type: 'text', text: pieces.join('') }, pieces });
  for (const call of speech.toolCalls) {
    const id = context.memory.mint('toolu_01', 22);
    blocks.push({
      block: { type: 'tool_use', id, name: call.name, input: call.input },
      pieces: Object.keys(call.input).length === 0 ? [] : split(JSON.stringify(call.input)),
    });
  }
  return blocks;
}

function message(voice: Voice, content: readonly unknown[]): JsonObject {
  return {
    id: voice.id,
    type: 'message',
    role: 'assistant',
    model: voice.context.question.model,
    content,
    stop_reason: null,
    stop_sequence: null,
  };
}

function streamFrames(voice: Voice): Frame[] {
  const { speech } = voice;
  const frames: Frame[] = [];
  const push = (kind: FrameKind, type: string, data: JsonObject = {}): void => {
    frames.push(sseFrame(kind, { type, ...data }, type));
  };
  const opening = speech.usage === undefined ? {} : { usage: renderUsage(speech.usage, 'open') };
  push('lifecycle', 'message_start', { message: { ...message(voice, []), ...opening } });
  voice.blocks.forEach(({ block, pieces }, index) => {
    // The name of a tool is something to show; an empty text or thought is not.
    const kind = block['type'] === 'tool_use' ? 'content' : 'lifecycle';
    push(kind, 'content_block_start', { index, content_block: emptied(block) });
    if (index === 0) push('lifecycle', 'ping');
    for (const piece of pieces) {
      push('content', 'content_block_delta', { index, delta: deltaOf(block, piece) });
    }
    if (block['type'] === 'thinking') {
      const delta = { type: 'signature_delta', signature: block['signature'] };
      push('lifecycle', 'content_block_delta', { index, delta });
    }
    push('lifecycle', 'content_block_stop', { index });
  });
  push('terminal', 'message_delta', {
    delta: {
      stop_reason: STOP_REASON[speech.finish],
      stop_sequence: speech.stopSequence ?? null,
    },
    ...(speech.usage === undefined ? {} : { usage: renderUsage(speech.usage, 'cumulative') }),
  });
  push('terminal', 'message_stop');
  return frames;
}

function emptied(block: JsonObject): JsonObject {
  switch (block['type']) {
    case 'thinking':
      return { ...block, thinking: '', signature: '' };
    case 'text':
      return { ...block, text: '' };
    default:
      return { ...block, input: {} };
  }
}

function deltaOf(block: JsonObject, piece: string): JsonObject {
  switch (block['type']) {
    case 'thinking':
      return { type: 'thinking_delta', thinking: piece };
    case 'text':
      return { type: 'text_delta', text: piece };
    default:
      return { type: 'input_json_delta', partial_json: piece };
  }
}

/** `input_tokens` leaves out what the cache gave or took; every later usage repeats the whole, it does not add. */
function renderUsage(usage: SpokenUsage, stage: 'open' | 'cumulative' | 'final'): JsonObject {
  const counts = {
    input_tokens: usage.input - usage.cached - usage.cacheWritten,
    cache_creation_input_tokens: usage.cacheWritten,
    cache_read_input_tokens: usage.cached,
    output_tokens: stage === 'open' ? 1 : usage.output,
  };
  if (stage === 'cumulative') return counts;
  const creation = {
    ephemeral_5m_input_tokens: usage.cacheWritten,
    ephemeral_1h_input_tokens: 0,
  };
  return { ...counts, cache_creation: creation, service_tier: 'standard' };
}
