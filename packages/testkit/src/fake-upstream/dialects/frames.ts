import type { Frame, FrameKind, Reply } from './contract.ts';

/** Text as a frame. */
export function frameOf(kind: FrameKind, text: string): Frame {
  return { kind, bytes: Buffer.from(text) };
}

/** One SSE frame with JSON data, in LF line ends; `event` only for dialects that name their events. */
export function sseFrame(kind: FrameKind, data: unknown, event?: string): Frame {
  const name = event === undefined ? '' : `event: ${event}\n`;
  return frameOf(kind, `${name}data: ${JSON.stringify(data)}\n\n`);
}

export interface WholeOptions {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Spaces of indentation: some providers pretty-print. */
  readonly indent?: number;
}

/** A JSON body that is sent in one piece with its length. */
export function wholeReply(body: unknown, options: WholeOptions = {}): Reply {
  const bytes = Buffer.from(JSON.stringify(body, null, options.indent));
  return {
    status: options.status ?? 200,
    headers: {
      'content-type': 'application/json',
      'content-length': String(bytes.length),
      ...options.headers,
    },
    framing: 'whole',
    frames: [{ kind: 'content', bytes }],
  };
}

/** An SSE body. */
export function sseReply(
  frames: readonly Frame[],
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      ...headers,
    },
    framing: 'sse',
    frames,
  };
}
