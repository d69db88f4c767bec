import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type RawAnswer, sendRaw } from '../raw-client.ts';
import { openFakeUpstream } from './fake-upstream.ts';

const upstream = await openFakeUpstream();
after(() => upstream.close());

const post = (path: string, body: unknown = {}): Promise<RawAnswer> =>
  sendRaw({ url: `${upstream.url}/_control${path}`, body });
const ask = (model: string): Promise<RawAnswer> =>
  sendRaw({
    url: `${upstream.url}/v1/chat/completions`,
    headers: { authorization: 'Bearer key' },
    body: { model, messages: [{ role: 'user', content: 'hello' }] },
  });

describe('control over HTTP', () => {
  test('sets scripts for the next requests, for a model and for ever, and takes them back', async () => {
    const accepted = await post('/script', {
      script: [{ kind: 'status', status: 503 }],
      forModel: { busy: { kind: 'status', status: 429 } },
      always: { kind: 'status', status: 500 },
    });
    assert.equal(accepted.status, 200);
    const statuses = [];
    for (const model of ['busy', 'm', 'm', 'busy']) statuses.push((await ask(model)).status);
    assert.deepEqual(statuses, [429, 503, 500, 429]);
    await post('/script', { always: null, forModel: { busy: null } });
    assert.deepEqual([(await ask('busy')).status, (await ask('m')).status], [200, 200]);
  });

  test('shows what was requested, without counting itself', async () => {
    await post('/reset');
    await ask('fault-html');
    const shown = await sendRaw({ url: `${upstream.url}/_control/requests` });
    const { requests } = shown.json() as { requests: Record<string, unknown>[] };
    assert.equal(requests.length, 1);
    assert.equal(requests[0]?.['model'], 'fault-html');
    assert.equal(requests[0]?.['script'], 'html');
    assert.equal(typeof requests[0]?.['bodyLength'], 'number');
    const faults = await sendRaw({ url: `${upstream.url}/_control/faults` });
    assert.match(faults.text, /"fault-cut-after-N"/);
  });

  test('refuses a wrong script whole, and names the field', async () => {
    await post('/reset');
    const wrong = await post('/script', {
      script: [{ kind: 'status', status: 503 }],
      always: { kind: 'nonsense' },
    });
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /always\.kind/);
    assert.match((await post('/script', { scripts: [] })).text, /scripts is not one of/);
    assert.equal((await ask('m')).status, 200);
    assert.equal((await post('/nowhere')).status, 404);
  });
});
