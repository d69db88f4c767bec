import { gzipSync } from 'node:zlib';
import type { FakeDialect, Frame, Reply } from '../dialects/contract.ts';
import { indexAfterContent, withFrames } from './frame-fault.ts';
import { cutUp, garbageBytes } from './replacement.ts';
import type { Latency, Point, Script } from './script.ts';
import type { Step } from './step.ts';
import { planBadChunking, planRawBytes, planWrongLength } from './wire-plan.ts';

const PING_PERIOD_MS = 1000;
const ENDLESS_PERIOD_MS = 10;
/** The bound of what goes on until the client goes. */
const REPEATS_MAX = 1_000_000;
const BOMB_BYTES = 8_000_000;
const HEADERS_COUNT = 300;
const HEADER_BYTES = 100;
const GARBAGE_BYTES = 512;

export interface PlanOptions {
  readonly script: Script | undefined;
  readonly latency: Latency;
  readonly dialect: FakeDialect;
}

/** How an answer goes over the wire, with the script's faults. Pure. */
export function planReply(reply: Reply, { script, latency, dialect }: PlanOptions): Step[] {
  switch (script?.kind) {
    case 'stall':
      return planStall(reply, script, latency);
    case 'cut':
      return planCut(reply, script, latency);
    case 'pings-only':
      return planPings(reply, script, dialect);
    case 'endless':
      return planEndless(reply, script, latency);
    case 'slow': {
      const size = script.chunkBytes ?? Math.max(1, Math.floor(script.bytesPerSecond / 10));
      const betweenMs = (size / script.bytesPerSecond) * 1000;
      return planPieces(reply, size, { ...latency, betweenMs });
    }
    case 'split':
      return planPieces(reply, script.chunkBytes, latency);
    case 'replay':
      // Each piece reaches the system by itself: the borders are what a replay is about.
      return flushed(planPlain(reply, { ...latency, ...betweenOf(script.betweenMs) }));
    case 'gzip':
      return planPlain(compress(reply, bytesOf(reply.frames)), latency);
    case 'gzip-bomb':
      return planPlain(compress(reply, bombBytes(script.bytes ?? BOMB_BYTES)), latency);
    case 'many-headers':
      return planPlain(withManyHeaders(reply, script), latency);
    case 'wrong-length':
      return planWrongLength(reply, script.by ?? 10);
    case 'bad-chunking':
      return planBadChunking(reply);
    case 'garbage':
      return script.where === 'wire'
        ? planRawBytes(garbageBytes(script.bytes ?? GARBAGE_BYTES))
        : planPlain(reply, latency);
    default:
      return planPlain(reply, latency);
  }
}

function betweenOf(betweenMs: number | undefined): Latency {
  return betweenMs === undefined ? {} : { betweenMs };
}

function planPlain(reply: Reply, latency: Latency): Step[] {
  return [...opening(reply, latency), ...paced(reply.frames, latency), { do: 'end' }];
}

function opening(reply: Reply, latency: Latency): Step[] {
  return [
    ...wait(latency.beforeHeadersMs),
    { do: 'head', status: reply.status, headers: reply.headers },
  ];
}

/** Frames with the waits before and between those that carry content. */
function paced(frames: readonly Frame[], latency: Latency, isFirst = true): Step[] {
  const isPaced = latency.firstContentMs !== undefined || latency.betweenMs !== undefined;
  let isNext = isFirst;
  return frames.flatMap(({ kind, bytes }) => {
    const write: Step = { do: 'write', bytes, isFlushed: isPaced };
    if (kind !== 'content') return [write];
    const durationMs = isNext ? latency.firstContentMs : latency.betweenMs;
    isNext = false;
    return [...wait(durationMs), write];
  });
}

function wait(durationMs: number | undefined): Step[] {
  return durationMs === undefined || durationMs <= 0 ? [] : [{ do: 'wait', durationMs }];
}

function planStall(
  reply: Reply,
  { at, forMs }: Script & { readonly kind: 'stall' },
  latency: Latency,
): Step[] {
  const pause: Step = forMs === undefined ? { do: 'stall' } : { do: 'wait', durationMs: forMs };
  const isForever = forMs === undefined;
  if (at === 'before-headers') {
    return isForever ? [pause] : [pause, ...planPlain(reply, latency)];
  }
  const [before, after] = splitAt(reply.frames, at);
  const begun = [...opening(reply, latency), ...flushed(paced(before, latency)), pause];
  return isForever ? begun : [...begun, ...paced(after, latency, false), { do: 'end' }];
}

function planCut(
  reply: Reply,
  { at, how = 'reset' }: Script & { readonly kind: 'cut' },
  latency: Latency,
): Step[] {
  const end: Step = { do: how };
  if (at === 'before-headers') return [...wait(latency.beforeHeadersMs), end];
  const [before] = splitAt(reply.frames, at);
  return [...opening(reply, latency), ...flushed(paced(before, latency)), end];
}

function flushed(steps: readonly Step[]): Step[] {
  return steps.map((step) => (step.do === 'write' ? { ...step, isFlushed: true } : step));
}

/** The frames before and after a place; a frame is divided where the place counts bytes. */
export function splitAt(
  frames: readonly Frame[],
  at: Exclude<Point, 'before-headers'>,
): readonly [before: Frame[], after: Frame[]] {
  if (typeof at === 'object' && 'afterBytes' in at) return splitAtByte(frames, at.afterBytes);
  const index = indexOf(frames, at);
  return [frames.slice(0, index), frames.slice(index)];
}

function indexOf(
  frames: readonly Frame[],
  at: Exclude<Point, 'before-headers' | { readonly afterBytes: number }>,
): number {
  if (at === 'after-headers') return 0;
  if (at === 'after-lifecycle') return indexAfterContent(frames, 0);
  return 'afterFrames' in at ? at.afterFrames : indexAfterContent(frames, at.afterContentFrames);
}

function splitAtByte(frames: readonly Frame[], afterBytes: number): [Frame[], Frame[]] {
  const before: Frame[] = [];
  const after: Frame[] = [];
  let left = afterBytes;
  for (const { kind, bytes } of frames) {
    const taken = Math.min(left, bytes.length);
    left -= taken;
    if (taken > 0) before.push({ kind, bytes: bytes.subarray(0, taken) });
    if (taken < bytes.length) after.push({ kind, bytes: bytes.subarray(taken) });
  }
  return [before, after];
}

function planPieces(reply: Reply, size: number, latency: Latency): Step[] {
  const pieces = cutUp(bytesOf(reply.frames), Math.max(1, Math.floor(size)));
  const frames = pieces.map((bytes): Frame => ({ kind: 'content', bytes }));
  return [...opening(reply, latency), ...flushed(paced(frames, latency)), { do: 'end' }];
}

function planPings(
  reply: Reply,
  { everyMs = PING_PERIOD_MS, countMax = REPEATS_MAX }: Script & { readonly kind: 'pings-only' },
  dialect: FakeDialect,
): Step[] {
  // A whole JSON body has no comments: providers keep such a connection awake with empty lines.
  const bytes = Buffer.from(reply.framing === 'sse' ? dialect.ping : '\n');
  return [
    { do: 'head', status: 200, headers: withoutLength(reply.headers) },
    { do: 'write', bytes, isFlushed: true },
    { do: 'repeat', bytes, everyMs, countMax },
    { do: 'end' },
  ];
}

function planEndless(
  reply: Reply,
  script: Script & { readonly kind: 'endless' },
  latency: Latency,
): Step[] {
  const { everyMs = ENDLESS_PERIOD_MS, framesMax = REPEATS_MAX } = script;
  const isWhole = reply.framing === 'whole';
  const at: Point = isWhole ? { afterBytes: 1 } : { afterContentFrames: 1 };
  const [before] = splitAt(reply.frames, at);
  const content = before.findLast(({ kind }) => kind === 'content');
  const bytes = isWhole ? Buffer.alloc(1024, ' ') : (content?.bytes ?? Buffer.from('\n'));
  return [
    ...opening({ ...reply, headers: withoutLength(reply.headers) }, latency),
    ...flushed(paced(before, latency)),
    { do: 'repeat', bytes, everyMs, countMax: framesMax },
    { do: 'end' },
  ];
}

function compress(reply: Reply, bytes: Uint8Array): Reply {
  const frame: Frame = { kind: 'content', bytes: gzipSync(bytes) };
  return withFrames({ ...reply, headers: { ...reply.headers, 'content-encoding': 'gzip' } }, [
    frame,
  ]);
}

/** Valid JSON that is almost nothing but blanks: about a thousandth of its size when compressed. */
function bombBytes(length: number): Uint8Array {
  const bytes = Buffer.alloc(Math.max(2, length), ' ');
  bytes.write('{', 0);
  bytes.write('}', bytes.length - 1);
  return bytes;
}

function withManyHeaders(
  reply: Reply,
  { count = HEADERS_COUNT, valueBytes = HEADER_BYTES }: Script & { readonly kind: 'many-headers' },
): Reply {
  const value = 'v'.repeat(valueBytes);
  const added = Array.from({ length: count }, (_, index) => [`x-fake-${index}`, value]);
  return { ...reply, headers: { ...reply.headers, ...Object.fromEntries(added) } };
}

export function bytesOf(frames: readonly Frame[]): Uint8Array {
  return Buffer.concat(frames.map(({ bytes }) => bytes));
}

function withoutLength(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { 'content-length': _length, ...rest } = headers;
  return rest;
}
