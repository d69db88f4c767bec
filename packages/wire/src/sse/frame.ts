/** One server-sent event, as dispatched: data lines joined, comments gone. */
export interface SseFrame {
  /** The `event:` field; undefined where the frame had none. */
  readonly event: string | undefined;
  readonly data: string;
  readonly id?: string | undefined;
}

/** Writes one frame. `data` must not contain line breaks (JSON text does not). */
export function renderFrame(data: string, event?: string): string {
  return event === undefined ? `data: ${data}\n\n` : `event: ${event}\ndata: ${data}\n\n`;
}

/** A comment: keeps a connection alive and means nothing. */
export const KEEP_ALIVE_FRAME = ': keep-alive\n\n';
