import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OchaError } from '@ocha/kernel';
import type { DialectId } from '@ocha/wire';
import { chatIntake, intakeOf } from '../../test/arrivals.ts';
import { catalogOf, deploymentOf } from '../../test/snapshots.ts';
import type { PlannedDeployment } from '../routing/index.ts';
import type { UpstreamRequest } from './exchange.ts';
import { renderFast, renderHub } from './request.ts';

const catalog = catalogOf(`
providers:
  openai: { apiKey: key-a, baseUrl: "https://gw.test/proxy/v1", headers: { x-team: red } }
  anthropic: { apiKey: key-b, headers: { anthropic-version: "2023-01-01" } }
  google-ai-studio: { apiKey: key-c }
  mistral: { apiKey: key-d }
`);

function planned(id: string, dialect: DialectId, lane: 'fast' | 'hub' = 'fast'): PlannedDeployment {
  return { deployment: deploymentOf(id, catalog), route: undefined, dialect, lane };
}

const options = { params: 'drop' as const, headers: {} };
const header = (request: UpstreamRequest, name: string): string | undefined => {
  const at = request.headers.findIndex((text, index) => index % 2 === 0 && text === name);
  return at < 0 ? undefined : request.headers[at + 1];
};

describe('renderFast', () => {
  test('passes the bytes on with another model, and not a byte else changed', async () => {
    const text =
      '{ "seed": 18446744073709551615,\n "model" : "openai/gpt-4.1-mini", "unknown": [1.0],' +
      ' "messages": [{"role":"user","content":"\\u0041 \\"model\\": 1"}] }';
    const { request } = renderFast(
      await intakeOf('openai-chat', text),
      planned('openai/gpt-4.1-mini', 'openai-chat'),
      options,
    );
    assert.equal(request.body.toString(), text.replace('openai/gpt-4.1-mini', 'gpt-4.1-mini'));
    assert.equal(request.path, '/proxy/v1/chat/completions');
  });

  test('passes the very same bytes where the model has the name already', async () => {
    const intake = await chatIntake({ model: 'gpt-4.1-mini' });
    const { request } = renderFast(intake, planned('openai/gpt-4.1-mini', 'openai-chat'), options);
    assert.equal(request.body, intake.bytes);
  });

  test('finds the model that counts, however its key is written', async () => {
    const messages = '"messages":[{"role":"user","content":"x"}]';
    for (const names of [
      '"mod\\u0065l":"openai/x"',
      '"model":"openai/y","mod\\u0065l":"openai/x"',
      '"model":"openai/y","model":"openai/x"',
    ]) {
      const { request } = renderFast(
        await intakeOf('openai-chat', `{${names},${messages}}`),
        planned('openai/x', 'openai-chat'),
        options,
      );
      assert.equal(JSON.parse(request.body.toString()).model, 'x', names);
    }
  });

  test('asks for usage where the client did not, and remembers to hide it', async () => {
    const render = async (fields: object) => {
      const intake = await chatIntake({ model: 'openai/x', stream: true, ...fields });
      return renderFast(intake, planned('openai/x', 'openai-chat'), options);
    };
    const silent = await render({});
    assert.equal(silent.hidesUsage, true);
    assert.deepEqual(JSON.parse(silent.request.body.toString()).stream_options, {
      include_usage: true,
    });
    const other = await render({ stream_options: { include_obfuscation: false } });
    assert.equal(other.hidesUsage, true);
    assert.deepEqual(JSON.parse(other.request.body.toString()).stream_options, {
      include_obfuscation: false,
      include_usage: true,
    });
    assert.equal((await render({ stream_options: { include_usage: true } })).hidesUsage, false);
  });

  test('sends the credential and headers of the deployment, and none of the client but a few', async () => {
    const { request } = renderFast(await chatIntake(), planned('openai/x', 'openai-chat'), {
      params: 'drop',
      headers: {
        authorization: 'Bearer sk-ocha-secret',
        cookie: 'a=b',
        'x-api-key': 'sk-ocha-secret',
        'openai-beta': 'assistants=v2',
        traceparent: '00-1-2-01',
        'accept-encoding': 'gzip',
      },
    });
    assert.equal(header(request, 'authorization'), 'Bearer key-a');
    assert.equal(header(request, 'x-team'), 'red');
    assert.equal(header(request, 'openai-beta'), 'assistants=v2');
    assert.equal(header(request, 'traceparent'), '00-1-2-01');
    for (const name of ['cookie', 'x-api-key', 'accept-encoding'])
      assert.equal(header(request, name), undefined, name);
    assert.doesNotMatch(request.headers.join(' '), /sk-ocha/);
  });

  test("lets the client's own version of its dialect win", async () => {
    const body = {
      model: 'anthropic/x',
      max_tokens: 5,
      messages: [{ role: 'user', content: 'x' }],
    };
    const intake = await intakeOf('anthropic-messages', body);
    const where = planned('anthropic/x', 'anthropic-messages');
    const render = (headers: Record<string, string>) =>
      renderFast(intake, where, { params: 'drop', headers }).request;
    assert.equal(header(render({}), 'anthropic-version'), '2023-01-01');
    const told = render({ 'anthropic-version': '2024-02-02', 'anthropic-beta': 'a,b' });
    assert.equal(header(told, 'anthropic-version'), '2024-02-02');
    assert.equal(told.headers.filter((name) => name === 'anthropic-version').length, 1);
    assert.equal(header(told, 'anthropic-beta'), 'a,b');
    assert.equal(header(told, 'x-api-key'), 'key-b');
  });

  test('puts a Gemini model into the path, where it cannot lead elsewhere', async () => {
    const body = { contents: [{ parts: [{ text: 'x' }] }] };
    for (const [model, path] of [
      ['gemini-2.5-flash', '/v1beta/models/gemini-2.5-flash:generateContent'],
      ['../../files/x', '/v1beta/models/..%2F..%2Ffiles%2Fx:generateContent'],
      ['a b?c#d', '/v1beta/models/a%20b%3Fc%23d:generateContent'],
      ['モデル', '/v1beta/models/%E3%83%A2%E3%83%87%E3%83%AB:generateContent'],
    ] as const) {
      const intake = await intakeOf('gemini', body, { model: `google-ai-studio/${model}` });
      const where = planned(`google-ai-studio/${model}`, 'gemini');
      const { request } = renderFast(intake, where, options);
      assert.equal(request.path, path);
      assert.equal(header(request, 'x-goog-api-key'), 'key-c');
    }
  });

  test('streams of Gemini are asked for as events', async () => {
    const body = { contents: [{ parts: [{ text: 'x' }] }] };
    const path = { model: 'google-ai-studio/g', isStream: true, framing: 'sse' as const };
    const intake = await intakeOf('gemini', body, path);
    const { request } = renderFast(intake, planned('google-ai-studio/g', 'gemini'), options);
    assert.equal(request.path, '/v1beta/models/g:streamGenerateContent?alt=sse');
    assert.equal(header(request, 'accept'), 'text/event-stream');
  });

  test('sends one text to embed where one was sent, with the model that the path names', async () => {
    const where = planned('google-ai-studio/e', 'gemini-embeddings');
    const content = { parts: [{ text: 'x' }] };
    const single = await intakeOf(
      'gemini-embeddings',
      { model: 'models/google-ai-studio/e', content },
      { model: 'google-ai-studio/e', isBatch: false },
    );
    const one = renderFast(single, where, options).request;
    assert.equal(one.path, '/v1beta/models/e:embedContent');
    assert.deepEqual(JSON.parse(one.body.toString()), { model: 'models/e', content });
    const batch = await intakeOf(
      'gemini-embeddings',
      { requests: [{ model: 'models/google-ai-studio/e', content }] },
      { model: 'google-ai-studio/e', isBatch: true },
    );
    const many = renderFast(batch, where, options).request;
    assert.equal(many.path, '/v1beta/models/e:batchEmbedContents');
    assert.deepEqual(JSON.parse(many.body.toString()), {
      requests: [{ model: 'models/e', content }],
    });
  });
});

describe('renderHub', () => {
  test('writes the call anew, in the dialect, path and credential of the deployment', async () => {
    const intake = await chatIntake({ model: 'smart', temperature: 0.5 });
    const { request, warnings } = renderHub(
      intake.call(),
      planned('anthropic/claude-sonnet-4-5', 'anthropic-messages', 'hub'),
      options,
    );
    const body = JSON.parse(request.body.toString());
    assert.equal(body.model, 'claude-sonnet-4-5');
    assert.equal(body.temperature, 0.5);
    assert.match(request.path, /\/messages$/);
    assert.equal(header(request, 'x-api-key'), 'key-b');
    assert.deepEqual(warnings, []);
  });

  test('drops what cannot be said with a warning, or refuses it where the route is strict', async () => {
    const call = (await chatIntake({ seed: 7 })).call();
    const where = planned('anthropic/claude-sonnet-4-5', 'anthropic-messages', 'hub');
    assert.deepEqual(
      renderHub(call, where, options).warnings.map(({ param }) => param),
      ['seed'],
    );
    assert.throws(
      () => renderHub(call, where, { params: 'strict', headers: {} }),
      (error) =>
        error instanceof OchaError &&
        error.code === 'unsupported_parameter' &&
        error.details.param === 'seed',
    );
  });

  test("does not hand the client's dialect headers to a provider of another dialect", async () => {
    const { request } = renderHub(
      (await chatIntake()).call(),
      planned('anthropic/claude-sonnet-4-5', 'anthropic-messages', 'hub'),
      { params: 'drop', headers: { 'openai-beta': 'x', 'anthropic-beta': 'y' } },
    );
    assert.equal(header(request, 'openai-beta'), undefined);
    assert.equal(header(request, 'anthropic-beta'), undefined);
  });
});
