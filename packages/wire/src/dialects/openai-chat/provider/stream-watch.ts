import { type FrameKind, type StreamWatch, WireError } from '../../../dialect.ts';
import type { ProviderError, StopReason } from '../../../event.ts';
import { isObject, type JsonObject, parseJson, textOf } from '../../../reading.ts';
import type { SseFrame } from '../../../sse/frame.ts';
import type { Traits } from '../../../traits.ts';
import type { Usage } from '../../../usage.ts';
import { END_FRAME, isEndMark } from '../terms/end-mark.ts';
import { readChunkError } from '../terms/errors.ts';
import { parseFinishReason } from '../terms/finish-reason.ts';
import { usageOf } from '../terms/usage.ts';
import { hasContent, hasToolCalls } from './parse-answer.ts';

/**
 * Keys that can make a chunk more than content, with a value that is not null: then it is read
 * whole. A quotation mark inside JSON text is always escaped, so content can never hide a key from
 * this pattern, nor pass for one.
 */
const NOTABLE = new RegExp(
  '"(?:finish_reason|usage|error|base_resp|tool_calls|function_call)"\\s*:\\s*[^n\\s]' +
    '|"index"\\s*:\\s*[1-9]',
);

/** Where a delta's own text begins. */
const DELTA_TEXT = /"(?:content|reasoning_content|reasoning|arguments)"\s*:\s*"(?!")/;

const QUOTE = '"';
const BACKSLASH = 92;

/**
 * Watches a stream that passes unread. Chunks of one stream differ only in their text: once a chunk
 * has been read whole, those that begin with the same characters up to the text need no reading,
 * only a look at what follows it.
 */
export class ChatStreamWatch implements StreamWatch {
  readonly #hidesUsage: boolean;
  readonly #traits: Traits;
  /** What ordinary chunks begin with, up to their text. Empty: none is known. */
  #prefix = '';
  /** What the last of them had behind its text. Empty: none is known. */
  #suffix = '';
  #isCommitted = false;
  #isDone = false;
  #hasToolCalls = false;
  /** The word for every choice's end; empty while it goes on. */
  readonly #words = new Map<number, string>();
  #usage: Usage | undefined;
  #error: ProviderError | undefined;
  #model: string | undefined;

  constructor(options: { readonly hidesUsage: boolean; readonly traits: Traits }) {
    this.#hidesUsage = options.hidesUsage;
    this.#traits = options.traits;
  }

  observe(frame: SseFrame): FrameKind {
    const { data } = frame;
    if (this.#isOrdinary(data) && frame.event !== 'error') return 'content';
    if (data === '') return 'lifecycle';
    if (isEndMark(data)) {
      this.#isDone = true;
      return 'end';
    }
    return this.#read(frame);
  }

  get usage(): Usage | undefined {
    return this.#usage;
  }

  get reason(): StopReason | undefined {
    const word = this.#words.get(0) ?? this.#words.values().next().value;
    if (word === undefined || (word === '' && !this.#isDone)) return undefined;
    return parseFinishReason(word, this.#hasToolCalls);
  }

  get error(): ProviderError | undefined {
    return this.#error;
  }

  get model(): string | undefined {
    return this.#model;
  }

  get isComplete(): boolean {
    return this.#error === undefined && (this.#isDone || this.#hasAllWords());
  }

  closing(): string {
    return this.isComplete && !this.#isDone ? END_FRAME : '';
  }

  /** Whether a chunk is content and nothing else, told without reading it. */
  #isOrdinary(data: string): boolean {
    const { length } = this.#prefix;
    // Comparing a slice is ten times as fast as `startsWith`, which goes character by character.
    if (length === 0 || data.slice(0, length) !== this.#prefix) return false;
    let end = data.indexOf(QUOTE, length);
    while (end > length && data.charCodeAt(end - 1) === BACKSLASH)
      end = data.indexOf(QUOTE, end + 1);
    if (end === -1) return false;
    // Most streams end every chunk alike; OpenAI's padding makes each end differ.
    const rest = data.slice(end);
    if (rest === this.#suffix) return true;
    if (NOTABLE.test(rest)) return false;
    this.#suffix = rest;
    return true;
  }

  #read(frame: SseFrame): FrameKind {
    const chunk = parseJson(frame.data);
    const error = readChunkError(chunk, frame);
    if (error !== undefined) return this.#readError(error, chunk);
    if (!isObject(chunk)) {
      // Before content there is still a choice of deployments; behind it, the client's own parser
      // decides.
      if (!this.#isCommitted) throw new WireError('a chunk of the stream is not a JSON object');
      return 'content';
    }
    this.#model ??= textOf(chunk['model']);
    const usage = usageOf(chunk, this.#traits);
    if (usage !== undefined) this.#usage = usage;
    const { choices } = chunk;
    if (!Array.isArray(choices) || choices.length === 0)
      return usage !== undefined && this.#hidesUsage ? 'drop' : 'lifecycle';
    let kind: FrameKind = 'lifecycle';
    for (const [position, choice] of choices.entries()) {
      if (isObject(choice) && this.#readChoice(choice, position)) kind = 'content';
    }
    if (kind === 'content') this.#isCommitted = true;
    this.#learn(frame.data);
    return kind;
  }

  /**
   * An error behind the reason of every choice cannot unmake the answer, and would only make
   * clients drop it.
   */
  #readError(error: ProviderError, chunk: unknown): FrameKind {
    if (isObject(chunk)) this.#usage = usageOf(chunk, this.#traits) ?? this.#usage;
    if (this.#hasAllWords() && this.reason !== 'error') return 'drop';
    this.#error ??= error;
    return 'error';
  }

  #readChoice(choice: JsonObject, position: number): boolean {
    const index = typeof choice['index'] === 'number' ? choice['index'] : position;
    const word = this.#words.get(index) ?? '';
    const next = textOf(choice['finish_reason']) ?? '';
    this.#words.set(index, word === '' || (word === 'stop' && next !== '') ? next : word);
    const { delta, message } = choice;
    const fields = isObject(delta) ? delta : isObject(message) ? message : {};
    if (hasToolCalls(fields)) this.#hasToolCalls = true;
    return hasContent(fields);
  }

  #hasAllWords(): boolean {
    if (this.#words.size === 0) return false;
    for (const word of this.#words.values()) if (word === '') return false;
    return true;
  }

  /**
   * Takes the beginning of a chunk that was read whole as that of ordinary ones. A chunk that
   * begins the same can say nothing new in its beginning, whatever stands there.
   */
  #learn(data: string): void {
    const text = this.#isCommitted ? DELTA_TEXT.exec(data) : null;
    if (text !== null) this.#prefix = data.slice(0, text.index + text[0].length);
  }
}
