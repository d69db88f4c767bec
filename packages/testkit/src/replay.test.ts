import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openFakeUpstream } from './fake-upstream/index.ts';
import { sendRaw } from './raw-client.ts';
import { createReplay, type RecordedTraffic, readReplay } from './replay.ts';

const upstream = await openFakeUpstream();
after(() => upstream.close());

const RECORD: RecordedTraffic = {
  streaming: true,
  response: {
    status: 200,
    headers: { 'Content-Type': 'text/event-stream', 'Transfer-Encoding': 'chunked', 'X-Id': '7' },
    encoding: 'utf8',
    raw: 'data: {"ü":1}\n\ndata: [DONE]\n\n',
  },
};
const RECORDS = join(import.meta.dirname, '../../../../shared/corpus/records');

describe('replays of recordings', () => {
  test('keep status, bytes and the headers of the answer, not those of the connection', () => {
    const script = createReplay(RECORD);
    assert.equal(script.status, 200);
    assert.deepEqual(script.headers, { 'content-type': 'text/event-stream', 'x-id': '7' });
    assert.equal(Buffer.from(script.bodyBase64, 'base64').toString(), RECORD.response.raw);
    assert.equal(script.chunkBytes, undefined);
  });

  test('are divided by size, at offsets and after lines', () => {
    assert.equal(createReplay(RECORD, { everyBytes: 3 }).chunkBytes, 3);
    assert.deepEqual(createReplay(RECORD, { at: [9, 2, 9] }).chunkBytes, [2, 7]);
    assert.deepEqual(createReplay(RECORD, 'lines').chunkBytes, [15, 1, 13, 1]);
  });

  test('read bodies in every encoding', () => {
    const bodyOf = (response: Partial<RecordedTraffic['response']>): string => {
      const script = createReplay({ response: { status: 200, encoding: 'json', ...response } });
      return Buffer.from(script.bodyBase64, 'base64').toString();
    };
    assert.equal(bodyOf({ encoding: 'base64', raw: 'YWI=' }), 'ab');
    assert.equal(bodyOf({ encoding: 'json', body: { a: 1 } }), '{"a":1}');
    assert.equal(bodyOf({ encoding: 'none' }), '');
  });

  test('refuse a file that is no recording', () => {
    assert.throws(
      () => readReplay(join(import.meta.dirname, '../package.json')),
      /not a recording/,
    );
  });

  const reason = existsSync(RECORDS)
    ? false
    : 'SKIPPED: the recorded corpus (../shared/corpus beside the checkout) is absent';
  test('send recorded traffic to the byte, however divided', { skip: reason }, async () => {
    const splits = ['whole', 'lines', { everyBytes: 7 }] as const;
    const path = join(RECORDS, 'anthropic');
    const files = readdirSync(path).filter((name) => name.includes('tool_call'));
    assert.ok(files.length > 0);
    for (const [index, name] of files.entries()) {
      const whole = readReplay(join(path, name));
      upstream.script([readReplay(join(path, name), splits[index % splits.length])]);
      const answer = await sendRaw({ url: `${upstream.url}/v1/messages`, body: {} });
      assert.equal(answer.status, whole.status);
      assert.ok(answer.isComplete);
      assert.equal(Buffer.from(answer.bytes).toString('base64'), whole.bodyBase64);
    }
  });
});
