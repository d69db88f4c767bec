/**
 * testkit: what tests use in place of the world. Development only.
 *
 * Gives a fake upstream on real sockets, time and chance that a test holds in its hand, and a log and metrics that
 * can be asserted. Imports nothing of the gateway, and nothing of wire: what it says to a client is written by hand.
 */
export { createSeededRandom } from '@ocha/kernel';
export { type CapturedLog, createCapturedLog, type LogEntry } from './captured-log.ts';
export { type CapturedMetrics, createCapturedMetrics } from './captured-metrics.ts';
export { createFakeEnv, type FakeEnv } from './fake-env.ts';
export { createFakeTime, type FakeTime, type FakeTimeOptions } from './fake-time.ts';
export * from './fake-upstream/index.ts';
export {
  type RawAnswer,
  type RawFrame,
  type RawRequest,
  readFrames,
  sendRaw,
} from './raw-client.ts';
export {
  createReplay,
  type RecordedTraffic,
  type ReplaySplit,
  readReplay,
  recordedBytes,
} from './replay.ts';
