import { type ParseContext, WireError } from '../../../dialect.ts';
import type { Event } from '../../../event.ts';
import { isObject, type JsonObject, textOf } from '../../../reading.ts';
import { parseError } from '../errors.ts';
import { readServiceTier, readUsage } from '../usage.ts';
import { type CandidateReader, createCandidateReader } from './candidate.ts';

/** Reads `GenerateContentResponse` objects: one for a whole answer, many for a stream. */
export interface ResponseReader {
  read(response: unknown): Event[];
  /** What is owed at the end. `fallback` is the stop reason of candidates that gave none. */
  finish(fallback: 'other' | 'stop'): Event[];
  /** What was used so far. */
  usage(): Event[];
  readonly hasCandidates: boolean;
  readonly isFinished: boolean;
  readonly hasFailed: boolean;
}

/** The fields by which an object is recognised as a response. */
const MARKS = ['candidates', 'promptFeedback', 'usageMetadata', 'responseId', 'modelVersion'];

/** A reader for one answer. */
export function createResponseReader(context: ParseContext): ResponseReader {
  const candidates = new Map<number, CandidateReader>();
  let usage: JsonObject = {};
  let isStarted = false;
  let hasFailed = false;

  const candidateAt = (index: number): CandidateReader => {
    const known = candidates.get(index);
    if (known !== undefined) return known;
    const reader = createCandidateReader(index, context.mintId);
    candidates.set(index, reader);
    return reader;
  };
  const start = (response: JsonObject): Event[] => {
    if (isStarted) return [];
    isStarted = true;
    return [
      {
        type: 'message-start',
        id: textOf(response['responseId']) ?? context.mintId('resp'),
        model: textOf(response['modelVersion']) ?? '',
      },
    ];
  };
  const readCandidates = (response: JsonObject): Event[] => {
    const list = response['candidates'];
    if (!Array.isArray(list) || list.length === 0) return readFeedback(response);
    const events = start(response);
    for (const [position, candidate] of list.entries()) {
      if (!isObject(candidate)) continue;
      const index = candidate['index'];
      events.push(...candidateAt(typeof index === 'number' ? index : position).read(candidate));
    }
    return events;
  };
  /** A blocked prompt is a 200 without candidates. */
  const readFeedback = (response: JsonObject): Event[] => {
    const feedback = response['promptFeedback'];
    const reason = isObject(feedback) ? feedback['blockReason'] : undefined;
    if (reason === undefined || reason === null) return [];
    const events = start(response);
    candidateAt(0).block(String(reason));
    return events;
  };
  const usageEvents = (): Event[] => {
    const read = readUsage(usage);
    if (read === undefined) return [];
    const serviceTier = readServiceTier(usage);
    return [{ type: 'usage', usage: read, ...(serviceTier === undefined ? {} : { serviceTier }) }];
  };
  return {
    read(response) {
      if (hasFailed) return [];
      if (!isObject(response)) throw new WireError('a response is not an object');
      const isResponse = MARKS.some((mark) => response[mark] !== undefined);
      const error = isResponse && !isObject(response['error']) ? undefined : parseError(response);
      if (error !== undefined) {
        hasFailed = true;
        return [{ type: 'error', error }];
      }
      if (!isResponse) throw new WireError('an object is neither a response nor an error');
      // Counts are cumulative: the newest replaces, and what a later chunk leaves out still holds.
      if (isObject(response['usageMetadata'])) usage = { ...usage, ...response['usageMetadata'] };
      return readCandidates(response);
    },
    finish(fallback) {
      const readers = [...candidates.entries()].sort(([left], [right]) => left - right);
      return [
        ...readers.flatMap(([, reader]) => reader.close()),
        ...readers.map(([, reader]) => reader.end(fallback)),
        ...usageEvents(),
        { type: 'message-end' },
      ];
    },
    usage: usageEvents,
    get hasCandidates() {
      return candidates.size > 0;
    },
    get isFinished() {
      return candidates.size > 0 && [...candidates.values()].every((reader) => reader.isFinished);
    },
    get hasFailed() {
      return hasFailed;
    },
  };
}
