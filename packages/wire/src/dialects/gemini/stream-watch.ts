import type { FrameKind, StreamWatch } from '../../dialect.ts';
import type { ProviderError, StopReason } from '../../event.ts';
import { isObject, type JsonObject, parseJson, textOf } from '../../reading.ts';
import type { SseFrame } from '../../sse/frame.ts';
import type { Usage } from '../../usage.ts';
import { parseError } from './errors.ts';
import { partsOf } from './provider/candidate.ts';
import { responsesIn } from './stream-parser.ts';
import { finishWord, toStopReason } from './terms/finish-reason.ts';
import { readUsage } from './usage.ts';

/**
 * Keys that only matter when they are keys: within JSON text their quotes would be escaped, so none of these can be
 * missed, and text that speaks of them is not parsed for nothing.
 */
const MARKS = ['"finishReason"', '"error"', '"promptFeedback"', '"functionCall"'] as const;
/** A candidate other than the first. */
const OTHER_INDEX = /"index":\s*[1-9]/;

/**
 * Watches a Gemini stream that passes through. Every frame carries usage, cumulative: the newest is kept as text and
 * only read when somebody asks.
 */
export function createStreamWatch(): StreamWatch {
  const finishes = new Map<number, string | undefined>();
  let usageText: string | undefined;
  let usageRead: Usage | undefined;
  let counts: JsonObject = {};
  let hasContent = false;
  let sawToolCall = false;
  let blockReason: string | undefined;
  let error: ProviderError | undefined;
  let model: string | undefined;

  const noteUsage = (response: JsonObject): void => {
    if (!isObject(response['usageMetadata'])) return;
    counts = { ...counts, ...response['usageMetadata'] };
    usageText = undefined;
    usageRead = readUsage(counts);
  };
  const noteCandidate = (candidate: JsonObject, position: number): boolean => {
    const index = typeof candidate['index'] === 'number' ? candidate['index'] : position;
    finishes.set(index, finishWord(candidate['finishReason']) ?? finishes.get(index));
    const parts = partsOf(candidate);
    sawToolCall ||= parts.some((part) => part['functionCall'] !== undefined);
    return parts.some(isContentPart);
  };
  const read = (response: unknown): boolean => {
    if (!isObject(response)) return false;
    const candidates = Array.isArray(response['candidates']) ? response['candidates'] : [];
    if (candidates.length === 0) error ??= parseError(response);
    noteUsage(response);
    model ??= textOf(response['modelVersion']);
    const feedback = response['promptFeedback'];
    if (isObject(feedback) && feedback['blockReason'] !== undefined && candidates.length === 0)
      blockReason = String(feedback['blockReason']);
    return candidates
      .map((candidate, position) => isObject(candidate) && noteCandidate(candidate, position))
      .some((found) => found);
  };
  const isEnded = (): boolean =>
    blockReason !== undefined ||
    (finishes.size > 0 && [...finishes.values()].every((word) => word !== undefined));

  return {
    observe(frame: SseFrame): FrameKind {
      const { data } = frame;
      if (hasContent && !MARKS.some((mark) => data.includes(mark)) && !OTHER_INDEX.test(data)) {
        if (data.includes('"usageMetadata"')) usageText = data;
        return 'content';
      }
      const found = responsesIn(frame).map(read).includes(true);
      if (error !== undefined) return 'error';
      hasContent ||= found;
      if (found) return 'content';
      if (isEnded()) return 'end';
      return hasContent ? 'content' : 'lifecycle';
    },
    get usage() {
      if (usageText !== undefined) {
        const response = parseJson(usageText);
        if (isObject(response)) noteUsage(response);
        usageText = undefined;
      }
      return usageRead;
    },
    get reason(): StopReason | undefined {
      if (blockReason !== undefined) return 'content-filter';
      const word = [...finishes.values()].find((finish) => finish !== undefined);
      return word === undefined ? undefined : toStopReason(word, sawToolCall);
    },
    get error() {
      return error;
    },
    get model() {
      return model;
    },
    get isComplete() {
      return error === undefined && isEnded();
    },
    closing: () => '',
  };
}

/** Whether a part shows the client anything: an empty text with a signature does not. */
function isContentPart(part: JsonObject): boolean {
  if (typeof part['text'] === 'string') return part['text'] !== '';
  return Object.keys(part).some((key) => key !== 'thoughtSignature' && key !== 'thought');
}
