import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Frame, Reply } from '../dialects/contract.ts';
import { frameOf, sseReply } from '../dialects/frames.ts';
import { FAKE_DIALECTS } from '../dialects/registry.ts';
import { alterFrames } from './frame-fault.ts';
import { planReply } from './plan.ts';
import type { Script } from './script.ts';
import type { Step } from './step.ts';

const dialect = FAKE_DIALECTS['openai-chat'];
const FRAMES: readonly Frame[] = [
  frameOf('lifecycle', 'open\n\n'),
  frameOf('content', 'größe\n\n'),
  frameOf('content', 'zwei\n\n'),
  frameOf('terminal', 'end\n\n'),
];
const REPLY: Reply = sseReply(FRAMES);
const TEXT = 'open\n\ngröße\n\nzwei\n\nend\n\n';

const plan = (script: Script, reply = REPLY): Step[] =>
  planReply(alterFrames(reply, script, { dialect, model: 'm' }), {
    script,
    dialect,
    latency: script.latency ?? {},
  });
const bytesOf = (steps: readonly Step[]): Buffer =>
  Buffer.concat(steps.flatMap((step) => ('bytes' in step ? [step.bytes] : [])));
const textOf = (script: Script): string => bytesOf(plan(script)).toString();

describe('planning faults', () => {
  test('cuts after exactly the bytes asked for, at every place', () => {
    const whole = Buffer.from(TEXT);
    for (let afterBytes = 0; afterBytes <= whole.length; afterBytes += 1) {
      const steps = plan({ kind: 'cut', at: { afterBytes } });
      assert.deepEqual(bytesOf(steps), whole.subarray(0, afterBytes));
      assert.equal(steps.at(-1)?.do, 'reset');
    }
  });

  test('splits into pieces without changing a byte', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (chunkBytes) => {
        const steps = plan({ kind: 'split', chunkBytes });
        const writes = steps.filter((step) => step.do === 'write');
        assert.ok(writes.slice(0, -1).every(({ bytes }) => bytes.length === chunkBytes));
        assert.equal(bytesOf(steps).toString(), TEXT);
      }),
    );
  });

  test('stalls where told, for ever or for a while', () => {
    const places: readonly (readonly [Extract<Script, { kind: 'stall' }>['at'], string])[] = [
      ['after-headers', ''],
      ['after-lifecycle', 'open\n\n'],
      [{ afterFrames: 2 }, 'open\n\ngröße\n\n'],
      [{ afterContentFrames: 2 }, 'open\n\ngröße\n\nzwei\n\n'],
      [{ afterBytes: 3 }, 'ope'],
    ];
    for (const [at, text] of places) {
      assert.equal(textOf({ kind: 'stall', at }), text);
      assert.equal(plan({ kind: 'stall', at }).at(-1)?.do, 'stall');
      const paused = plan({ kind: 'stall', at, forMs: 5 });
      assert.equal(bytesOf(paused).toString(), TEXT);
      assert.equal(paused.filter((step) => step.do === 'wait').length, 1);
    }
    assert.deepEqual(plan({ kind: 'stall', at: 'before-headers' }), [{ do: 'stall' }]);
  });

  test('waits before the headers, the first content and every other content', () => {
    const latency = { beforeHeadersMs: 1, firstContentMs: 2, betweenMs: 3 };
    const steps = plan({ kind: 'answer', latency });
    assert.deepEqual(
      steps.map((step) => (step.do === 'wait' ? step.durationMs : step.do)),
      [1, 'head', 'write', 2, 'write', 3, 'write', 'write', 'end'],
    );
  });

  test('loses, doubles, repeats and swaps frames', () => {
    assert.equal(textOf({ kind: 'no-terminal' }), 'open\n\ngröße\n\nzwei\n\n');
    assert.equal(textOf({ kind: 'double-terminal' }), `${TEXT}end\n\n`);
    assert.equal(
      textOf({ kind: 'deltas', how: 'duplicated' }),
      'open\n\ngröße\n\ngröße\n\nzwei\n\nend\n\n',
    );
    assert.equal(textOf({ kind: 'deltas', how: 'reordered' }), 'open\n\nzwei\n\ngröße\n\nend\n\n');
  });

  test('puts a broken frame in the middle and goes on', () => {
    const text = textOf({ kind: 'invalid-frame', afterContentFrames: 1 });
    assert.equal(text, 'open\n\ngröße\n\ndata: {"broken": tru\n\nzwei\n\nend\n\n');
    const bytes = bytesOf(plan({ kind: 'invalid-utf8', afterContentFrames: 0 }));
    assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes), TypeError);
    assert.match(bytes.toString(), /end\n\n$/);
  });

  test('breaks a stream with an error after the content asked for, and ends there', () => {
    for (const [afterContentFrames, before] of [
      [0, 'open\n\n'],
      [1, 'open\n\ngröße\n\n'],
      [9, 'open\n\ngröße\n\nzwei\n\n'],
    ] as const) {
      const text = textOf({ kind: 'error-in-stream', afterContentFrames });
      assert.ok(text.startsWith(`${before}data: {"error":{"message":"Overloaded"`), text);
      assert.doesNotMatch(text, /end\n\n$/);
    }
  });

  test('sends at the speed asked for', () => {
    const steps = plan({ kind: 'slow', bytesPerSecond: 10, chunkBytes: 5 });
    const waits = steps.flatMap((step) => (step.do === 'wait' ? [step.durationMs] : []));
    assert.deepEqual(new Set(waits), new Set([500]));
    assert.equal(waits.length, Math.ceil(Buffer.byteLength(TEXT) / 5) - 1);
  });
});
