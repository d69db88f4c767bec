import { readFileSync } from 'node:fs';
import type { ReplayScript } from './fake-upstream/index.ts';

/** The part of a recording that a replay needs. */
export interface RecordedTraffic {
  readonly streaming?: boolean;
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** `utf8` and `base64`: `raw` holds the body; `json`: `body` does; `none`: there was none. */
    readonly encoding: 'utf8' | 'base64' | 'json' | 'none';
    readonly raw?: string;
    readonly body?: unknown;
  };
}

/** Where the recorded bytes are divided: nowhere, into pieces of a size, at given offsets, or after every line end. */
export type ReplaySplit =
  | 'whole'
  | 'lines'
  | { readonly everyBytes: number }
  | { readonly at: readonly number[] };

/** Headers that describe the recorded connection and not the answer. */
const CONNECTION_HEADERS = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
]);
const LINE_FEED = 0x0a;

/** A recording as a script: the same bytes, status and headers, in pieces as wished. */
export function createReplay(record: RecordedTraffic, split: ReplaySplit = 'whole'): ReplayScript {
  const bytes = recordedBytes(record);
  const chunkBytes = sizesOf(bytes, split);
  return {
    kind: 'replay',
    status: record.response.status,
    headers: headersOf(record),
    bodyBase64: bytes.toString('base64'),
    ...(chunkBytes === undefined ? {} : { chunkBytes }),
  };
}

/** Reads a recording from a file and makes a script of it. */
export function readReplay(path: string, split: ReplaySplit = 'whole'): ReplayScript {
  const record: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isRecordedTraffic(record)) {
    throw new Error(`${path} is not a recording: it has no response with status and encoding`);
  }
  return createReplay(record, split);
}

/** The recorded body as the bytes that travelled. */
export function recordedBytes({ response }: RecordedTraffic): Buffer {
  if (response.raw !== undefined) {
    return Buffer.from(response.raw, response.encoding === 'base64' ? 'base64' : 'utf8');
  }
  return response.encoding === 'none'
    ? Buffer.alloc(0)
    : Buffer.from(JSON.stringify(response.body));
}

function isRecordedTraffic(value: unknown): value is RecordedTraffic {
  if (typeof value !== 'object' || value === null || !('response' in value)) return false;
  const { response } = value;
  if (typeof response !== 'object' || response === null) return false;
  return 'status' in response && 'encoding' in response;
}

function headersOf({ response, streaming }: RecordedTraffic): Record<string, string> {
  const recorded = Object.entries(response.headers ?? {}).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  const kept = recorded.filter(([name]) => !CONNECTION_HEADERS.has(name));
  // Some recordings have no headers at all, and a body without a type is not what travelled.
  const fallback = streaming === true ? 'text/event-stream' : 'application/json';
  return { 'content-type': fallback, ...Object.fromEntries(kept) };
}

function sizesOf(bytes: Uint8Array, split: ReplaySplit): number | number[] | undefined {
  if (split === 'whole') return undefined;
  if (split === 'lines') return sizesBetween(lineEnds(bytes));
  return 'everyBytes' in split ? split.everyBytes : sizesBetween(split.at);
}

function lineEnds(bytes: Uint8Array): number[] {
  return [...bytes.keys()].filter((index) => bytes[index] === LINE_FEED).map((index) => index + 1);
}

function sizesBetween(offsets: readonly number[]): number[] {
  const sorted = [...offsets].sort((left, right) => left - right);
  const sizes = sorted.map((offset, index) => offset - (sorted[index - 1] ?? 0));
  return sizes.filter((size) => size > 0);
}
