import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runProgram } from './program.ts';
import { sendRaw } from './raw-client.ts';

describe('the fake upstream as a program', () => {
  test('says where it listens and prints a line for each request', async () => {
    const lines: string[] = [];
    const upstream = await runProgram(['--port', '0', '--keyless'], (line) => lines.push(line));
    assert.ok(upstream);
    await using _closing = upstream;
    assert.ok(lines[0]?.includes(upstream.url));
    assert.match(lines[0] ?? '', /fault-cut-after-N/);
    const body = { model: 'fault-503', messages: [{ role: 'user', content: 'x' }] };
    await sendRaw({ url: `${upstream.url}/v1/chat/completions`, body });
    await upstream.until(() => lines.length > 1);
    assert.match(
      lines[1] ?? '',
      /^POST \/v1\/chat\/completions fault-503 \[status\] → 503, \d+ bytes, \d+ ms$/,
    );
  });

  test('takes its scripts from a file, and refuses a wrong one by name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fake-upstream-'));
    try {
      const path = join(folder, 'script.json');
      await writeFile(path, JSON.stringify({ always: { kind: 'status', status: 504 } }));
      const upstream = await runProgram(['--port', '0', '--script', path], () => undefined);
      assert.ok(upstream);
      await using _closing = upstream;
      const answer = await sendRaw({ url: `${upstream.url}/v1/responses`, body: {} });
      assert.equal(answer.status, 504);
      await writeFile(path, '{"always":{"kind":"x"}}');
      const wrong = runProgram(['--port', '0', '--script', path], () => undefined);
      await assert.rejects(wrong, /script\.json: always\.kind "x" is unknown/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('refuses wrong numbers and explains itself', async () => {
    const ignore = (): void => undefined;
    await assert.rejects(runProgram(['--port', 'x'], ignore), /--port must be an integer/);
    await assert.rejects(runProgram(['--latency-ms', '-1'], ignore), /latency-ms/);
    const lines: string[] = [];
    assert.equal(await runProgram(['--help'], (line) => lines.push(line)), undefined);
    assert.match(lines.join(''), /--script/);
  });
});
