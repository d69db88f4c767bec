/**
 * fake-upstream: a provider that is none.
 *
 * Takes HTTP requests of every dialect on one port and scripts that say what shall go wrong. Gives answers in the
 * dialect's own shapes, written by hand and not with our codecs, so that an error on both sides cannot hide, and a
 * record of what arrived. May fail as each kind of script says. Invariants: the same request and seed give the same
 * bytes; whatever goes on without end stops when the client goes; `close` leaves nothing open.
 */
export { applyScripts, type Controls } from './control.ts';
export {
  ERROR_VARIANTS,
  type ErrorVariant,
  type FakeDialectId,
  STREAM_ERROR_FORMS,
  type StreamErrorForm,
} from './dialects/contract.ts';
export {
  FAKE_MODELS,
  type FakeUpstream,
  type FakeUpstreamOptions,
  openFakeUpstream,
} from './fake-upstream.ts';
export { FAULT_NAMES } from './faults/named-fault.ts';
export type { Latency, Point, ReplayScript, Script, ScriptKind } from './faults/script.ts';
export { readScript, readScripts, SCRIPT_KINDS } from './faults/script-reader.ts';
export type { Counters, RecordedRequest } from './observations.ts';
