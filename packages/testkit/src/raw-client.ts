import { Agent, type IncomingMessage, request } from 'node:http';

export interface RawRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes go as they are, anything else as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Told of each piece as it arrives. */
  readonly onPiece?: (piece: Uint8Array) => void;
  /** A connection of its own unless one is given. */
  readonly agent?: Agent;
}

/** What came back, as far as it came. Never thrown: tests of faults look at how it ended. */
export interface RawAnswer {
  /** 0 when not even a head arrived. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether HTTP says that the body is whole. */
  readonly isComplete: boolean;
  /** Node's code of what broke: `ECONNRESET`, `ECONNREFUSED` … */
  readonly errorCode: string | undefined;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The body as JSON; throws when it is none. */
  json(): unknown;
  /** The SSE frames of the body. */
  frames(): readonly RawFrame[];
}

export interface RawFrame {
  readonly event: string | undefined;
  readonly data: string;
}

/** A plain HTTP exchange that shows every byte and every way to end. */
export function sendRaw(options: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const payload = payloadOf(options.body);
    const pieces: Uint8Array[] = [];
    let message: IncomingMessage | undefined;
    const finish = (error?: Error & { readonly code?: string }): void => {
      resolve(createAnswer(message, pieces, error));
    };
    const sending = request(options.url, {
      method: options.method ?? (payload === undefined ? 'GET' : 'POST'),
      headers: { ...(payload === undefined ? {} : jsonHeaders(payload)), ...options.headers },
      agent: options.agent ?? new Agent({ keepAlive: false }),
      maxHeaderSize: 1024 * 1024,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    sending.on('error', finish);
    sending.on('response', (arrived) => {
      message = arrived;
      arrived.on('data', (piece: Uint8Array) => {
        pieces.push(piece);
        options.onPiece?.(piece);
      });
      arrived.on('error', finish);
      arrived.on('close', () => finish());
    });
    sending.end(payload);
  });
}

function payloadOf(body: unknown): Uint8Array | undefined {
  if (body === undefined) return undefined;
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function jsonHeaders(payload: Uint8Array): Record<string, string> {
  return { 'content-type': 'application/json', 'content-length': String(payload.length) };
}

function createAnswer(
  message: IncomingMessage | undefined,
  pieces: readonly Uint8Array[],
  error: (Error & { readonly code?: string }) | undefined,
): RawAnswer {
  const bytes = Buffer.concat(pieces);
  const text = bytes.toString();
  return {
    status: message?.statusCode ?? 0,
    headers: message?.headers ?? {},
    isComplete: message?.complete ?? false,
    errorCode: error?.code ?? (error === undefined ? undefined : error.name),
    bytes,
    text,
    json: () => JSON.parse(text),
    frames: () => readFrames(text),
  };
}

/** Splits SSE text into frames; comments and unfinished frames are left out. */
export function readFrames(text: string): RawFrame[] {
  const blocks = text.replaceAll('\r\n', '\n').split('\n\n').slice(0, -1);
  return blocks.flatMap((block) => {
    const lines = block.split('\n');
    const data = lines.filter((line) => line.startsWith('data:'));
    if (data.length === 0) return [];
    const event = lines
      .find((line) => line.startsWith('event:'))
      ?.slice(6)
      .trim();
    return [{ event, data: data.map((line) => line.slice(5).trimStart()).join('\n') }];
  });
}
