import { LIMITS } from '@ocha/config';
import {
  createSseDecoder,
  type Event,
  isContent,
  type ProviderError,
  type SseFrame,
  type StopReason,
  type StreamParser,
  type Usage,
  WireError,
} from '@ocha/wire';
import type { StreamReader } from './reader.ts';

/** Malformed frames that are passed over in one stream before it counts as broken. */
const SKIPPED_FRAMES_MAX = 8;

/** Reads a stream as canonical events. A malformed frame is skipped if the stream goes on well after it. */
export function createHubReader(parser: StreamParser): StreamReader<Event> {
  const decoder = createSseDecoder({ frameBytesMax: LIMITS.frameBytesMax });
  let usage: Usage | undefined;
  let reason: StopReason | undefined;
  let model: string | undefined;
  let error: ProviderError | undefined;
  let skippedFrames = 0;

  const parse = (frame: SseFrame): Event[] => {
    try {
      return parser.push(frame);
    } catch (caught) {
      if (!(caught instanceof WireError)) throw caught;
      skippedFrames += 1;
      if (skippedFrames > SKIPPED_FRAMES_MAX) throw caught;
      return [];
    }
  };
  const take = (events: readonly Event[], out: Event[]): boolean => {
    let hasContent = false;
    for (const event of events) {
      if (event.type === 'error') {
        error = event.error;
        return hasContent;
      }
      if (event.type === 'usage') usage = event.usage;
      else if (event.type === 'choice-end') reason ??= event.reason;
      else if (event.type === 'message-start') model ??= event.model;
      hasContent ||= isContent(event);
      out.push(event);
    }
    return hasContent;
  };

  return {
    push(chunk, out) {
      let hasContent = false;
      for (const frame of decoder.push(chunk)) hasContent = take(parse(frame), out) || hasContent;
      return hasContent;
    },
    end(out) {
      let hasContent = false;
      for (const frame of decoder.end()) hasContent = take(parse(frame), out) || hasContent;
      return take(parser.end(), out) || hasContent;
    },
    get usage() {
      return usage;
    },
    get reason() {
      return reason;
    },
    get model() {
      return model;
    },
    get error() {
      return error;
    },
    get isComplete() {
      return parser.isComplete;
    },
  };
}
