import type { Annotation, Signature } from '../../../part.ts';
import { renderFrame } from '../../../sse/frame.ts';
import type { Block } from '../provider/rendering.ts';
import { citationsOf } from '../terms/citation.ts';
import { thinkingBlock } from './render-answer.ts';

type DeltaType = 'text_delta' | 'thinking_delta' | 'input_json_delta';

/** What is known of a block only at its end. */
interface Closing {
  readonly annotations?: readonly Annotation[] | undefined;
  readonly signature?: Signature | undefined;
  readonly isRedacted?: boolean | undefined;
}

/** A block on the wire, or waiting for its turn. */
interface Entry {
  readonly key: number;
  readonly block: Block;
  /** A custom tool's free text must become JSON, which only the whole of it can. */
  readonly isFreeText: boolean;
  /** Deltas that wait, in order. */
  readonly waiting: [DeltaType, string][];
  isEnded: boolean;
  closing: Closing | undefined;
}

/** The key of blocks that come whole. */
const KEYLESS = -1;

/**
 * Puts blocks on the wire one after the other, as the dialect demands: text and reasoning are
 * closed when another block begins and opened again when they go on; a tool call cannot be cut, so
 * whatever begins meanwhile waits.
 */
export class BlockQueue {
  /**
   * Text and reasoning that have begun: on the wire only from their first delta on, for both may
   * stay empty.
   */
  readonly #begun = new Map<number, Block>();
  readonly #waiting: Entry[] = [];
  #current: Entry | undefined;
  #index = -1;

  open(key: number, block: Block): void {
    this.#begun.set(key, block);
  }

  openToolUse(key: number, block: Block, isFreeText: boolean): string {
    return this.#enqueue({ ...entryOf(key, block), isFreeText });
  }

  delta(key: number, type: DeltaType, text: string): string {
    if (text === '') return '';
    const entry = this.#find(key);
    if (entry === this.#current && entry?.isFreeText === false) return this.#delta(type, text);
    if (entry !== undefined) {
      entry.waiting.push([type, text]);
      return '';
    }
    const block = this.#begun.get(key);
    if (block === undefined) return '';
    const begun = entryOf(key, block);
    begun.waiting.push([type, text]);
    return this.#enqueue(begun);
  }

  close(key: number, closing?: Closing): string {
    const block = this.#begun.get(key);
    this.#begun.delete(key);
    const entry = this.#find(key);
    if (entry !== undefined) {
      entry.isEnded = true;
      entry.closing = closing;
      return entry === this.#current ? this.#end() + this.#advance() : '';
    }
    // Withheld or redacted reasoning has no delta, yet its signature must not be lost.
    if (block === undefined || closing?.signature === undefined || block['type'] !== 'thinking')
      return '';
    return this.#enqueue({ ...entryOf(key, block), isEnded: true, closing });
  }

  /** A block without deltas. */
  whole(block: Block): string {
    return this.#enqueue({ ...entryOf(KEYLESS, block), isEnded: true });
  }

  /** Ends everything that is still open or waiting. */
  finish(): string {
    let text = '';
    while (this.#current !== undefined || this.#waiting.length > 0)
      text += this.#end() + this.#advance();
    return text;
  }

  #find(key: number): Entry | undefined {
    if (this.#current?.key === key) return this.#current;
    return this.#waiting.findLast((entry) => entry.key === key);
  }

  #enqueue(entry: Entry): string {
    this.#waiting.push(entry);
    return this.#advance();
  }

  /** Writes waiting entries until a tool call has to be waited for. */
  #advance(): string {
    let text = '';
    while (this.#current?.block['type'] !== 'tool_use') {
      const entry = this.#waiting.shift();
      if (entry === undefined) break;
      text += this.#end() + this.#write(entry);
    }
    return text;
  }

  /** Writes as much of an entry as is known, and its end where that has come. */
  #write(entry: Entry): string {
    if (entry.closing?.isRedacted === true && entry.waiting.length === 0)
      return this.#whole(redactedBlock(entry.closing.signature));
    if (entry.key === KEYLESS) return this.#whole(entry.block);
    this.#current = entry;
    let text = this.#start(entry.block);
    if (!entry.isFreeText)
      for (const [type, delta] of entry.waiting.splice(0)) text += this.#delta(type, delta);
    return entry.isEnded ? text + this.#end() : text;
  }

  #whole(block: Block): string {
    // Clients gather signatures and inputs from deltas; what they find in the start they may not
    // look at.
    switch (block['type']) {
      case 'thinking':
        return (
          this.#start({ ...block, signature: '' }) +
          this.#lastDelta({ type: 'signature_delta', signature: block['signature'] }) +
          this.#stop()
        );
      case 'server_tool_use':
      case 'mcp_tool_use':
        return (
          this.#start({ ...block, input: {} }) +
          this.#delta('input_json_delta', JSON.stringify(block['input'] ?? {})) +
          this.#stop()
        );
      default:
        return this.#start(block) + this.#stop();
    }
  }

  #end(): string {
    const entry = this.#current;
    if (entry === undefined) return '';
    this.#current = undefined;
    return this.#freeText(entry) + this.#closing(entry.closing) + this.#stop();
  }

  #freeText(entry: Entry): string {
    if (!entry.isFreeText) return '';
    const input = entry.waiting.map(([, text]) => text).join('');
    return this.#delta('input_json_delta', JSON.stringify({ input }));
  }

  #closing(closing: Closing | undefined): string {
    let text = '';
    for (const citation of citationsOf(closing?.annotations))
      text += this.#lastDelta({ type: 'citations_delta', citation });
    if (closing?.signature === undefined || closing.isRedacted === true) return text;
    const { signature } = closing;
    const block = thinkingBlock({ type: 'reasoning', text: '', signature });
    return text + this.#lastDelta({ type: 'signature_delta', signature: block['signature'] });
  }

  #start(block: Block): string {
    this.#index += 1;
    return eventFrame('content_block_start', { index: this.#index, content_block: block });
  }

  #stop(): string {
    return eventFrame('content_block_stop', { index: this.#index });
  }

  #lastDelta(delta: Block): string {
    return eventFrame('content_block_delta', { index: this.#index, delta });
  }

  /** The one frame of which there are thousands: only its text goes through a serialiser. */
  #delta(type: DeltaType, text: string): string {
    const field = `"${DELTA_FIELDS[type]}":${JSON.stringify(text)}`;
    return renderFrame(
      `{"type":"content_block_delta","index":${this.#index},"delta":{"type":"${type}",${field}}}`,
      'content_block_delta',
    );
  }
}

/** One frame of the dialect. */
export function eventFrame(type: string, fields: Block): string {
  return renderFrame(JSON.stringify({ type, ...fields }), type);
}

const DELTA_FIELDS: Readonly<Record<DeltaType, string>> = {
  text_delta: 'text',
  thinking_delta: 'thinking',
  input_json_delta: 'partial_json',
};

function entryOf(key: number, block: Block): Entry {
  return { key, block, isFreeText: false, waiting: [], isEnded: false, closing: undefined };
}

function redactedBlock(signature: Signature | undefined): Block {
  return thinkingBlock({
    type: 'reasoning',
    text: '',
    isRedacted: true,
    ...(signature === undefined ? {} : { signature }),
  });
}
