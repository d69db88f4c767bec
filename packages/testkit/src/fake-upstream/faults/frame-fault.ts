import type { FakeDialect, Frame, Reply } from '../dialects/contract.ts';
import type { Script } from './script.ts';

/** Changes which frames an answer has. What moves them over the wire is the plan's. */
export function alterFrames(reply: Reply, script: Script | undefined, tools: FrameTools): Reply {
  switch (script?.kind) {
    case 'error-in-stream':
      return breakStream(reply, script, tools);
    case 'no-terminal':
      return endEarly(reply);
    case 'double-terminal': {
      const terminal = reply.frames.filter(({ kind }) => kind === 'terminal');
      return withFrames(reply, [...reply.frames, ...terminal]);
    }
    case 'invalid-frame':
      return insert(reply, script.afterContentFrames ?? 1, [brokenFrame(reply, script.text)]);
    case 'invalid-utf8':
      return insert(reply, script.afterContentFrames ?? 1, [badTextFrame(reply)]);
    case 'deltas':
      return script.how === 'duplicated' ? duplicate(reply) : reorder(reply);
    default:
      return reply;
  }
}

/** What altering needs beside the frames. */
export interface FrameTools {
  readonly dialect: FakeDialect;
  readonly model: string;
}

/** Where the frame after `count` content frames begins. */
export function indexAfterContent(frames: readonly Frame[], count: number): number {
  let seen = 0;
  for (const [index, { kind }] of frames.entries()) {
    if (kind !== 'content') continue;
    if (seen === count) return index;
    seen += 1;
    if (seen === count) return index + 1;
  }
  // With fewer content frames than asked for: before the answer says that it is whole.
  const terminal = frames.findIndex(({ kind }) => kind === 'terminal');
  return terminal < 0 ? frames.length : terminal;
}

/** The reply with other frames; a body whose length was stated states the new one. */
export function withFrames(reply: Reply, frames: readonly Frame[]): Reply {
  if (reply.framing !== 'whole') return { ...reply, frames };
  const length = frames.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return { ...reply, frames, headers: { ...reply.headers, 'content-length': String(length) } };
}

function breakStream(
  reply: Reply,
  script: Script & { readonly kind: 'error-in-stream' },
  { dialect, model }: FrameTools,
): Reply {
  const { status = 529, variant, form = 'native' } = script;
  const error = dialect.describeError({ status, variant, model });
  const at = indexAfterContent(reply.frames, script.afterContentFrames ?? 0);
  const before = reply.frames.slice(0, at);
  const native = Buffer.from(dialect.renderStreamError(error, form));
  if (reply.framing === 'sse') {
    return withFrames(reply, [...before, { kind: 'content', bytes: native }]);
  }
  const json = native
    .toString()
    .replace(/^[\s\S]*?data: /, '')
    .trim();
  if (reply.framing === 'whole') {
    return withFrames(reply, [{ kind: 'content', bytes: Buffer.from(json) }]);
  }
  const opening = before.length === 0 ? '[' : ',\r\n';
  return withFrames(reply, [
    ...before,
    { kind: 'content', bytes: Buffer.from(`${opening}${json}\n]`) },
  ]);
}

/** A stream loses its end mark, a whole body its second half; HTTP stays in order. */
function endEarly(reply: Reply): Reply {
  if (reply.framing !== 'whole') {
    return withFrames(
      reply,
      reply.frames.filter(({ kind }) => kind !== 'terminal'),
    );
  }
  return withFrames(
    reply,
    reply.frames.map(({ kind, bytes }) => ({ kind, bytes: bytes.subarray(0, bytes.length >> 1) })),
  );
}

function insert(reply: Reply, afterContentFrames: number, added: readonly Frame[]): Reply {
  if (reply.framing === 'whole') return withFrames(reply, added);
  const at = indexAfterContent(reply.frames, afterContentFrames);
  return withFrames(reply, [...reply.frames.slice(0, at), ...added, ...reply.frames.slice(at)]);
}

function brokenFrame(reply: Reply, text = '{"broken": tru'): Frame {
  return { kind: 'content', bytes: Buffer.from(enclose(reply, text)) };
}

function badTextFrame(reply: Reply): Frame {
  const [before = '', after = ''] = enclose(reply, '{"text":"|"}').split('|');
  const bad = Buffer.from([0xff, 0xfe, 0xc3]);
  return { kind: 'content', bytes: Buffer.concat([Buffer.from(before), bad, Buffer.from(after)]) };
}

function enclose(reply: Reply, text: string): string {
  if (reply.framing === 'sse') return `data: ${text}\n\n`;
  return reply.framing === 'whole' ? text : `,\r\n${text}`;
}

function duplicate(reply: Reply): Reply {
  const at = reply.frames.findIndex(({ kind }) => kind === 'content');
  const frame = reply.frames[at];
  return frame === undefined ? reply : withFrames(reply, reply.frames.toSpliced(at, 0, frame));
}

/** Swaps the first two neighbours among the content frames. */
function reorder(reply: Reply): Reply {
  const { frames } = reply;
  const at = frames.findIndex(
    ({ kind }, index) => kind === 'content' && frames[index + 1]?.kind === 'content',
  );
  const [first, second] = [frames[at], frames[at + 1]];
  if (first === undefined || second === undefined) return reply;
  return withFrames(reply, frames.toSpliced(at, 2, second, first));
}
