import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  createSystemLog,
  createSystemMetrics,
  createSystemTimers,
  mergeMetricsReports,
  sumMetricsReports,
} from './index.ts';

test('the log writes JSON lines with event, level and fields, and redacts secrets by name', () => {
  const directory = mkdtempSync(join(tmpdir(), 'ocha-log-'));
  const file = join(directory, 'log.jsonl');
  const log = createSystemLog({ level: 'info', destination: file, base: { worker: 3 } });
  log.info('request', { status: 200, apiKey: 'sk-secret', authorization: 'Bearer sk-secret' });
  log.debug('hidden');
  log.flush();
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  rmSync(directory, { recursive: true });
  assert.equal(lines.length, 1);
  const { time, ...rest } = lines[0];
  assert.equal(typeof time, 'number');
  assert.deepEqual(rest, {
    level: 'info',
    worker: 3,
    event: 'request',
    status: 200,
    apiKey: '[redacted]',
    authorization: '[redacted]',
  });
});

test('figures of several processes are summed, and those of ended ones are kept', async () => {
  const report = async (amount: number) => {
    const metrics = createSystemMetrics();
    metrics
      .counter({ name: 'ocha_test_things_total', help: 'x', labels: ['kind'] })
      .add(amount, 'a');
    metrics
      .histogram({ name: 'ocha_test_wait_seconds', help: 'x', buckets: [1, 2] })
      .observe(amount);
    metrics.gauge({ name: 'ocha_test_open_count', help: 'x' }).set(amount);
    return metrics.report();
  };
  const dead = sumMetricsReports([sumMetricsReports([[], await report(5)]), await report(1)]);
  const text = await mergeMetricsReports([dead, await report(2)]);
  assert.match(text, /ocha_test_things_total\{kind="a"\} 8/);
  assert.match(text, /ocha_test_wait_seconds_count 3/);
  assert.match(text, /ocha_test_open_count 2/);
});

test('label values beyond the bound of a metric fall into one series', async () => {
  const metrics = createSystemMetrics();
  const counter = metrics.counter({ name: 'ocha_test_flood_total', help: 'x', labels: ['name'] });
  for (let index = 0; index < 5_000; index += 1) counter.add(1, `name-${index}`);
  const text = await mergeMetricsReports([await metrics.report()]);
  const series = text.split('\n').filter((line) => line.startsWith('ocha_test_flood_total{'));
  assert.ok(series.length <= 2_001, `${series.length} series`);
  assert.match(text, /ocha_test_flood_total\{name="other"\} 3000/);
});

test('sleep ends early with the reason of its signal', async () => {
  const timers = createSystemTimers();
  const controller = new AbortController();
  const slept = timers.sleep(60_000, controller.signal);
  controller.abort(new Error('enough'));
  await assert.rejects(slept, /enough/);
});
