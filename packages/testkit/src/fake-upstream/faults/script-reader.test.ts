import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAULT_MODELS, FAULT_NAMES, faultOfModel } from './named-fault.ts';
import { createScriptQueue } from './script-queue.ts';
import { readScript, readScripts, SCRIPT_KINDS } from './script-reader.ts';

describe('reading scripts', () => {
  test('takes every kind that a model name can call up', () => {
    for (const name of FAULT_MODELS) {
      const script = faultOfModel(name);
      assert.ok(script, name);
      assert.deepEqual(readScript(JSON.parse(JSON.stringify(script))), script);
    }
  });

  const wrong: readonly (readonly [value: unknown, message: RegExp])[] = [
    ['x', /script must be an object/],
    [{ kind: 'explode' }, /script\.kind "explode" is unknown: have answer/],
    [{ kind: 'status' }, /script\.status is missing/],
    [{ kind: 'status', status: 99 }, /script\.status must be an HTTP status/],
    [
      { kind: 'status', status: 429, variant: 'x' },
      /script\.variant must be one of insufficient-quota/,
    ],
    [{ kind: 'html', color: 1 }, /script\.color is not a field of "html"/],
    [{ kind: 'stall', at: 'end' }, /script\.at must be before-headers/],
    [{ kind: 'stall', at: { afterBytes: -1 } }, /script\.at must be an integer ≥ 0/],
    [
      { kind: 'answer', latency: { firstContentMs: -1 } },
      /script\.latency\.firstContentMs must be/,
    ],
    [
      { kind: 'replay', bodyBase64: '', chunkBytes: [0] },
      /script\.chunkBytes must be an integer > 0/,
    ],
  ];
  for (const [value, message] of wrong) {
    test(`refuses ${JSON.stringify(value)} and names the field`, () => {
      assert.throws(() => readScript(value), message);
    });
  }

  test('names the place in a list', () => {
    assert.throws(() => readScripts([{ kind: 'empty' }, {}]), /script\[1\]\.kind/);
    assert.equal(readScripts({ kind: 'empty' }).length, 1);
    assert.ok(SCRIPT_KINDS.length > 25);
  });
});

describe('faults by model name', () => {
  test('reads numbers out of names, behind any prefix', () => {
    assert.deepEqual(faultOfModel('fault-503'), { kind: 'status', status: 503 });
    assert.deepEqual(faultOfModel('some/fault-cut-after-3'), {
      kind: 'cut',
      at: { afterContentFrames: 3 },
      how: 'reset',
    });
    assert.deepEqual(faultOfModel('fault-cut-after-12-bytes'), {
      kind: 'cut',
      at: { afterBytes: 12 },
      how: 'reset',
    });
    assert.equal(faultOfModel('fault-999'), undefined);
    assert.equal(faultOfModel('fault-unheard-of'), undefined);
    assert.equal(faultOfModel('gpt-4.1'), undefined);
    assert.equal(new Set(FAULT_NAMES).size, FAULT_NAMES.length);
  });
});

describe('the order of scripts', () => {
  test("is: the model's own, the queue, the model's name, what always holds", () => {
    const queue = createScriptQueue();
    queue.setAlways({ kind: 'html' });
    queue.add([{ kind: 'empty' }]);
    queue.setForModel('m', [{ kind: 'gzip' }]);
    assert.equal(queue.take('m')?.kind, 'gzip');
    assert.equal(queue.take('m')?.kind, 'empty');
    assert.equal(queue.take('fault-503')?.kind, 'status');
    assert.equal(queue.take('m')?.kind, 'html');
    queue.setForModel('m', { kind: 'truncated' });
    assert.deepEqual([queue.take('m')?.kind, queue.take('m')?.kind], ['truncated', 'truncated']);
    queue.clear();
    assert.equal(queue.take('m'), undefined);
  });
});
