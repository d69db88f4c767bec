import { createParser } from 'eventsource-parser';
import { WireError } from '../dialect.ts';
import type { SseFrame } from './frame.ts';

/**
 * Cuts a byte stream into frames. Bytes may be split anywhere, inside a character or a line ending
 * too.
 */
export interface SseDecoder {
  push(bytes: Uint8Array): SseFrame[];
  /** What a stream without a final blank line still holds. */
  end(): SseFrame[];
}

export interface SseDecoderOptions {
  /** Longest frame accepted, in bytes of text; a longer one throws `WireError`. */
  readonly frameBytesMax: number;
}

/**
 * A decoder for one response. CR, LF and CRLF, comments, a byte order mark and missing final
 * newlines are all fine.
 */
export function createSseDecoder(options: SseDecoderOptions): SseDecoder {
  const { frameBytesMax } = options;
  // Not fatal: a broken character becomes U+FFFD and the JSON around it still parses, which beats
  // losing the stream.
  const text = new TextDecoder('utf-8');
  let frames: SseFrame[] = [];
  /** Bytes taken since something was last whole: what is held can never be more. */
  let pendingBytes = 0;
  let isTooLong = false;
  const parser = createParser({
    onEvent: (message) => {
      pendingBytes = 0;
      // A long frame that came whole in one piece was never pending.
      if (message.data.length > frameBytesMax) isTooLong = true;
      else frames.push({ event: message.event, data: message.data, id: message.id });
    },
    // Keep-alives of a queued request may add up to more than any frame.
    onComment: () => {
      pendingBytes = 0;
    },
  });
  const take = (): SseFrame[] => {
    const taken = frames;
    frames = [];
    return taken;
  };
  const check = (): void => {
    if (isTooLong || pendingBytes > frameBytesMax)
      throw new WireError(`an event is longer than ${frameBytesMax} bytes`);
  };
  return {
    push(bytes) {
      pendingBytes += bytes.length;
      parser.feed(text.decode(bytes, { stream: true }));
      check();
      return frames.length === 0 ? [] : take();
    },
    end() {
      parser.feed(`${text.decode()}\n\n`);
      check();
      return take();
    },
  };
}
