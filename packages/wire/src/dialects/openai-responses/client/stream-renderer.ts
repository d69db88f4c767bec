import type { ErrorView, RenderContext, StreamRenderer } from '../../../dialect.ts';
import type { Event, StopReason, TokenLogprob } from '../../../event.ts';
import type { Usage } from '../../../usage.ts';
import { errorType, responseError } from '../terms/errors.ts';
import { DIALECT } from '../terms/names.ts';
import { writeStop } from '../terms/stop-reason.ts';
import { NO_USAGE, writeUsage } from '../terms/usage.ts';
import { progressOf } from './render-answer.ts';
import {
  IN_PROGRESS,
  type ResponseHead,
  type ResponseProgress,
  responseBase,
} from './response-object.ts';
import { type Block, createBlock, type Wire } from './stream-block.ts';
import { createItemIds, imageItem } from './write-item.ts';

/** A renderer for one stream of the Responses API. */
export function createStreamRenderer(context: RenderContext): StreamRenderer {
  return new ResponsesRenderer(context);
}

type BlockEvent = Extract<Event, { readonly block: number }>;

class ResponsesRenderer implements StreamRenderer {
  readonly #context: RenderContext;
  readonly #itemId: ReturnType<typeof createItemIds>;
  readonly #blocks = new Map<number, Block>();
  /** Every item as JSON, at its index; open ones as they stand when the stream fails. */
  readonly #output: string[] = [];
  readonly #wire: Wire;
  #frames = '';
  #sequence = 0;
  /** The fields that stand from the beginning, as JSON without its closing brace. */
  #base: string | undefined;
  #reason: StopReason = 'other';
  #usage: Usage | undefined;
  #hasRefusal = false;
  #logprobs: TokenLogprob[] = [];
  #isOver = false;

  constructor(context: RenderContext) {
    this.#context = context;
    this.#itemId = createItemIds(context.mintId);
    this.#wire = {
      send: (type, fields) => this.#send(type, fields),
      itemId: (prefix, own) => this.#itemId(prefix, own),
      reserve: () => this.#output.push('') - 1,
      store: (index, json) => {
        this.#output[index] = json;
      },
    };
  }

  push(event: Event): string {
    if (!this.#isOver) this.#take(event);
    return this.#flush();
  }

  fail(error: ErrorView): string {
    if (this.#isOver) return '';
    this.#begin({});
    this.#isOver = true;
    for (const block of this.#blocks.values()) block.abandon();
    const { code, message, param } = error;
    const detail = { type: errorType(error.status), code, message, param: param ?? null };
    // The documented event is flat; the stock client and the service itself know the nested form.
    this.#send(
      'error',
      `"code":${JSON.stringify(code)},"message":${JSON.stringify(message)},` +
        `"param":${JSON.stringify(param ?? null)},"error":${JSON.stringify(detail)}`,
    );
    this.#sendResponse('response.failed', {
      ...IN_PROGRESS,
      status: 'failed',
      error: responseError(error),
      ...(this.#usage === undefined ? {} : { usage: writeUsage(this.#usage) }),
    });
    return this.#flush();
  }

  #take(event: Event): void {
    if ('choice' in event && event.choice !== 0) return;
    switch (event.type) {
      case 'message-start':
        this.#begin(event);
        break;
      case 'logprobs':
        this.#takeLogprobs(event.content);
        break;
      case 'choice-end':
        this.#reason = event.reason;
        break;
      case 'usage':
        this.#usage = event.usage;
        break;
      case 'message-end':
        this.#end();
        break;
      case 'error':
        // The caller decides what becomes of it, and says so with `fail`.
        break;
      default:
        this.#takeBlock(event);
    }
  }

  #takeBlock(event: BlockEvent): void {
    this.#begin({});
    switch (event.type) {
      case 'media':
        this.#takeMedia(event);
        break;
      case 'native':
        if (event.dialect === DIALECT) this.#sendWhole(event.value, event.value);
        break;
      case 'text-start':
      case 'reasoning-start':
      case 'refusal-start':
      case 'tool-input-start':
        this.#blocks.get(event.block)?.end(undefined);
        this.#blocks.set(event.block, createBlock(event, this.#wire));
        break;
      case 'text-delta':
      case 'reasoning-delta':
      case 'refusal-delta':
      case 'tool-input-delta':
        if (event.type === 'refusal-delta' && event.text !== '') this.#hasRefusal = true;
        this.#blocks.get(event.block)?.append(event.text);
        if (event.type === 'text-delta' && this.#logprobs.length > 0) this.#takeLogprobs([]);
        break;
      default:
        this.#blocks.get(event.block)?.end(event);
        this.#blocks.delete(event.block);
    }
  }

  /** Log-probabilities ride on deltas of a text; those that come before one wait for it. */
  #takeLogprobs(content: readonly TokenLogprob[]): void {
    this.#logprobs.push(...content);
    for (const block of this.#blocks.values()) {
      if (block.addLogprobs?.(this.#logprobs) !== true) continue;
      this.#logprobs = [];
      return;
    }
  }

  #takeMedia(event: Extract<Event, { type: 'media' }>): void {
    if (event.kind === 'image') {
      const item = imageItem(this.#itemId('ig'), event.data, event.mediaType);
      this.#sendWhole({ ...item, status: 'in_progress', result: null }, item);
    } else if (event.transcript !== undefined) {
      const at = { choice: 0, block: event.block };
      const block = createBlock({ type: 'text-start', ...at }, this.#wire);
      block.append(event.transcript);
      block.end({ type: 'text-end', ...at });
    }
  }

  #sendWhole(added: unknown, done: unknown): void {
    const index = this.#wire.reserve();
    const json = JSON.stringify(done);
    this.#wire.store(index, json);
    this.#send(
      'response.output_item.added',
      `"output_index":${index},"item":${JSON.stringify(added)}`,
    );
    this.#send('response.output_item.done', `"output_index":${index},"item":${json}`);
  }

  // ---- the response around the items

  #begin(head: ResponseHead): void {
    if (this.#base !== undefined) return;
    this.#base = JSON.stringify(responseBase(head, this.#context)).slice(0, -1);
    this.#sendResponse('response.created', IN_PROGRESS);
    this.#sendResponse('response.in_progress', IN_PROGRESS);
  }

  #end(): void {
    this.#begin({});
    for (const block of this.#blocks.values()) block.end(undefined);
    this.#blocks.clear();
    const ending = writeStop(this.#reason, this.#hasRefusal);
    this.#isOver = true;
    this.#sendResponse(`response.${ending.status}`, {
      ...progressOf(ending),
      usage: writeUsage(this.#usage ?? NO_USAGE),
    });
  }

  #sendResponse(type: string, progress: ResponseProgress): void {
    const output = progress === IN_PROGRESS ? '' : this.#output.filter(Boolean).join(',');
    const rest = JSON.stringify(progress).slice(1);
    this.#send(type, `"response":${this.#base},"output":[${output}],${rest}`);
  }

  #send(type: string, fields: string): void {
    const head = `"type":"${type}","sequence_number":${this.#sequence}`;
    this.#frames += `event: ${type}\ndata: {${head},${fields}}\n\n`;
    this.#sequence += 1;
  }

  #flush(): string {
    const frames = this.#frames;
    this.#frames = '';
    return frames;
  }
}
