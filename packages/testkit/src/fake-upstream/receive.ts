import type { IncomingMessage } from 'node:http';
import type { NativeRequest } from './dialects/contract.ts';

/** More than any provider takes. */
const BODY_BYTES_MAX = 64 * 1024 * 1024;

export interface Received extends NativeRequest {
  /** The query with its question mark; empty when there is none. */
  readonly queryText: string;
  readonly bodyBytes: Uint8Array;
  /** False when the client went away before it had sent everything. */
  readonly isWhole: boolean;
  readonly isTooLarge: boolean;
}

/** Reads a request to its end. */
export async function receive(message: IncomingMessage): Promise<Received> {
  const url = new URL(message.url ?? '/', 'http://fake');
  const { bytes, isWhole, isTooLarge } = await readBody(message);
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    queryText: url.search,
    headers: headersOf(message),
    body: parse(bytes),
    bodyBytes: bytes,
    isWhole,
    isTooLarge,
  };
}

interface ReadBody {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
  readonly isTooLarge: boolean;
}

async function readBody(message: IncomingMessage): Promise<ReadBody> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of message as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length <= BODY_BYTES_MAX) pieces.push(piece);
    }
  } catch (error) {
    // The client went away in the middle of its request.
    if (!(error instanceof Error)) throw error;
    return { bytes: Buffer.concat(pieces), isWhole: false, isTooLarge: false };
  }
  return { bytes: Buffer.concat(pieces), isWhole: true, isTooLarge: length > BODY_BYTES_MAX };
}

function headersOf(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

function parse(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    // Not UTF-8 (TypeError) or not JSON: the dialect says so in its own words.
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
