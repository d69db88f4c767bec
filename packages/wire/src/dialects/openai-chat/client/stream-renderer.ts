import type { ErrorView, RenderContext, StreamRenderer } from '../../../dialect.ts';
import type { Event } from '../../../event.ts';
import { renderDataUrl } from '../../../media/data-url.ts';
import type { ReasoningPart } from '../../../part.ts';
import { defined } from '../../../reading.ts';
import type { Usage } from '../../../usage.ts';
import { renderAnnotations } from '../terms/annotations.ts';
import { END_FRAME } from '../terms/end-mark.ts';
import { renderError } from '../terms/errors.ts';
import { renderFinishReason } from '../terms/finish-reason.ts';
import { renderDetail } from '../terms/reasoning-details.ts';
import { renderThoughtSignature } from '../terms/thought-signature.ts';
import { renderUsage } from '../terms/usage.ts';
import { expectsFunctionCall, renderImage, renderStop } from './render-answer.ts';

/** What every chunk but the last of a choice says beside its delta. */
const GOING_ON = '"logprobs":null,"finish_reason":null';

type EventOf<Type extends Event['type']> = Extract<Event, { type: Type }>;

/** What must be remembered of one choice. */
interface ChoiceState {
  hasRole: boolean;
  hasRefusal: boolean;
  /** Tool calls are numbered by themselves, not by block. */
  readonly toolIndexes: Map<
    number,
    { readonly index: number; readonly isCustom: boolean; hasInput: boolean }
  >;
  reasoning: { text: string; readonly start: EventOf<'reasoning-start'> } | undefined;
  details: number;
  images: number;
}

/**
 * Writes `chat.completion.chunk`s. What is the same in every chunk is written once and joined as
 * text.
 */
export class ChatStreamRenderer implements StreamRenderer {
  readonly #context: RenderContext;
  readonly #isOlder: boolean;
  readonly #choices = new Map<number, ChoiceState>();
  /** Everything before the choice's number, and after the choice. */
  #head = '';
  #tail = '}]}\n\n';
  #usage: Usage | undefined;
  #isOver = false;

  constructor(context: RenderContext) {
    this.#context = context;
    this.#isOlder = expectsFunctionCall(context);
    this.#writeHead({ type: 'message-start', id: '', model: '' });
  }

  push(event: Event): string {
    if (this.#isOver) return '';
    switch (event.type) {
      case 'text-delta':
        return this.#delta(event.choice, `{"content":${JSON.stringify(event.text)}}`);
      case 'reasoning-delta':
        return this.#reasoningDelta(event);
      case 'tool-input-delta':
        return this.#toolDelta(event);
      case 'message-start':
        this.#writeHead(event);
        return this.#role(0);
      case 'reasoning-start':
        this.#choiceAt(event.choice).reasoning = { text: '', start: event };
        return '';
      case 'reasoning-end':
        return this.#reasoningEnd(event);
      case 'text-end':
        return this.#textEnd(event);
      case 'tool-input-start':
        return this.#toolStart(event);
      case 'tool-input-end':
        return this.#toolEnd(event);
      case 'refusal-delta':
        if (event.text === '') return '';
        this.#choiceAt(event.choice).hasRefusal = true;
        return this.#delta(event.choice, `{"refusal":${JSON.stringify(event.text)}}`);
      case 'media':
        return this.#media(event);
      case 'logprobs':
        return this.#chunk(event.choice, '{}', {
          logprobs: { content: event.content, refusal: null },
        });
      case 'choice-end':
        return this.#choiceEnd(event);
      case 'usage':
        this.#usage = event.usage;
        return '';
      case 'message-end':
        return this.#messageEnd();
      // Starts and ends that this wire does not know, other dialects' own blocks, and errors, which
      // `fail` writes.
      case 'text-start':
      case 'refusal-start':
      case 'refusal-end':
      case 'native':
      case 'error':
        return '';
      default:
        return event satisfies never;
    }
  }

  fail(error: ErrorView): string {
    if (this.#isOver) return '';
    this.#isOver = true;
    return `data: ${JSON.stringify(renderError(error))}\n\n${END_FRAME}`;
  }

  // --- chunks

  #writeHead(event: EventOf<'message-start'>): void {
    const { call, createdAt, mintId } = this.#context;
    const head = defined({
      id: event.id === '' ? mintId('chatcmpl') : event.id,
      object: 'chat.completion.chunk',
      created: event.createdAt ?? createdAt,
      model: event.model === '' ? call.model : event.model,
      service_tier: event.serviceTier,
      system_fingerprint: event.systemFingerprint ?? null,
    });
    this.#head = `data: ${JSON.stringify(head).slice(0, -1)},"choices":[`;
    // A client that asked for usage is told in every chunk that it is not this one.
    this.#tail = call.wantsStreamUsage === true ? '}],"usage":null}\n\n' : '}]}\n\n';
  }

  /** One chunk of one choice. `delta` is JSON text. */
  #chunk(
    choice: number,
    delta: string,
    rest: { readonly logprobs?: unknown; readonly finish_reason?: string | null },
  ): string {
    const fields = JSON.stringify({ logprobs: null, finish_reason: null, ...rest }).slice(1, -1);
    const head = `${this.#role(choice)}${this.#head}`;
    return `${head}{"index":${choice},"delta":${delta},${fields}${this.#tail}`;
  }

  #delta(choice: number, delta: string): string {
    const head = `${this.#role(choice)}${this.#head}`;
    return `${head}{"index":${choice},"delta":${delta},${GOING_ON}${this.#tail}`;
  }

  /** The first chunk of a choice names the role; SDKs build the message on it. */
  #role(choice: number): string {
    const state = this.#choiceAt(choice);
    if (state.hasRole) return '';
    state.hasRole = true;
    return this.#delta(choice, '{"role":"assistant","content":"","refusal":null}');
  }

  #choiceAt(choice: number): ChoiceState {
    let state = this.#choices.get(choice);
    if (state === undefined) {
      state = {
        hasRole: false,
        hasRefusal: false,
        toolIndexes: new Map(),
        reasoning: undefined,
        details: 0,
        images: 0,
      };
      this.#choices.set(choice, state);
    }
    return state;
  }

  // --- one small function an event

  #reasoningDelta(event: EventOf<'reasoning-delta'>): string {
    const { reasoning } = this.#choiceAt(event.choice);
    if (reasoning !== undefined) reasoning.text += event.text;
    return this.#delta(event.choice, `{"reasoning_content":${JSON.stringify(event.text)}}`);
  }

  /**
   * Signed reasoning is sent once more, whole, beside its proof: clients that keep the list can
   * give it back.
   */
  #reasoningEnd(event: EventOf<'reasoning-end'>): string {
    const state = this.#choiceAt(event.choice);
    const { reasoning } = state;
    state.reasoning = undefined;
    if (event.signature === undefined) return '';
    const part: ReasoningPart = defined({
      type: 'reasoning' as const,
      text: reasoning?.text ?? '',
      isSummary: reasoning?.start.isSummary,
      itemId: reasoning?.start.itemId,
      signature: event.signature,
      isRedacted: event.isRedacted,
    });
    const detail = renderDetail(part, state.details);
    state.details += 1;
    return this.#delta(event.choice, JSON.stringify({ reasoning_details: [detail] }));
  }

  #textEnd(event: EventOf<'text-end'>): string {
    const annotations = renderAnnotations(event.annotations ?? []);
    const delta = defined({
      annotations: annotations.length === 0 ? undefined : annotations,
      extra_content:
        event.signature === undefined ? undefined : renderThoughtSignature(event.signature),
    });
    return Object.keys(delta).length === 0 ? '' : this.#delta(event.choice, JSON.stringify(delta));
  }

  #toolStart(event: EventOf<'tool-input-start'>): string {
    const { toolIndexes } = this.#choiceAt(event.choice);
    const isCustom = event.kind === 'custom';
    const index = toolIndexes.size;
    toolIndexes.set(event.block, { index, isCustom, hasInput: false });
    if (this.#isOlder) {
      if (index > 0) return '';
      const call = { function_call: { name: event.name, arguments: '' } };
      return this.#delta(event.choice, JSON.stringify(call));
    }
    const body = isCustom
      ? { type: 'custom', custom: { name: event.name, input: '' } }
      : { type: 'function', function: { name: event.name, arguments: '' } };
    const signature =
      event.signature === undefined
        ? {}
        : { extra_content: renderThoughtSignature(event.signature) };
    const call = { index, id: event.id, ...body, ...signature };
    return this.#delta(event.choice, JSON.stringify({ tool_calls: [call] }));
  }

  #toolDelta(event: EventOf<'tool-input-delta'>): string {
    const tool = this.#choiceAt(event.choice).toolIndexes.get(event.block);
    if (tool === undefined || event.text === '') return '';
    tool.hasInput = true;
    const text = JSON.stringify(event.text);
    if (this.#isOlder) {
      return tool.index > 0
        ? ''
        : this.#delta(event.choice, `{"function_call":{"arguments":${text}}}`);
    }
    const input = tool.isCustom ? `"custom":{"input":${text}}` : `"function":{"arguments":${text}}`;
    return this.#delta(event.choice, `{"tool_calls":[{"index":${tool.index},${input}}]}`);
  }

  /** A function without arguments is called with an empty object: no text at all is no JSON. */
  #toolEnd(event: EventOf<'tool-input-end'>): string {
    const { choice, block, signature } = event;
    const tool = this.#choiceAt(choice).toolIndexes.get(block);
    if (tool === undefined) return '';
    const isBare = !tool.hasInput && !tool.isCustom;
    const input = isBare
      ? this.#toolDelta({ type: 'tool-input-delta', choice, block, text: '{}' })
      : '';
    if (signature === undefined || this.#isOlder) return input;
    const call = { index: tool.index, extra_content: renderThoughtSignature(signature) };
    return input + this.#delta(choice, JSON.stringify({ tool_calls: [call] }));
  }

  #media(event: EventOf<'media'>): string {
    const { choice, kind, mediaType, data } = event;
    if (kind === 'audio') {
      const { id = 'audio', transcript = '' } = event;
      return this.#delta(choice, JSON.stringify({ audio: { id, data, transcript } }));
    }
    if (kind === 'image') {
      const state = this.#choiceAt(choice);
      const image = renderImage(mediaType, data, state.images);
      state.images += 1;
      return this.#delta(choice, JSON.stringify({ images: [image] }));
    }
    const file = { type: 'file', file: { file_data: renderDataUrl(mediaType, data) } };
    return this.#delta(choice, JSON.stringify({ files: [file] }));
  }

  #choiceEnd(event: EventOf<'choice-end'>): string {
    const word = renderFinishReason(event.reason, this.#choiceAt(event.choice).hasRefusal);
    const isOlderCall = this.#isOlder && word === 'tool_calls';
    return this.#chunk(event.choice, '{}', {
      finish_reason: isOlderCall ? 'function_call' : word,
      ...renderStop(event),
    });
  }

  #messageEnd(): string {
    this.#isOver = true;
    const { wantsStreamUsage } = this.#context.call;
    if (wantsStreamUsage !== true || this.#usage === undefined) return END_FRAME;
    const usage = JSON.stringify(renderUsage(this.#usage));
    return `${this.#head}],"usage":${usage}}\n\n${END_FRAME}`;
  }
}
