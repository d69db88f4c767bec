import { createSeededRandom } from '@ocha/kernel';
import type { FakeDialect, Reply } from '../dialects/contract.ts';
import type { Memory } from '../dialects/memory.ts';
import type { Script } from './script.ts';

const GARBAGE_BYTES = 512;
const GARBAGE_SEED = 13;
const PRIVATE_ADDRESS = 'http://169.254.169.254/latest/meta-data/';
/** What proxies in front of providers answer with. */
const HTML =
  '<!DOCTYPE html><html><head><title>Please wait</title></head><body><h1>Checking your connection</h1></body></html>';

/** What answering in place of the model needs. */
export interface ReplacementTools {
  readonly dialect: FakeDialect;
  readonly model: string;
  readonly memory: Memory;
}

/** The reply of a script that lets the model say nothing at all; undefined for all other scripts. */
export function replaceReply(
  script: Script | undefined,
  tools: ReplacementTools,
): Reply | undefined {
  switch (script?.kind) {
    case 'status':
      return statusReply(script, tools);
    case 'error-in-200': {
      const { dialect, memory, model } = tools;
      const { status = 503, variant } = script;
      const reply = dialect.renderError(dialect.describeError({ status, variant, model }), memory);
      return { ...reply, status: 200 };
    }
    case 'html':
      return whole(Buffer.from(HTML), { type: 'text/html; charset=utf-8', status: script.status });
    case 'garbage':
      return script.where === 'wire' ? undefined : garbage(script.bytes ?? GARBAGE_BYTES);
    case 'redirect': {
      const reply = whole(Buffer.alloc(0), { type: 'text/plain', status: script.status ?? 302 });
      const location = script.location ?? PRIVATE_ADDRESS;
      return { ...reply, headers: { ...reply.headers, location } };
    }
    case 'replay':
      return replayReply(script);
    default:
      return undefined;
  }
}

function statusReply(script: Script & { readonly kind: 'status' }, tools: ReplacementTools): Reply {
  const { dialect, memory, model } = tools;
  const { status, variant, retryAfterSeconds, body } = script;
  const described = dialect.describeError({ status, variant, retryAfterSeconds, model });
  const headers = { ...described.headers, ...script.headers };
  if (typeof body === 'string') {
    const reply = whole(Buffer.from(body), { type: 'text/plain; charset=utf-8', status });
    return { ...reply, headers: { ...reply.headers, ...headers } };
  }
  return dialect.renderError({ ...described, body, headers }, memory);
}

interface WholeFacts {
  readonly type: string;
  readonly status?: number | undefined;
}

function whole(bytes: Uint8Array, { type, status = 200 }: WholeFacts): Reply {
  return {
    status,
    headers: { 'content-type': type, 'content-length': String(bytes.length) },
    framing: 'whole',
    frames: [{ kind: 'content', bytes }],
  };
}

function garbage(length: number): Reply {
  return whole(garbageBytes(length), { type: 'application/json' });
}

/** Bytes that are neither text nor JSON; always the same. */
export function garbageBytes(length: number): Uint8Array {
  const random = createSeededRandom(GARBAGE_SEED);
  return Uint8Array.from({ length }, () => random.below(256));
}

function replayReply(script: Script & { readonly kind: 'replay' }): Reply {
  const bytes = Buffer.from(script.bodyBase64, 'base64');
  const headers = script.headers ?? { 'content-type': 'application/json' };
  const isStream = /event-stream|ndjson/.test(headers['content-type'] ?? '');
  return {
    status: script.status ?? 200,
    headers: isStream ? headers : { ...headers, 'content-length': String(bytes.length) },
    framing: isStream ? 'sse' : 'whole',
    frames: cutUp(bytes, script.chunkBytes).map((piece) => ({ kind: 'content', bytes: piece })),
  };
}

/** Bytes in pieces: all of one size, or of the sizes given and then the rest. */
export function cutUp(
  bytes: Uint8Array,
  sizes: number | readonly number[] | undefined,
): Uint8Array[] {
  if (sizes === undefined) return [bytes];
  const pieces: Uint8Array[] = [];
  const list = typeof sizes === 'number' ? undefined : [...sizes];
  let from = 0;
  while (from < bytes.length) {
    const size = typeof sizes === 'number' ? sizes : (list?.shift() ?? bytes.length);
    pieces.push(bytes.subarray(from, from + size));
    from += size;
  }
  return pieces;
}
