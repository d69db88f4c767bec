import { LIMITS } from '@ocha/config';
import { type FrameKind, type SseFrame, type StreamWatch, WireError } from '@ocha/wire';
import type { StreamReader } from './reader.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NOTHING = Buffer.alloc(0);

/**
 * Passes a stream's bytes and watches them. Chunks that hold whole frames go on as the very buffer that came; only
 * where a frame is kept back, or a chunk ends inside one, are bytes regrouped, always on frame borders: the client
 * never gets half a frame of an attempt that then fails.
 */
export function createFastReader(watch: StreamWatch): StreamReader<Buffer> {
  let tail: Buffer = NOTHING;

  /** Looks at the whole frames of `bytes`; gives the end of the last of them and what they were. */
  const read = (bytes: Buffer, end: number, out: Buffer[]): boolean => {
    const text = bytes.toString('utf8', 0, end);
    const separator = text.includes('\r') ? findSeparator(text) : '\n\n';
    let hasContent = false;
    let hasDrop = false;
    let kept = '';
    let start = 0;
    while (start < text.length) {
      const stop = text.indexOf(separator, start);
      const next = stop < 0 ? text.length : stop + separator.length;
      const kind = observe(watch, text, start, stop < 0 ? text.length : stop);
      if (kind === 'content') hasContent = true;
      if (kind === 'error') return hasContent;
      if (kind === 'drop') {
        if (!hasDrop) kept = text.slice(0, start);
        hasDrop = true;
      } else if (hasDrop) kept += text.slice(start, next);
      start = next;
    }
    if (!hasDrop) out.push(end === bytes.length ? bytes : bytes.subarray(0, end));
    else if (kept !== '') out.push(Buffer.from(kept));
    return hasContent;
  };

  return {
    push(chunk, out) {
      const bytes = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
      const end = endOfLastFrame(bytes);
      tail = end === bytes.length ? NOTHING : bytes.subarray(end);
      if (tail.length > LIMITS.frameBytesMax)
        throw new WireError('an event is longer than the gateway accepts');
      return end === 0 ? false : read(bytes, end, out);
    },
    end(out) {
      // A last frame without its blank line is still a frame; it is sent on with one.
      let hasContent = false;
      if (tail.length > 0) {
        const bytes = Buffer.concat([tail, Buffer.from('\n\n')]);
        tail = NOTHING;
        hasContent = read(bytes, bytes.length, out);
      }
      const closing = watch.isComplete ? watch.closing() : '';
      if (closing !== '') out.push(Buffer.from(closing));
      return hasContent;
    },
    get usage() {
      return watch.usage;
    },
    get reason() {
      return watch.reason;
    },
    get model() {
      return watch.model;
    },
    get error() {
      return watch.error;
    },
    get isComplete() {
      return watch.isComplete;
    },
  };
}

/** The position behind the last blank line; 0 when there is none. */
function endOfLastFrame(bytes: Buffer): number {
  let position = bytes.length - 1;
  while (position > 0) {
    position = bytes.lastIndexOf(LINE_FEED, position);
    if (position < 1) return 0;
    const before = bytes[position - 1];
    if (before === LINE_FEED) return position + 1;
    if (before === CARRIAGE_RETURN && bytes[position - 2] === LINE_FEED) return position + 1;
    position -= 1;
  }
  return 0;
}

function findSeparator(text: string): string {
  return text.includes('\r\n\r\n') ? '\r\n\r\n' : '\n\n';
}

/** One frame of the text, [start, end), to the watch. A single `data:` line, the common case, is cut out directly. */
function observe(watch: StreamWatch, text: string, start: number, end: number): FrameKind {
  if (text.startsWith('data:', start)) {
    const dataStart = text.charCodeAt(start + 5) === 0x20 ? start + 6 : start + 5;
    const lineEnd = text.indexOf('\n', dataStart);
    if (lineEnd < 0 || lineEnd >= end)
      return watch.observe({ event: undefined, data: text.slice(dataStart, end) });
  }
  const frame = parseFrame(text.slice(start, end));
  return frame === undefined ? 'lifecycle' : watch.observe(frame);
}

/** A frame of any shape; undefined for comments alone. */
function parseFrame(text: string): SseFrame | undefined {
  let event: string | undefined;
  const data: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const value = line.slice(line.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1);
    const field = line.slice(0, colon);
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
  }
  return data.length === 0 ? undefined : { event, data: data.join('\n') };
}
