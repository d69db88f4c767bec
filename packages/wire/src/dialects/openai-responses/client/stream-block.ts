import type { Event, TokenLogprob } from '../../../event.ts';
import {
  callCarrier,
  contentPart,
  messageItem,
  reasoningCarrier,
  reasoningItem,
  toolItem,
  toolPrefix,
} from './write-item.ts';

/** What a block writes to: the stream, and the response that it becomes a part of. */
export interface Wire {
  /** Sends one event; `fields` is the JSON of what stands beside its type. */
  send(type: string, fields: string): void;
  itemId(prefix: string, own?: string): string;
  /** The next place in the output. */
  reserve(): number;
  /** Keeps an item for the response's output. */
  store(index: number, json: string): void;
}

/** One block of an answer as one output item. Blocks without content are never seen. */
export interface Block {
  append(text: string): void;
  end(event: Event | undefined): void;
  /** Keeps what there is, as incomplete: the stream fails. */
  abandon(): void;
  /** Whether the block took the log-probabilities. */
  addLogprobs?(logprobs: readonly TokenLogprob[]): boolean;
}

type StartEvent = Extract<
  Event,
  { readonly type: 'text-start' | 'reasoning-start' | 'refusal-start' | 'tool-input-start' }
>;

/** The block that a start event begins. */
export function createBlock(event: StartEvent, wire: Wire): Block {
  switch (event.type) {
    case 'reasoning-start':
      return new ReasoningBlock(event, wire);
    case 'tool-input-start':
      return new ToolBlock(event, wire);
    default:
      return new MessageBlock(event, wire);
  }
}

/** An item's place in the stream, as the JSON fields that every event of it carries. */
interface Place {
  readonly id: string;
  readonly index: number;
  readonly fields: string;
}

function openPlace(wire: Wire, id: string): Place {
  const index = wire.reserve();
  return { id, index, fields: `"item_id":${JSON.stringify(id)},"output_index":${index}` };
}

function sendItem(wire: Wire, type: 'added' | 'done', place: Place, item: unknown): void {
  const json = JSON.stringify(item);
  if (type === 'done') wire.store(place.index, json);
  wire.send(`response.output_item.${type}`, `"output_index":${place.index},"item":${json}`);
}

// ---- a text or a refusal

class MessageBlock implements Block {
  readonly #wire: Wire;
  readonly #start: Extract<StartEvent, { type: 'text-start' | 'refusal-start' }>;
  readonly #kind: 'text' | 'refusal';
  readonly #name: string;
  readonly #logprobs: TokenLogprob[] = [];
  #place: Place | undefined;
  #text = '';

  constructor(start: Extract<StartEvent, { type: 'text-start' | 'refusal-start' }>, wire: Wire) {
    this.#start = start;
    this.#wire = wire;
    this.#kind = start.type === 'text-start' ? 'text' : 'refusal';
    this.#name = this.#kind === 'text' ? 'response.output_text' : 'response.refusal';
  }

  append(text: string): void {
    if (text === '') return;
    this.#sendDelta(text, '[]');
  }

  addLogprobs(logprobs: readonly TokenLogprob[]): boolean {
    if (this.#kind !== 'text' || this.#place === undefined) return false;
    this.#logprobs.push(...logprobs);
    this.#sendDelta('', JSON.stringify(logprobs));
    return true;
  }

  end(event: Event | undefined): void {
    const place = this.#place;
    if (place === undefined) return;
    const annotations = event?.type === 'text-end' ? (event.annotations ?? []) : [];
    const content = contentPart({
      kind: this.#kind,
      text: this.#text,
      annotations,
      logprobs: this.#logprobs,
    });
    const at = `${place.fields},"content_index":0`;
    for (const [index, annotation] of ((content['annotations'] as unknown[]) ?? []).entries())
      this.#wire.send(
        'response.output_text.annotation.added',
        `${at},"annotation_index":${index},"annotation":${JSON.stringify(annotation)}`,
      );
    const text = JSON.stringify(this.#text);
    const whole =
      this.#kind === 'text'
        ? `"text":${text},"logprobs":${JSON.stringify(this.#logprobs)}`
        : `"refusal":${text}`;
    this.#wire.send(`${this.#name}.done`, `${at},${whole}`);
    this.#wire.send('response.content_part.done', `${at},"part":${JSON.stringify(content)}`);
    sendItem(this.#wire, 'done', place, this.#item(place.id, 'completed', content));
  }

  abandon(): void {
    if (this.#place === undefined) return;
    const content = contentPart({ kind: this.#kind, text: this.#text, logprobs: this.#logprobs });
    const item = this.#item(this.#place.id, 'incomplete', content);
    this.#wire.store(this.#place.index, JSON.stringify(item));
  }

  #sendDelta(text: string, logprobs: string): void {
    const place = this.#place ?? this.#open();
    this.#text += text;
    const fields = `${place.fields},"content_index":0,"delta":${JSON.stringify(text)}`;
    this.#wire.send(
      `${this.#name}.delta`,
      this.#kind === 'text' ? `${fields},"logprobs":${logprobs}` : fields,
    );
  }

  #open(): Place {
    const place = openPlace(this.#wire, this.#wire.itemId('msg'));
    this.#place = place;
    sendItem(this.#wire, 'added', place, this.#item(place.id, 'in_progress', undefined));
    const part = contentPart({ kind: this.#kind, text: '' });
    this.#wire.send(
      'response.content_part.added',
      `${place.fields},"content_index":0,"part":${JSON.stringify(part)}`,
    );
    return place;
  }

  #item(id: string, status: 'in_progress' | 'completed' | 'incomplete', content: unknown): unknown {
    const native = this.#start.type === 'text-start' ? this.#start.native : undefined;
    return messageItem(id, status, { content, native });
  }
}

// ---- reasoning

class ReasoningBlock implements Block {
  readonly #wire: Wire;
  readonly #start: Extract<StartEvent, { type: 'reasoning-start' }>;
  #place: Place | undefined;
  #text = '';

  constructor(start: Extract<StartEvent, { type: 'reasoning-start' }>, wire: Wire) {
    this.#start = start;
    this.#wire = wire;
  }

  append(text: string): void {
    if (text === '') return;
    const place = this.#place ?? this.#open();
    if (this.#text === '')
      this.#wire.send(
        'response.reasoning_summary_part.added',
        `${place.fields},"summary_index":0,"part":{"type":"summary_text","text":""}`,
      );
    this.#text += text;
    this.#wire.send(
      'response.reasoning_summary_text.delta',
      `${place.fields},"summary_index":0,"delta":${JSON.stringify(text)}`,
    );
  }

  end(event: Event | undefined): void {
    const { signature, isRedacted } = event?.type === 'reasoning-end' ? event : {};
    // A signature without text must come back too: the provider asks for it with the tool call
    // behind it.
    if (this.#place === undefined && signature === undefined) return;
    const place = this.#place ?? this.#open();
    if (this.#text !== '') this.#endText(place);
    const { itemId } = this.#start;
    const encrypted = reasoningCarrier({ signature, isRedacted, itemId });
    sendItem(this.#wire, 'done', place, reasoningItem(place.id, this.#text, encrypted));
  }

  abandon(): void {
    if (this.#place === undefined) return;
    const item = reasoningItem(this.#place.id, this.#text, undefined);
    this.#wire.store(this.#place.index, JSON.stringify({ ...item, status: 'incomplete' }));
  }

  #open(): Place {
    const place = openPlace(this.#wire, this.#wire.itemId('rs', this.#start.itemId));
    this.#place = place;
    sendItem(this.#wire, 'added', place, reasoningItem(place.id, '', undefined));
    return place;
  }

  #endText(place: Place): void {
    const text = JSON.stringify(this.#text);
    const at = `${place.fields},"summary_index":0`;
    this.#wire.send('response.reasoning_summary_text.done', `${at},"text":${text}`);
    this.#wire.send(
      'response.reasoning_summary_part.done',
      `${at},"part":{"type":"summary_text","text":${text}}`,
    );
  }
}

// ---- tool calls

class ToolBlock implements Block {
  readonly #wire: Wire;
  readonly #start: Extract<StartEvent, { type: 'tool-input-start' }>;
  readonly #isCustom: boolean;
  readonly #name: string;
  readonly #place: Place;
  #arguments = '';

  constructor(start: Extract<StartEvent, { type: 'tool-input-start' }>, wire: Wire) {
    this.#start = start;
    this.#wire = wire;
    this.#isCustom = start.kind === 'custom';
    this.#name = this.#isCustom
      ? 'response.custom_tool_call_input'
      : 'response.function_call_arguments';
    this.#carry(start.signature);
    this.#place = openPlace(wire, wire.itemId(toolPrefix(this.#isCustom), start.itemId));
    sendItem(wire, 'added', this.#place, this.#item('in_progress'));
  }

  append(text: string): void {
    if (text === '') return;
    this.#arguments += text;
    this.#wire.send(`${this.#name}.delta`, `${this.#place.fields},"delta":${JSON.stringify(text)}`);
  }

  end(event: Event | undefined): void {
    if (this.#arguments === '' && !this.#isCustom) this.append('{}');
    const whole = JSON.stringify(this.#arguments);
    this.#wire.send(
      `${this.#name}.done`,
      this.#isCustom
        ? `${this.#place.fields},"input":${whole}`
        : `${this.#place.fields},"name":${JSON.stringify(this.#start.name)},"arguments":${whole}`,
    );
    sendItem(this.#wire, 'done', this.#place, this.#item('completed'));
    if (event?.type === 'tool-input-end') this.#carry(event.signature);
  }

  abandon(): void {
    this.#wire.store(this.#place.index, JSON.stringify(this.#item('incomplete')));
  }

  #item(status: 'in_progress' | 'completed' | 'incomplete'): unknown {
    return toolItem(this.#place.id, status, {
      callId: this.#start.id,
      name: this.#start.name,
      isCustom: this.#isCustom,
      arguments: this.#arguments,
      native: this.#start.native,
    });
  }

  /** A function call has no field for its signature: a reasoning item of its own brings it back. */
  #carry(signature: Extract<StartEvent, { type: 'tool-input-start' }>['signature']): void {
    const encrypted = callCarrier(signature, this.#start.id);
    if (encrypted === undefined) return;
    const place = openPlace(this.#wire, this.#wire.itemId('rs'));
    sendItem(this.#wire, 'added', place, reasoningItem(place.id, '', undefined));
    sendItem(this.#wire, 'done', place, reasoningItem(place.id, '', encrypted));
  }
}
