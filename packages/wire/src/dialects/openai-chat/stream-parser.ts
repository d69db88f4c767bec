import { type ParseContext, type StreamParser, WireError } from '../../dialect.ts';
import type { Event } from '../../event.ts';
import type { Annotation } from '../../part.ts';
import { defined, isObject, type JsonObject, parseJson, textOf } from '../../reading.ts';
import type { SseFrame } from '../../sse/frame.ts';
import type { Usage } from '../../usage.ts';
import { parseSources } from './annotations.ts';
import { ChoiceReader } from './choice-reader.ts';
import { readChunkError } from './errors.ts';
import { usageOf } from './usage.ts';

/** Reads a stream of chunks. Everything that ends the answer is told at its end, as providers repeat and reorder it. */
export function createStreamParser(context: ParseContext): StreamParser {
  const head = createHead();
  const choices = new Map<number, ChoiceReader>();
  let sources: readonly Annotation[] = [];
  let usage: Usage | undefined;
  let isDone = false;
  let isOver = false;

  const hasAllReasons = (): boolean =>
    choices.size > 0 && [...choices.values()].every((choice) => choice.hasReason);
  const readerOf = (index: number): ChoiceReader => {
    let reader = choices.get(index);
    if (reader === undefined) {
      reader = new ChoiceReader(index, context.mintId);
      choices.set(index, reader);
    }
    return reader;
  };
  const finish = (): Event[] => {
    isOver = true;
    const out: Event[] = [];
    head.tell(out, context.mintId);
    for (const choice of choices.values()) choice.close(out, sources);
    for (const choice of choices.values()) choice.end(out);
    if (usage !== undefined)
      out.push({ type: 'usage', usage, ...defined({ serviceTier: head.serviceTier }) });
    out.push({ type: 'message-end' });
    return out;
  };
  const readChoices = (list: readonly unknown[], out: Event[]): void => {
    for (const [position, entry] of list.entries()) {
      if (!isObject(entry)) continue;
      const index = typeof entry['index'] === 'number' ? entry['index'] : position;
      const isKnown = choices.has(index);
      const reader = readerOf(index);
      const { delta, message } = entry;
      // A server that cannot stream sends a whole message; beside deltas it repeats what they said.
      const fields = isObject(delta) ? delta : isObject(message) && !isKnown ? message : {};
      reader.read(entry, fields, out);
    }
  };

  return {
    push(frame: SseFrame) {
      if (isOver || frame.data === '') return [];
      if (isDoneMark(frame.data)) {
        isDone = true;
        return finish();
      }
      const chunk = parseJson(frame.data);
      const error = readChunkError(chunk, frame);
      // After the reason of every choice the answer is whole, and an error can no longer unmake it.
      const isWhole = hasAllReasons() && ![...choices.values()].some((choice) => choice.hasFailed);
      if (error !== undefined && !isWhole) {
        isOver = true;
        return [{ type: 'error', error }];
      }
      if (!isObject(chunk)) throw new WireError('a chunk of the stream is not a JSON object');
      head.read(chunk);
      usage = usageOf(chunk, context.traits) ?? usage;
      const found = parseSources(chunk);
      if (found.length > 0) sources = found;
      const list = chunk['choices'];
      if (error !== undefined || !Array.isArray(list) || list.length === 0) return [];
      const out: Event[] = [];
      head.tell(out, context.mintId);
      readChoices(list, out);
      return out;
    },
    end: () => (isOver || !hasAllReasons() ? [] : finish()),
    get isComplete() {
      return isDone || hasAllReasons();
    },
  };
}

/** Whether a frame's data is the end mark. */
export function isDoneMark(data: string): boolean {
  return data.length < 16 && data.trim() === '[DONE]';
}

/** What stands beside the choices. Told once, with the first choice: Azure's first chunk has no id yet. */
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
