import type { Event } from '../../../event.ts';
import { parseDataUrl } from '../../../media/data-url.ts';
import type { Annotation, Signature } from '../../../part.ts';
import { isObject, type JsonObject, textOf } from '../../../reading.ts';
import { parseAnnotations } from '../terms/annotations.ts';
import { parseFinishReason } from '../terms/finish-reason.ts';
import { parseLogprobs } from '../terms/logprobs.ts';
import { mergeFacts, readDetails, readFacts } from '../terms/reasoning-details.ts';
import { parseThoughtSignature } from '../terms/thought-signature.ts';
import { type AudioGatherer, createAudioGatherer } from './audio.ts';
import { ToolReader } from './tool-reader.ts';

type OpenBlock =
  | { readonly type: 'text' | 'refusal'; readonly block: number }
  | {
      readonly type: 'reasoning';
      readonly block: number;
      readonly key: string;
      facts: JsonObject;
      /** What was told so far. */
      text: string;
    };

/** A piece of reasoning; pieces of one key make one block. */
interface ReasoningPiece {
  readonly key: string;
  readonly text: string;
  readonly isSummary?: boolean;
  readonly facts: JsonObject;
}

/**
 * The key of reasoning that came as plain text (`reasoning_content`, `reasoning`, a list's
 * `thinking`).
 */
const PLAIN = 'plain';

/**
 * Reads one choice: the deltas of a stream, or the one message of a whole answer, which differ only
 * in number. What a call means is pushed to the list it is given.
 */
export class ChoiceReader {
  readonly #choice: number;
  readonly #tools: ToolReader;
  #blocks = 0;
  #open: OpenBlock | undefined;
  #reason = '';
  #stopSequence: string | undefined;
  #annotations: Annotation[] = [];
  #signature: Signature | undefined;
  #audio: AudioGatherer | undefined;
  /**
   * What came while a tool call's arguments were half told: it waits, as blocks must not
   * interleave.
   */
  #held: ((out: Event[]) => void)[] = [];

  constructor(choice: number, mintId: (prefix: string) => string) {
    this.#choice = choice;
    this.#tools = new ToolReader({ choice, nextBlock: () => this.#nextBlock(), mintId });
  }

  /** Whether the provider has said why the choice ended. */
  get hasReason(): boolean {
    return this.#reason !== '';
  }

  /** Whether it ended in a failure. */
  get hasFailed(): boolean {
    return parseFinishReason(this.#reason, false) === 'error';
  }

  /** Takes one `choices[]` entry and its `delta` or `message`. */
  read(entry: JsonObject, fields: JsonObject, out: Event[]): void {
    this.#readReasoning(fields, out);
    this.#readContent(fields['content'], out);
    if (typeof fields['refusal'] === 'string') this.#tellText('refusal', fields['refusal'], out);
    this.#readTools(fields, out);
    if (this.#held.length > 0 && !this.#tools.hasUnfinished()) this.#tellHeld(out);
    this.#readMedia(fields, out);
    if (Array.isArray(fields['annotations']))
      this.#annotations.push(...parseAnnotations(fields['annotations']));
    this.#signature = parseThoughtSignature(fields['extra_content']) ?? this.#signature;
    const logprobs = parseLogprobs(entry['logprobs']);
    if (logprobs !== undefined)
      out.push({ type: 'logprobs', choice: this.#choice, content: logprobs });
    this.#readReason(entry);
  }

  /** Closes what is open. `sources` stand in where the text has no annotations. */
  close(out: Event[], sources: readonly Annotation[]): void {
    if (this.#signature !== undefined && this.#open?.type !== 'text')
      this.#tools.sign(this.#signature);
    this.#tools.close(out);
    this.#tellHeld(out);
    this.#closeBlock(out, sources);
    const sound = this.#audio?.take();
    if (sound !== undefined) out.push({ type: 'media', ...this.#at(), kind: 'audio', ...sound });
  }

  /** Says why the choice ended, behind the blocks of every choice. */
  end(out: Event[]): void {
    const stop = parseFinishReason(this.#reason, this.#tools.hasCalls);
    const isMatch = stop === 'stop' && this.#stopSequence !== undefined;
    out.push({
      type: 'choice-end',
      choice: this.#choice,
      reason: isMatch ? 'stop-sequence' : stop,
      ...(this.#reason === '' ? {} : { nativeReason: this.#reason }),
      ...(this.#stopSequence === undefined ? {} : { stopSequence: this.#stopSequence }),
    });
  }

  // --- what providers send

  #readReason(entry: JsonObject): void {
    const word = textOf(entry['finish_reason']);
    // Some send the reason twice, or a plain `stop` behind the real one.
    if (word !== undefined && (this.#reason === '' || this.#reason === 'stop')) this.#reason = word;
    // vLLM and its like name the stop sequence here; some send a token's number, which says
    // nothing.
    this.#stopSequence = textOf(entry['stop_reason']) ?? this.#stopSequence;
  }

  #readReasoning(fields: JsonObject, out: Event[]): void {
    const details = readDetails(fields['reasoning_details']);
    const plain =
      textOf(fields['reasoning_content']) ??
      textOf(fields['reasoning']) ??
      textOf(fields['reasoning_text']);
    // The plain field repeats what the details say; it counts only where they hold no text.
    if (plain !== undefined && !details.some((detail) => detail.text !== ''))
      this.#tellReasoning({ key: PLAIN, text: plain, facts: {} }, out);
    for (const detail of details) this.#tellReasoning(detail, out);
  }

  #readContent(content: unknown, out: Event[]): void {
    if (typeof content === 'string') this.#tellText('text', content, out);
    if (!Array.isArray(content)) return;
    for (const piece of content) {
      if (typeof piece === 'string') this.#tellText('text', piece, out);
      else if (isObject(piece)) this.#readPiece(piece, out);
    }
  }

  #readPiece(piece: JsonObject, out: Event[]): void {
    switch (piece['type']) {
      case 'text':
      case 'output_text':
        this.#tellText('text', textOf(piece['text']) ?? '', out);
        break;
      case 'refusal':
        this.#tellText('refusal', textOf(piece['refusal']) ?? '', out);
        break;
      case 'thinking':
      case 'reasoning': {
        const facts = thinkingFacts(piece);
        this.#tellReasoning({ key: PLAIN, text: thinkingText(piece), facts }, out);
        break;
      }
      case 'image_url':
        this.#readImage(piece, out);
        break;
      // Mistral's pointers into documents that only it has.
      case 'reference':
        break;
      default:
        this.#tellNative(piece, out);
    }
  }

  #readTools(fields: JsonObject, out: Event[]): void {
    const calls = fields['tool_calls'];
    if (Array.isArray(calls) && calls.some(isObject)) {
      this.#closeBlock(out);
      this.#tools.read(calls, out);
    }
    const call = fields['function_call'];
    if (isObject(call) && (textOf(call['name']) ?? textOf(call['arguments'])) !== undefined) {
      this.#closeBlock(out);
      this.#tools.readFunction(call, out);
    }
  }

  #readMedia(fields: JsonObject, out: Event[]): void {
    const { images, audio } = fields;
    if (Array.isArray(images)) {
      for (const image of images) if (isObject(image)) this.#readImage(image, out);
    }
    if (!isObject(audio)) return;
    this.#audio ??= createAudioGatherer();
    this.#audio.push(audio);
  }

  #readImage(piece: JsonObject, out: Event[]): void {
    const holder = piece['image_url'];
    const url = textOf(isObject(holder) ? holder['url'] : holder);
    if (url === undefined) return;
    const content = parseDataUrl(url);
    // An address cannot be told as bytes; as text it is at least not lost.
    if (content === undefined) {
      this.#tellText('text', `![image](${url})`, out);
      return;
    }
    this.#inOrder(out, (to) => {
      this.#closeAll(to);
      to.push({ type: 'media', ...this.#at(), kind: 'image', ...content });
    });
  }

  // --- what is told of it

  #tellText(type: 'text' | 'refusal', text: string, out: Event[]): void {
    if (text === '') return;
    if (this.#open?.type === type) {
      const { block } = this.#open;
      out.push({ type: `${type}-delta`, choice: this.#choice, block, text });
      return;
    }
    this.#inOrder(out, (to) => {
      if (this.#open?.type !== type) {
        this.#closeAll(to);
        const at = this.#at();
        this.#open = { type, block: at.block };
        to.push({ type: `${type}-start`, ...at });
      }
      to.push({ type: `${type}-delta`, choice: this.#choice, block: this.#open.block, text });
    });
  }

  #tellReasoning(piece: ReasoningPiece, out: Event[]): void {
    this.#inOrder(out, (to) => {
      if (this.#isProof(piece)) {
        this.#closeBlock(to, [], piece.facts);
        return;
      }
      if (this.#open?.type === 'reasoning' && this.#open.key === piece.key) {
        this.#open.facts = mergeFacts(this.#open.facts, piece.facts);
      } else {
        if (piece.text === '' && readFacts(piece.facts).signature === undefined) return;
        this.#closeAll(to);
        const at = this.#at();
        const { key, facts } = piece;
        this.#open = { type: 'reasoning', block: at.block, key, facts, text: '' };
        const summary = piece.isSummary === true ? { isSummary: true } : {};
        to.push({ type: 'reasoning-start', ...at, ...summary });
      }
      const { block } = this.#open;
      this.#open.text += piece.text;
      if (piece.text !== '')
        to.push({ type: 'reasoning-delta', choice: this.#choice, block, text: piece.text });
    });
  }

  /**
   * Whether a piece says once more, beside its signature, what just came as plain text: streams of a gateway like this
   * one end signed reasoning so.
   */
  #isProof({ key, text, facts }: ReasoningPiece): boolean {
    const open = this.#open;
    if (open?.type !== 'reasoning' || open.key !== PLAIN || key === PLAIN) return false;
    return text !== '' && open.text === text && readFacts(facts).signature !== undefined;
  }

  #tellNative(piece: JsonObject, out: Event[]): void {
    this.#inOrder(out, (to) => {
      this.#closeAll(to);
      const name = textOf(piece['type']) ?? 'unknown';
      to.push({ type: 'native', ...this.#at(), dialect: 'openai-chat', name, value: piece });
    });
  }

  #inOrder(out: Event[], tell: (out: Event[]) => void): void {
    if (this.#held.length > 0 || this.#tools.hasUnfinished()) this.#held.push(tell);
    else tell(out);
  }

  #tellHeld(out: Event[]): void {
    const waiting = this.#held;
    this.#held = [];
    for (const tell of waiting) tell(out);
  }

  #closeAll(out: Event[]): void {
    this.#closeBlock(out);
    this.#tools.close(out);
  }

  #closeBlock(out: Event[], sources: readonly Annotation[] = [], proof: JsonObject = {}): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    const at = { choice: this.#choice, block: open.block };
    if (open.type === 'reasoning') {
      out.push({ type: 'reasoning-end', ...at, ...readFacts(mergeFacts(open.facts, proof)) });
    } else if (open.type === 'refusal') {
      out.push({ type: 'refusal-end', ...at });
    } else {
      const annotations = this.#annotations.length > 0 ? this.#annotations : sources;
      out.push({
        type: 'text-end',
        ...at,
        ...(annotations.length > 0 ? { annotations } : {}),
        ...(this.#signature === undefined ? {} : { signature: this.#signature }),
      });
      this.#annotations = [];
      this.#signature = undefined;
    }
  }

  #at(): { readonly choice: number; readonly block: number } {
    return { choice: this.#choice, block: this.#nextBlock() };
  }

  #nextBlock(): number {
    this.#blocks += 1;
    return this.#blocks - 1;
  }
}

/** Mistral: `thinking` is a list of texts. Databricks: `summary` is one. */
function thinkingText(piece: JsonObject): string {
  const inner = piece['thinking'] ?? piece['summary'] ?? piece['reasoning'];
  if (typeof inner === 'string') return inner;
  if (!Array.isArray(inner)) return textOf(piece['text']) ?? '';
  return inner.map((entry) => (isObject(entry) ? (textOf(entry['text']) ?? '') : '')).join('');
}

function thinkingFacts(piece: JsonObject): JsonObject {
  const first: unknown = Array.isArray(piece['summary']) ? piece['summary'][0] : undefined;
  const inner = isObject(first) ? textOf(first['signature']) : undefined;
  const signature = textOf(piece['signature']) ?? inner;
  return signature === undefined ? {} : { type: piece['type'], signature };
}
