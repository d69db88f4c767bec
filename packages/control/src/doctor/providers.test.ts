import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { examine } from '../../test/doctor.ts';
import type { ProbeResult } from './ports.ts';

const KEY = 'sk-proj-0123456789abcdefghij';
const OPENAI = { environment: { OPENAI_API_KEY: KEY } };

/** What the doctor says of one provider for an answer of its probe. */
async function saidOf(
  answer: ProbeResult,
  options: Parameters<typeof examine>[0] = OPENAI,
): Promise<string> {
  const { report, lines } = await examine(options, { answer: () => answer });
  const [provider] = report.providers;
  const line = lines.find((each) => each.includes(` ${provider?.name} `));
  return `${provider?.reach}: ${line}`;
}

describe('asking providers', () => {
  test('sends the credential in the way of the provider, to the path that is cheap', async () => {
    const { requests } = await examine({
      environment: { OPENAI_API_KEY: KEY, ANTHROPIC_API_KEY: 'a-key', GEMINI_API_KEY: 'g-key' },
    });
    const [openai, anthropic, google] = requests;
    assert.equal(openai?.url, 'https://api.openai.com/v1/models');
    assert.equal(openai?.headers['authorization'], `Bearer ${KEY}`);
    assert.equal(anthropic?.headers['x-api-key'], 'a-key');
    assert.equal(anthropic?.headers['authorization'], undefined);
    assert.ok(anthropic?.headers['anthropic-version']);
    assert.equal(google?.headers['x-goog-api-key'], 'g-key');
    assert.equal(requests.length, 3, 'the simulated provider is not asked');
  });

  test('sends the headers of the entry, and says whether private addresses are allowed', async () => {
    const text = `providers:
  local: { provider: vllm, baseUrl: "http://10.0.0.7:8000/v1", headers: { X-Team: a } }
`;
    const { requests } = await examine({ text });
    assert.equal(requests[0]?.url, 'http://10.0.0.7:8000/v1/models');
    assert.equal(requests[0]?.headers['x-team'], 'a');
    assert.equal(requests[0]?.headers['authorization'], undefined);
    assert.equal(requests[0]?.allowsPrivateAddress, true);
  });

  test('shows keys masked, and nowhere else', async () => {
    const { report } = await examine(OPENAI);
    assert.equal(report.providers[0]?.key, 'sk-…ghij');
    assert.doesNotMatch(JSON.stringify(report), /0123456789/);
  });
});

describe('answers of providers', () => {
  test('that are good', async () => {
    assert.match(await saidOf({ status: 200, text: '{}' }), /^ok: ok openai answers and takes the/);
    assert.match(await saidOf({ status: 429, text: '{}' }), /^ok: ok .*limits the rate/);
  });

  test('that refuse the key', async () => {
    const google = { environment: { GEMINI_API_KEY: 'g' } };
    const invalid =
      '{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT"}}';
    assert.match(await saidOf({ status: 401, text: '{}' }), /^key-refused: error .*OPENAI_API_KEY/);
    assert.match(
      await saidOf({ status: 403, text: '{"error":{"message":"no"}}' }),
      /^key-refused: error openai answers, but refuses the key \(HTTP 403\)/,
    );
    assert.match(await saidOf({ status: 400, text: invalid }, google), /^key-refused: .*HTTP 400/);
    const file = { text: `providers: { openai: { apiKey: "\${K}" } }`, environment: { K: 'x' } };
    assert.match(await saidOf({ status: 401, text: '' }, file), /check providers\.openai\.apiKey$/);
    const local = { text: 'providers: { vllm: }' };
    assert.match(await saidOf({ status: 401, text: '' }, local), /wants a key/);
  });

  test('that tell of an empty account', async () => {
    const text = '{"error":{"code":"insufficient_quota","message":"You exceeded your quota"}}';
    assert.match(await saidOf({ status: 429, text }), /^no-credit: error .*out of credit/);
  });

  test('that are not those of its API', async () => {
    assert.match(await saidOf({ status: 404, text: '{}' }), /^unexpected: warning .*baseUrl/);
    assert.match(await saidOf({ status: 200, text: '<html>' }), /page instead of JSON/);
    assert.match(await saidOf({ status: 403, text: '<html>' }), /^unexpected: .*page/);
    assert.match(await saidOf({ status: 301, text: '' }), /redirects \(HTTP 301\), which is never/);
    assert.match(await saidOf({ status: 503, text: '' }), /in trouble .*status page/);
  });

  test('that say nothing of the key, because nothing cheap would', async () => {
    const databricks = {
      text: 'providers: { databricks: { baseUrl: "https://w.example.com/serving-endpoints" } }',
      environment: { DATABRICKS_TOKEN: 't' },
    };
    assert.match(
      await saidOf({ status: 404, text: '' }, databricks),
      /^unchecked: info databricks answers \(HTTP 404\); whether the key works/,
    );
  });
});

describe('providers that do not answer', () => {
  test('each way to fail has its own name and next step', async () => {
    const expected: readonly (readonly [string, RegExp])[] = [
      ['dns', /^dns: error .*api\.openai\.com cannot be resolved \(CODE\) → check the spelling/],
      ['forbidden', /^forbidden: error .*not allowed .*allowPrivateAddress: true/],
      ['connect', /^unreachable: error .*no connection .*firewall/],
      ['tls', /^tls: error .*handshake.*clock/],
      ['http', /^unexpected: warning .*not answer in HTTP/],
      ['timeout', /^timeout: error .*within 5 s/],
    ];
    for (const [phase, pattern] of expected) {
      const answer = { phase, error: 'CODE' } as ProbeResult;
      assert.match(await saidOf(answer), pattern);
    }
  });

  test('a local one is asked for by its address', async () => {
    const said = await saidOf(
      { phase: 'connect', error: 'ECONNREFUSED' },
      { text: 'providers: { ollama: }' },
    );
    assert.match(said, /is the server at localhost:11434 running\?$/);
  });
});
