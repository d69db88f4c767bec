import type { ErrorView, RenderContext, StreamRenderer } from '../../dialect.ts';
import type { Event, TokenLogprob } from '../../event.ts';
import type { Signature } from '../../part.ts';
import type { JsonObject } from '../../reading.ts';
import type { Usage } from '../../usage.ts';
import {
  signatureField,
  writeCall,
  writeMedia,
  writeNative,
  writeTranscript,
} from './client/answer-part.ts';
import { writeLogprobs } from './client/logprobs.ts';
import { renderError } from './errors.ts';
import { finishMessage } from './render-answer.ts';
import { toFinishReason } from './terms/finish-reason.ts';
import { type CitingText, writeGrounding } from './terms/grounding.ts';
import { writeUsage } from './usage.ts';

interface OpenCall {
  readonly id: string;
  readonly name: string;
  arguments: string;
  readonly signature: Signature | undefined;
  readonly kind: 'function' | 'custom' | undefined;
}

/** What is known of one candidate until the last frame tells it. */
interface CandidateState {
  /** The text so far of the open block. */
  text: string;
  /** The texts that have ended: grounding counts bytes of them. */
  readonly texts: CitingText[];
  logprobs: TokenLogprob[];
  end: { readonly finishReason: string; readonly message: JsonObject } | undefined;
}

interface State {
  readonly calls: Map<string, OpenCall>;
  readonly candidates: Map<number, CandidateState>;
  id: string;
  model: string;
  usage: Usage | undefined;
  serviceTier: string | undefined;
}

/**
 * Writes one Gemini stream: every frame is a whole response with what is new. A function call is one whole part, so
 * its arguments are held until they are complete; finish reasons and usage come on the last frame.
 */
export function createStreamRenderer(context: RenderContext): StreamRenderer {
  const state: State = {
    calls: new Map(),
    candidates: new Map(),
    id: '',
    model: context.call.model,
    usage: undefined,
    serviceTier: undefined,
  };
  const write = createFraming(context.path?.framing ?? 'sse');
  let isOver = false;
  return {
    push(event) {
      if (isOver) return '';
      if (event.type === 'message-end') {
        isOver = true;
        return write(lastFrame(state), true);
      }
      const frame = frameFor(event, state, context);
      return frame === undefined ? '' : write(frame, false);
    },
    fail(error: ErrorView) {
      if (isOver) return '';
      isOver = true;
      return write(renderError(error), true);
    },
  };
}

/** Writes frames as server-sent events with CRLF, as Google does, or as the elements of one JSON array. */
function createFraming(framing: 'sse' | 'json-array'): (frame: unknown, isLast: boolean) => string {
  if (framing === 'sse') return (frame) => `data: ${JSON.stringify(frame)}\r\n\r\n`;
  let isFirst = true;
  return (frame, isLast) => {
    const start = isFirst ? '[' : '\n,\r\n';
    isFirst = false;
    return `${start}${JSON.stringify(frame)}${isLast ? '\n]' : ''}`;
  };
}

function frameFor(event: Event, state: State, context: RenderContext): JsonObject | undefined {
  switch (event.type) {
    case 'message-start':
      state.id = event.id === '' ? context.mintId('resp') : event.id;
      if (event.model !== '') state.model = event.model;
      return undefined;
    case 'text-start':
      candidateAt(state, event.choice).text = '';
      return undefined;
    case 'text-delta':
      candidateAt(state, event.choice).text += event.text;
      return event.text === '' ? undefined : partFrame(state, event.choice, { text: event.text });
    case 'text-end':
      return textEnd(event, state);
    case 'reasoning-delta':
      if (event.text === '') return undefined;
      return partFrame(state, event.choice, { text: event.text, thought: true });
    case 'reasoning-end':
      return reasoningEnd(event, state);
    case 'refusal-delta':
      return event.text === '' ? undefined : partFrame(state, event.choice, { text: event.text });
    case 'tool-input-start':
    case 'tool-input-delta':
    case 'tool-input-end':
      return callFrame(event, state);
    case 'media': {
      const part = writeMedia({ mimeType: event.mediaType, data: event.data }, event.signature);
      return partFrame(state, event.choice, part, ...writeTranscript(event.transcript));
    }
    case 'native': {
      const [part] = writeNative(event);
      return part === undefined ? undefined : partFrame(state, event.choice, part);
    }
    default:
      noteForTheEnd(event, state);
      return undefined;
  }
}

/** Events that have no frame of their own. */
function noteForTheEnd(event: Event, state: State): void {
  switch (event.type) {
    case 'logprobs':
      candidateAt(state, event.choice).logprobs.push(...event.content);
      break;
    case 'choice-end': {
      const finishReason = toFinishReason(event.reason, event.nativeReason);
      const message = finishMessage(event, finishReason);
      candidateAt(state, event.choice).end = { finishReason, message };
      break;
    }
    case 'usage':
      state.usage = event.usage;
      state.serviceTier = event.serviceTier ?? state.serviceTier;
      break;
    default:
      break;
  }
}

function textEnd(
  event: Extract<Event, { type: 'text-end' }>,
  state: State,
): JsonObject | undefined {
  const candidate = candidateAt(state, event.choice);
  candidate.texts.push({ text: candidate.text, annotations: event.annotations });
  if (event.signature === undefined) return undefined;
  return partFrame(state, event.choice, { text: '', ...signatureField(event.signature) });
}

function reasoningEnd(
  event: Extract<Event, { type: 'reasoning-end' }>,
  state: State,
): JsonObject | undefined {
  if (event.signature === undefined) return undefined;
  const field = signatureField(event.signature, event.isRedacted);
  return partFrame(state, event.choice, { text: '', thought: true, ...field });
}

function callFrame(
  event: Extract<Event, { type: `tool-input-${string}` }>,
  state: State,
): JsonObject | undefined {
  const key = `${event.choice} ${event.block}`;
  if (event.type === 'tool-input-start') {
    const { id, name, signature, kind } = event;
    state.calls.set(key, { id, name, arguments: '', signature, kind });
    return undefined;
  }
  const call = state.calls.get(key);
  if (call === undefined) return undefined;
  if (event.type === 'tool-input-delta') {
    call.arguments += event.text;
    return undefined;
  }
  state.calls.delete(key);
  return partFrame(state, event.choice, writeCall(call, event.signature ?? call.signature));
}

function candidateAt(state: State, choice: number): CandidateState {
  const known = state.candidates.get(choice);
  if (known !== undefined) return known;
  const candidate = { text: '', texts: [], logprobs: [], end: undefined };
  state.candidates.set(choice, candidate);
  return candidate;
}

function partFrame(state: State, choice: number, ...parts: JsonObject[]): JsonObject {
  return {
    candidates: [{ content: { parts, role: 'model' }, index: choice }],
    modelVersion: state.model,
    responseId: state.id,
  };
}

function lastFrame(state: State): JsonObject {
  const indexes = [...state.candidates.keys()].sort((left, right) => left - right);
  return {
    candidates: indexes.map((index) => {
      const { end, texts, logprobs } = candidateAt(state, index);
      const grounding = writeGrounding(texts);
      return {
        content: { parts: [{ text: '' }], role: 'model' },
        finishReason: end?.finishReason ?? 'OTHER',
        index,
        ...end?.message,
        ...(grounding === undefined ? {} : { groundingMetadata: grounding }),
        ...(logprobs.length === 0 ? {} : { logprobsResult: writeLogprobs(logprobs) }),
      };
    }),
    ...(state.usage === undefined
      ? {}
      : { usageMetadata: writeUsage(state.usage, state.serviceTier) }),
    modelVersion: state.model,
    responseId: state.id,
  };
}
