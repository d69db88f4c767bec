import { createParser } from 'eventsource-parser';
import { WireError } from '../dialect.ts';
import type { SseFrame } from './frame.ts';

/** Cuts a byte stream into frames. Bytes may be split anywhere, inside a character or a line ending too. */
export interface SseDecoder {
  push(bytes: Uint8Array): SseFrame[];
  /** What a stream without a final blank line still holds. */
  end(): SseFrame[];
}

export interface SseDecoderOptions {
  /** Longest frame accepted, in bytes of text; a longer one throws `WireError`. */
  readonly frameBytesMax: number;
}

/** A decoder for one response. CR, LF and CRLF, comments, a byte order mark and missing final newlines are all fine. */
export function createSseDecoder(options: SseDecoderOptions): SseDecoder {
  // Not fatal: a broken character becomes U+FFFD and the JSON around it still parses, which beats losing the stream.
  const text = new TextDecoder('utf-8');
  let frames: SseFrame[] = [];
  let pendingBytes = 0;
  const parser = createParser({
    onEvent: (message) => {
      pendingBytes = 0;
      frames.push({ event: message.event, data: message.data, id: message.id });
    },
  });
  const take = (): SseFrame[] => {
    const taken = frames;
    frames = [];
    return taken;
  };
  return {
    push(bytes) {
      pendingBytes += bytes.length;
      parser.feed(text.decode(bytes, { stream: true }));
      if (frames.length > 0) return take();
      if (pendingBytes > options.frameBytesMax)
        throw new WireError(`an event is longer than ${options.frameBytesMax} bytes`);
      return [];
    },
    end() {
      parser.feed(`${text.decode()}\n\n`);
      return take();
    },
  };
}
