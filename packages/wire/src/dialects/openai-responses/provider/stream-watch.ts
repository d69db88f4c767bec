import type { FrameKind, StreamWatch } from '../../../dialect.ts';
import type { ProviderError, StopReason } from '../../../event.ts';
import { isObject, type JsonObject, textOf } from '../../../reading.ts';
import type { SseFrame } from '../../../sse/frame.ts';
import type { Traits } from '../../../traits.ts';
import type { Usage } from '../../../usage.ts';
import { parseError } from '../terms/errors.ts';
import { readStop } from '../terms/stop-reason.ts';
import { readUsage } from '../terms/usage.ts';
import { readFacts } from './output-item.ts';
import { readFrame, typeOf } from './stream-parser.ts';

/**
 * Words of which every event that must be read holds one. Quotes inside JSON text are escaped, so
 * that what a model writes cannot hold them; where something else does, the frame is parsed in
 * vain, and nothing is missed.
 */
const ENDINGS = [
  '"response.completed"',
  '"response.done"',
  '"response.incomplete"',
  '"response.failed"',
  '"response.cancelled"',
  '"response.output_item.done"',
  '"error"',
];

/**
 * Watches a stream of the Responses API that passes through. Every stream of it carries usage:
 * nothing is hidden.
 */
export function createStreamWatch(options: { readonly traits: Traits }): StreamWatch {
  return new ResponsesWatch(options.traits);
}

class ResponsesWatch implements StreamWatch {
  readonly #traits: Traits;
  #hasContent = false;
  #isOver = false;
  usage: Usage | undefined;
  reason: StopReason | undefined;
  error: ProviderError | undefined;
  model: string | undefined;
  isComplete = false;
  #tools: unknown;
  readonly #facts = { hasToolCall: false, hasRefusal: false, hasText: false };

  constructor(traits: Traits) {
    this.#traits = traits;
  }

  observe(frame: SseFrame): FrameKind {
    // A second terminal event, or a `[DONE]` of another wire, would only confuse the client.
    if (this.#isOver) return 'drop';
    if (this.#hasContent && isDelta(frame)) return 'content';
    if (frame.data === '' || frame.data === '[DONE]') return 'lifecycle';
    const data = readFrame(frame);
    const kind = this.#read(typeOf(data, frame), data);
    if (kind === 'content') this.#hasContent = true;
    // Once the client has content, nothing is held back any more.
    return kind === 'lifecycle' && this.#hasContent ? 'content' : kind;
  }

  closing(): string {
    return '';
  }

  #read(type: string, data: JsonObject): FrameKind {
    switch (type) {
      case 'response.completed':
      case 'response.done':
        return this.#end('completed', data);
      case 'response.incomplete':
        return this.#end('incomplete', data);
      case 'response.failed':
      case 'response.cancelled':
      case 'error':
        return this.#fail({ ...data, type: type === 'error' ? type : 'response.failed' });
      case 'response.output_item.done':
        this.#note({ tools: this.#tools, output: [data['item']] });
        return hasContent(data['item']) ? 'content' : 'lifecycle';
      default:
        this.#begin(data['response']);
        return type.endsWith('.delta') && data['delta'] !== '' ? 'content' : 'lifecycle';
    }
  }

  #end(status: string, data: JsonObject): FrameKind {
    const response: JsonObject = {
      status,
      ...(isObject(data['response']) ? data['response'] : {}),
    };
    if (parseError({ object: 'response', ...response }) !== undefined)
      return this.#fail({ type: 'response.failed', response });
    this.#isOver = true;
    this.isComplete = true;
    this.model = textOf(response['model']) ?? this.model;
    this.usage = readUsage(response['usage'], this.#traits);
    this.#note(response);
    this.reason = readStop(response, this.#facts).reason;
    return 'end';
  }

  #begin(response: unknown): void {
    if (!isObject(response)) return;
    this.model ??= textOf(response['model']);
    this.#tools ??= response['tools'];
  }

  #note(response: JsonObject): void {
    const facts = readFacts(response);
    this.#facts.hasToolCall ||= facts.hasToolCall;
    this.#facts.hasRefusal ||= facts.hasRefusal;
    this.#facts.hasText ||= facts.hasText;
  }

  #fail(data: JsonObject): FrameKind {
    this.#isOver = true;
    this.error = parseError(data) ?? { message: 'The stream reported an error.', body: data };
    return 'error';
  }
}

/**
 * Whether a frame can be passed on unread: a delta. All else is rare, and read; an item's end also
 * because some servers leave the output of the last event empty.
 */
function isDelta({ event, data }: SseFrame): boolean {
  if (event?.startsWith('response.')) return event.endsWith('.delta');
  return data.includes('.delta"') && !ENDINGS.some((ending) => data.includes(ending));
}

function hasContent(item: unknown): boolean {
  if (!isObject(item) || item['type'] === 'reasoning') return false;
  if (item['type'] !== 'message') return true;
  const content = Array.isArray(item['content']) ? item['content'] : [];
  return content.some(
    (part: unknown) => isObject(part) && (part['text'] || part['refusal'] || '') !== '',
  );
}
