import { STATUS_CODES } from 'node:http';
import type { Reply } from '../dialects/contract.ts';
import type { Step } from './step.ts';

/** A head whose `content-length` is off by some bytes; then the body, then the end of the connection. */
export function planWrongLength(reply: Reply, by: number): Step[] {
  const body = bodyOf(reply);
  const length = String(Math.max(0, body.length + by));
  const head = renderHead(reply, { 'content-length': length });
  return [{ do: 'raw', bytes: Buffer.concat([head, body]) }, { do: 'fin' }];
}

/** One good chunk, then a chunk size that is no number. */
export function planBadChunking(reply: Reply): Step[] {
  const body = bodyOf(reply);
  const half = body.subarray(0, body.length >> 1);
  const head = renderHead(reply, { 'transfer-encoding': 'chunked' });
  const size = Buffer.from(`${half.length.toString(16)}\r\n`);
  const bytes = Buffer.concat([head, size, half, Buffer.from('\r\nnot-a-size\r\n')]);
  return [{ do: 'raw', bytes }, { do: 'raw', bytes: body.subarray(half.length) }, { do: 'fin' }];
}

/** Bytes instead of an HTTP answer. */
export function planRawBytes(bytes: Uint8Array): Step[] {
  return [{ do: 'raw', bytes }, { do: 'fin' }];
}

function bodyOf(reply: Reply): Buffer {
  return Buffer.concat(reply.frames.map(({ bytes }) => bytes));
}

function renderHead(reply: Reply, framing: Readonly<Record<string, string>>): Buffer {
  const { 'content-length': _length, ...headers } = reply.headers;
  const lines = Object.entries({ ...headers, ...framing, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const status = `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? 'Unknown'}`;
  return Buffer.from(`${[status, ...lines].join('\r\n')}\r\n\r\n`);
}
