import { type ParseContext, type StreamParser, WireError } from '../../../dialect.ts';
import type { Event } from '../../../event.ts';
import type { Annotation } from '../../../part.ts';
import { defined, isObject, type JsonObject, parseJson, textOf } from '../../../reading.ts';
import type { SseFrame } from '../../../sse/frame.ts';
import type { Usage } from '../../../usage.ts';
import { parseSources } from '../terms/annotations.ts';
import { isEndMark } from '../terms/end-mark.ts';
import { readChunkError } from '../terms/errors.ts';
import { usageOf } from '../terms/usage.ts';
import { ChoiceReader } from './choice-reader.ts';

/**
 * Reads a stream of chunks. What ends the answer is told at its end, as providers repeat and
 * reorder it.
 */
export class ChatStreamParser implements StreamParser {
  readonly #context: ParseContext;
  readonly #head = createHead();
  readonly #choices = new Map<number, ChoiceReader>();
  #sources: readonly Annotation[] = [];
  #usage: Usage | undefined;
  #isDone = false;
  #isOver = false;

  constructor(context: ParseContext) {
    this.#context = context;
  }

  push(frame: SseFrame): Event[] {
    if (this.#isOver || frame.data === '') return [];
    if (isEndMark(frame.data)) {
      this.#isDone = true;
      return this.#finish();
    }
    const chunk = parseJson(frame.data);
    const error = readChunkError(chunk, frame);
    if (error !== undefined && !this.#isWhole()) {
      this.#isOver = true;
      return [{ type: 'error', error }];
    }
    if (!isObject(chunk)) throw new WireError('a chunk of the stream is not a JSON object');
    this.#readAside(chunk);
    const out: Event[] = [];
    if (error === undefined) this.#readChoices(chunk['choices'], out);
    return out;
  }

  end(): Event[] {
    return this.#isOver || !this.#hasAllReasons() ? [] : this.#finish();
  }

  get isComplete(): boolean {
    return this.#isDone || this.#hasAllReasons();
  }

  #hasAllReasons(): boolean {
    if (this.#choices.size === 0) return false;
    for (const choice of this.#choices.values()) if (!choice.hasReason) return false;
    return true;
  }

  /** After a good reason for every choice, an error can no longer unmake the answer. */
  #isWhole(): boolean {
    return this.#hasAllReasons() && ![...this.#choices.values()].some((choice) => choice.hasFailed);
  }

  #readAside(chunk: JsonObject): void {
    this.#head.read(chunk);
    this.#usage = usageOf(chunk, this.#context.traits) ?? this.#usage;
    const sources = parseSources(chunk);
    if (sources.length > 0) this.#sources = sources;
  }

  #readChoices(list: unknown, out: Event[]): void {
    if (!Array.isArray(list) || list.length === 0) return;
    this.#head.tell(out, this.#context.mintId);
    for (const [position, entry] of list.entries()) {
      if (!isObject(entry)) continue;
      const index = typeof entry['index'] === 'number' ? entry['index'] : position;
      const known = this.#choices.get(index);
      const reader = known ?? new ChoiceReader(index, this.#context.mintId);
      this.#choices.set(index, reader);
      const { delta, message } = entry;
      // A server that cannot stream sends a whole message; beside deltas it repeats what they said.
      const isWhole = known === undefined && isObject(message);
      reader.read(entry, isObject(delta) ? delta : isWhole ? message : {}, out);
    }
  }

  #finish(): Event[] {
    this.#isOver = true;
    const out: Event[] = [];
    this.#head.tell(out, this.#context.mintId);
    for (const choice of this.#choices.values()) choice.close(out, this.#sources);
    for (const choice of this.#choices.values()) choice.end(out);
    if (this.#usage !== undefined) {
      const tier = defined({ serviceTier: this.#head.serviceTier });
      out.push({ type: 'usage', usage: this.#usage, ...tier });
    }
    out.push({ type: 'message-end' });
    return out;
  }
}

/**
 * What stands beside the choices. Told once, with the first choice: Azure's first chunk has no id
 * yet.
 */
interface Head {
  read(chunk: JsonObject): void;
  tell(out: Event[], mintId: (prefix: string) => string): void;
  readonly serviceTier: string | undefined;
}

export function createHead(): Head {
  let id: string | undefined;
  let model: string | undefined;
  let createdAt: number | undefined;
  let serviceTier: string | undefined;
  let systemFingerprint: string | undefined;
  let isTold = false;
  return {
    read(chunk) {
      serviceTier = textOf(chunk['service_tier']) ?? serviceTier;
      if (isTold) return;
      id ??= textOf(chunk['id']);
      model ??= textOf(chunk['model']);
      // Writer sends the seconds as text.
      const seconds = Number(chunk['created']);
      if (Number.isFinite(seconds) && seconds > 0) createdAt ??= Math.floor(seconds);
      systemFingerprint ??= textOf(chunk['system_fingerprint']);
    },
    tell(out, mintId) {
      if (isTold) return;
      isTold = true;
      out.push({
        type: 'message-start',
        id: id ?? mintId('chatcmpl'),
        model: model ?? '',
        ...defined({ createdAt, serviceTier, systemFingerprint }),
      });
    },
    get serviceTier() {
      return serviceTier;
    },
  };
}
