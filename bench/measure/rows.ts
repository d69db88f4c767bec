import { type ProfileName, type Shape, WHOLE } from '../bodies.ts';
import type { Lane } from '../targets/target.ts';

/** One line of the comparison: what is sent, what is counted, and what it may cost beside the floor. */
export interface Row {
  readonly id: string;
  readonly profile: ProfileName;
  readonly lane: Lane;
  readonly shape: Shape;
  /** `chunk`: the CPU of a long stream less that of a short one, for each chunk between them. */
  readonly unit: 'request' | 'chunk';
  readonly connections: number;
  /** CPU as a multiple of the floor's for the same profile and shape; undefined: none was set. */
  readonly ratioGoal: number | undefined;
}

const burst: Shape = { isStream: true, chunks: 32, intervalMs: 0, latencyMs: 0 };

/** Chunks that arrive one by one, as from a model: each is a read and a write of its own. */
const paced: Shape = { isStream: true, chunks: 200, intervalMs: 8, latencyMs: 0 };

/** The short stream whose cost is taken off the long one's. */
export const SHORT_STREAM_CHUNKS = 4;

const CHAT = { profile: 'chat', connections: 24 } as const;
const STREAMS = { profile: 'chat', shape: paced, unit: 'chunk', connections: 96 } as const;
const AGENT = { profile: 'agent', unit: 'request', connections: 4 } as const;
const IMAGE = { profile: 'image', unit: 'request', connections: 2 } as const;

export const ROWS: readonly Row[] = [
  { id: 'chat', ...CHAT, lane: 'fast', shape: WHOLE, unit: 'request', ratioGoal: 1.5 },
  { id: 'chat', ...CHAT, lane: 'translated', shape: WHOLE, unit: 'request', ratioGoal: 2.2 },
  { id: 'chat stream', ...STREAMS, lane: 'fast', ratioGoal: 1.5 },
  { id: 'chat stream', ...STREAMS, lane: 'translated', ratioGoal: undefined },
  { id: 'agent', ...AGENT, lane: 'fast', shape: WHOLE, ratioGoal: 1.3 },
  { id: 'agent', ...AGENT, lane: 'translated', shape: WHOLE, ratioGoal: 2.2 },
  { id: 'agent stream', ...AGENT, lane: 'fast', shape: burst, ratioGoal: 1.3 },
  { id: 'agent stream', ...AGENT, lane: 'translated', shape: burst, ratioGoal: 2.2 },
  { id: 'image', ...IMAGE, lane: 'fast', shape: WHOLE, ratioGoal: 1.3 },
  { id: 'image', ...IMAGE, lane: 'translated', shape: WHOLE, ratioGoal: 2.2 },
  { id: 'image stream', ...IMAGE, lane: 'fast', shape: burst, ratioGoal: 1.3 },
  { id: 'image stream', ...IMAGE, lane: 'translated', shape: burst, ratioGoal: 2.2 },
];
