import type { Point, Script } from './script.ts';

interface NamedFault {
  /** How the name is written after `fault-`; `N` stands for a number. */
  readonly name: string;
  readonly script: (number: number) => Script;
}

const reset = (at: Point): Script => ({ kind: 'cut', at, how: 'reset' });

/** Faults that a model's name calls up: `fault-503`, `fault-cut-after-3` … For trying things by hand. */
const NAMED_FAULTS: readonly NamedFault[] = [
  { name: 'N', script: (status) => ({ kind: 'status', status }) },
  {
    name: '429-quota',
    script: () => ({ kind: 'status', status: 429, variant: 'insufficient-quota' }),
  },
  {
    name: '429-retry-after-N',
    script: (retryAfterSeconds) => ({ kind: 'status', status: 429, retryAfterSeconds }),
  },
  {
    name: '503-retry-after-N',
    script: (retryAfterSeconds) => ({ kind: 'status', status: 503, retryAfterSeconds }),
  },
  {
    name: 'context-too-long',
    script: () => ({ kind: 'status', status: 400, variant: 'context-too-long' }),
  },
  { name: 'html', script: () => ({ kind: 'html' }) },
  { name: 'error-in-200', script: () => ({ kind: 'error-in-200' }) },
  { name: 'error-in-stream', script: () => ({ kind: 'error-in-stream' }) },
  {
    name: 'error-in-stream-after-N',
    script: (afterContentFrames) => ({ kind: 'error-in-stream', afterContentFrames }),
  },
  { name: 'stall', script: () => ({ kind: 'stall', at: 'after-lifecycle' }) },
  { name: 'stall-before-headers', script: () => ({ kind: 'stall', at: 'before-headers' }) },
  { name: 'stall-after-headers', script: () => ({ kind: 'stall', at: 'after-headers' }) },
  {
    name: 'stall-after-N',
    script: (afterContentFrames) => ({ kind: 'stall', at: { afterContentFrames } }),
  },
  { name: 'pings', script: () => ({ kind: 'pings-only' }) },
  { name: 'cut', script: () => reset('before-headers') },
  { name: 'cut-after-N', script: (afterContentFrames) => reset({ afterContentFrames }) },
  { name: 'cut-after-N-bytes', script: (afterBytes) => reset({ afterBytes }) },
  {
    name: 'fin-after-N',
    script: (afterContentFrames) => ({ kind: 'cut', at: { afterContentFrames }, how: 'fin' }),
  },
  { name: 'no-terminal', script: () => ({ kind: 'no-terminal' }) },
  { name: 'double-terminal', script: () => ({ kind: 'double-terminal' }) },
  { name: 'duplicated', script: () => ({ kind: 'deltas', how: 'duplicated' }) },
  { name: 'reordered', script: () => ({ kind: 'deltas', how: 'reordered' }) },
  { name: 'endless', script: () => ({ kind: 'endless' }) },
  { name: 'slow', script: () => ({ kind: 'slow', bytesPerSecond: 200 }) },
  { name: 'slow-N', script: (bytesPerSecond) => ({ kind: 'slow', bytesPerSecond }) },
  { name: 'split', script: () => ({ kind: 'split', chunkBytes: 1 }) },
  { name: 'garbage', script: () => ({ kind: 'garbage' }) },
  { name: 'garbage-wire', script: () => ({ kind: 'garbage', where: 'wire' }) },
  { name: 'invalid-utf8', script: () => ({ kind: 'invalid-utf8' }) },
  { name: 'invalid-frame', script: () => ({ kind: 'invalid-frame' }) },
  { name: 'huge-frame', script: () => ({ kind: 'huge-frame' }) },
  { name: 'empty', script: () => ({ kind: 'empty' }) },
  { name: 'blocked', script: () => ({ kind: 'blocked' }) },
  { name: 'refusal', script: () => ({ kind: 'blocked', how: 'refusal' }) },
  { name: 'truncated', script: () => ({ kind: 'truncated' }) },
  { name: 'wrong-length', script: () => ({ kind: 'wrong-length' }) },
  { name: 'bad-chunking', script: () => ({ kind: 'bad-chunking' }) },
  { name: 'redirect', script: () => ({ kind: 'redirect' }) },
  { name: 'gzip', script: () => ({ kind: 'gzip' }) },
  { name: 'gzip-bomb', script: () => ({ kind: 'gzip-bomb' }) },
  { name: 'many-headers', script: () => ({ kind: 'many-headers' }) },
  { name: 'usage-missing', script: () => ({ kind: 'usage', how: 'missing' }) },
  { name: 'usage-negative', script: () => ({ kind: 'usage', how: 'negative' }) },
  {
    name: 'latency-N',
    script: (beforeHeadersMs) => ({ kind: 'answer', latency: { beforeHeadersMs } }),
  },
];

const PREFIX = 'fault-';

/** The names, for people. */
export const FAULT_NAMES: readonly string[] = NAMED_FAULTS.map(({ name }) => PREFIX + name);

/** The names with a number in place of `N`, for lists of models. */
export const FAULT_MODELS: readonly string[] = FAULT_NAMES.map((name) =>
  name === `${PREFIX}N` ? `${PREFIX}503` : name.replace('N', '3'),
);

/** The script that a model's name calls up; what stands before the last slash does not matter. */
export function faultOfModel(model: string): Script | undefined {
  const last = model.slice(model.lastIndexOf('/') + 1);
  if (!last.startsWith(PREFIX)) return undefined;
  const wanted = last.slice(PREFIX.length);
  const exact = NAMED_FAULTS.find(({ name }) => name === wanted);
  if (exact !== undefined) return exact.script(0);
  for (const { name, script } of NAMED_FAULTS) {
    const [before = '', after] = name.split('N');
    if (after === undefined || !wanted.startsWith(before) || !wanted.endsWith(after)) continue;
    const digits = wanted.slice(before.length, wanted.length - after.length);
    if (/^\d{1,9}$/.test(digits) && isStatusOrCount(name, digits)) return script(Number(digits));
  }
  return undefined;
}

function isStatusOrCount(name: string, digits: string): boolean {
  return name !== 'N' || /^[2-5]\d\d$/.test(digits);
}
