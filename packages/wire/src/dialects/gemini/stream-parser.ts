import { type ParseContext, type StreamParser, WireError } from '../../dialect.ts';
import type { Event } from '../../event.ts';
import { parseJson } from '../../reading.ts';
import type { SseFrame } from '../../sse/frame.ts';
import { createResponseReader } from './provider/response-reader.ts';

/**
 * Reads one `streamGenerateContent` stream. There is no terminator, and a finish reason may come before the last
 * content: candidates are only ended when the provider closes the stream.
 */
export function createStreamParser(context: ParseContext): StreamParser {
  const reader = createResponseReader(context);
  let isEnded = false;
  return {
    push(frame) {
      return isEnded ? [] : responsesIn(frame).flatMap((response) => reader.read(response));
    },
    end(): Event[] {
      if (isEnded || reader.hasFailed) return [];
      isEnded = true;
      // A stream that was cut is still billed for what it used.
      return reader.isFinished ? reader.finish('other') : reader.usage();
    },
    get isComplete() {
      return reader.isFinished && !reader.hasFailed;
    },
  };
}

/** The responses of one frame: usually one; errors may come wrapped in a list. */
export function responsesIn(frame: SseFrame): readonly unknown[] {
  const data = frame.data.trim();
  if (data === '' || data === '[DONE]') return [];
  const parsed = parseJson(data);
  if (parsed === undefined) throw new WireError('a frame is not JSON');
  return Array.isArray(parsed) ? parsed : [parsed];
}
