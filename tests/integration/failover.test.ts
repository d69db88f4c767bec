import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FakeUpstream, openFakeUpstream, type Script } from '@ocha/testkit';
import { type Harness, openHarness, type Reply } from './harness.ts';

/** What the primary does to us, and the failure it must be booked as. */
const FAULTS: readonly (readonly [name: string, script: Script, outcome: RegExp])[] = [
  ['answers 500', { kind: 'status', status: 500 }, /^unavailable$/],
  ['answers 503', { kind: 'status', status: 503 }, /^(overloaded|unavailable)$/],
  ['answers 529', { kind: 'status', status: 529 }, /^(overloaded|unavailable)$/],
  [
    'answers 429 with Retry-After',
    { kind: 'status', status: 429, retryAfterSeconds: 60 },
    /^rate_limited$/,
  ],
  ['answers 429 without Retry-After', { kind: 'status', status: 429 }, /^rate_limited$/],
  ['answers 401 to our credential', { kind: 'status', status: 401 }, /^auth$/],
  ['answers 402', { kind: 'status', status: 402 }, /^quota$/],
  ['sends HTML with 200', { kind: 'html' }, /^unparseable$/],
  [
    'sends an error object with 200',
    { kind: 'error-in-200', status: 503 },
    /^(overloaded|unavailable)$/,
  ],
  [
    'redirects',
    { kind: 'redirect', location: 'http://169.254.169.254/' },
    /^(unparseable|unavailable)$/,
  ],
  [
    'closes before the headers',
    { kind: 'cut', at: 'before-headers', how: 'reset' },
    /^unavailable$/,
  ],
  ['stalls before the headers', { kind: 'stall', at: 'before-headers' }, /^timeout$/],
  ['stalls after the headers', { kind: 'stall', at: 'after-headers' }, /^timeout$/],
  ['answers with nothing', { kind: 'empty' }, /^empty$/],
  ['sends garbage', { kind: 'garbage', where: 'body' }, /^unparseable$/],
  ['compresses what was not asked for', { kind: 'gzip' }, /^unparseable$/],
];

/** Faults that only a stream can have. */
const STREAM_FAULTS: readonly (readonly [name: string, script: Script, outcome: RegExp])[] = [
  [
    'reports an error in the stream before content',
    { kind: 'error-in-stream', afterContentFrames: 0 },
    /^(overloaded|unavailable)$/,
  ],
  ['stalls after the lifecycle frames', { kind: 'stall', at: 'after-lifecycle' }, /^timeout$/],
  ['sends pings and nothing else', { kind: 'pings-only', everyMs: 20 }, /^timeout$/],
  [
    'cuts before the first content',
    { kind: 'cut', at: 'after-lifecycle', how: 'fin' },
    /^stream_broken$/,
  ],
];

/** Providers whose dialects the primary speaks; the secondary always speaks another one than the client. */
const PRIMARIES = [
  { provider: 'openai', base: '/v1', model: 'gpt-4.1-mini' },
  { provider: 'anthropic', base: '/v1', model: 'claude-sonnet-4-5' },
  { provider: 'google-ai-studio', base: '/v1beta', model: 'gemini-2.5-flash' },
] as const;

const CLIENTS: readonly (readonly [
  name: string,
  ask: (harness: Harness, stream: boolean) => Promise<Reply>,
])[] = [
  [
    'openai-chat',
    (harness, stream) =>
      harness.post('/v1/chat/completions', {
        model: 'smart',
        stream,
        messages: [{ role: 'user', content: 'Good morning' }],
      }),
  ],
  [
    'anthropic-messages',
    (harness, stream) =>
      harness.post('/v1/messages', {
        model: 'smart',
        stream,
        max_tokens: 100,
        messages: [{ role: 'user', content: 'Good morning' }],
      }),
  ],
  [
    'openai-responses',
    (harness, stream) =>
      harness.post('/v1/responses', { model: 'smart', stream, input: 'Good morning' }),
  ],
  [
    'gemini',
    (harness, stream) =>
      harness.post(
        `/v1beta/models/smart:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
        { contents: [{ role: 'user', parts: [{ text: 'Good morning' }] }] },
      ),
  ],
];

function config(
  primary: FakeUpstream,
  secondary: FakeUpstream,
  of: (typeof PRIMARIES)[number],
): string {
  return `
providers:
  first: { provider: ${of.provider}, apiKey: key-one, baseUrl: "${primary.url}${of.base}", allowPrivateAddress: true }
  second: { provider: mistral, apiKey: key-two, baseUrl: "${secondary.url}/v1", allowPrivateAddress: true }
routes:
  smart:
    deployments: [first/${of.model}, second/mistral-small-latest]
    timeouts: { firstContentMs: 250, wholeMs: 250, idleMs: 250, totalMs: 10000 }
`;
}

function assertSecondaryAnswered(reply: Reply, harness: Harness, outcome: RegExp): void {
  assert.equal(reply.status, 200, reply.text);
  assert.match(reply.text, /Good/);
  assert.equal(reply.headers.get('x-ocha-attempts'), '2');
  assert.equal(reply.headers.get('x-ocha-deployment'), 'second/mistral-small-latest');
  assert.doesNotMatch(reply.text, /"error":\{|event: error/);
  const event = harness.log.entries.findLast((entry) => entry.event === 'request');
  const attempts = event?.fields['attempts'] as readonly { deployment: string; outcome: string }[];
  assert.equal(attempts.length, 2);
  assert.match(attempts[0]?.outcome ?? '', outcome);
  assert.equal(attempts[1]?.outcome, 'ok');
}

for (const primaryOf of PRIMARIES) {
  describe(`failover from a primary of ${primaryOf.provider}`, () => {
    for (const stream of [false, true]) {
      for (const [name, script, outcome] of stream ? [...FAULTS, ...STREAM_FAULTS] : FAULTS) {
        test(`the secondary answers when the primary ${name} (${stream ? 'streamed' : 'whole'})`, async (t) => {
          await using primary = await openFakeUpstream();
          await using secondary = await openFakeUpstream();
          await using harness = await openHarness(config(primary, secondary, primaryOf));
          primary.always(script);
          for (const [client, ask] of CLIENTS) {
            await t.test(client, async () =>
              assertSecondaryAnswered(await ask(harness, stream), harness, outcome),
            );
          }
        });
      }
    }

    test('the secondary answers when the primary refuses connections', async () => {
      await using primary = await openFakeUpstream();
      await using secondary = await openFakeUpstream();
      await primary.refuse();
      for (const stream of [false, true]) {
        await using harness = await openHarness(config(primary, secondary, primaryOf));
        for (const [, ask] of CLIENTS) {
          assertSecondaryAnswered(await ask(harness, stream), harness, /^connect$/);
        }
      }
    });

    test('a dead primary is asked five times, then left alone, and serves again after a good probe', async () => {
      await using primary = await openFakeUpstream();
      await using secondary = await openFakeUpstream();
      await using harness = await openHarness(config(primary, secondary, primaryOf));
      const [, ask] = CLIENTS[0] as (typeof CLIENTS)[number];
      primary.always({ kind: 'status', status: 500 });
      for (let count = 0; count < 20; count += 1)
        assert.equal((await ask(harness, false)).status, 200);
      assert.equal(primary.requests.length, 5);
      assert.equal(secondary.requests.length, 20);
      primary.always(undefined);
      let reply = await ask(harness, false);
      // The breaker stays open for one to one and a half seconds; each round asks over real sockets.
      for (let round = 0; round < 20_000 && primary.requests.length === 5; round += 1) {
        reply = await ask(harness, false);
        assert.equal(reply.status, 200);
      }
      assert.equal(reply.headers.get('x-ocha-deployment'), `first/${primaryOf.model}`);
      assert.equal((await ask(harness, false)).headers.get('x-ocha-attempts'), '1');
    });

    test('control: without a secondary the same faults reach the client as 503, 429 or 504, never as 401 to 404', async () => {
      await using primary = await openFakeUpstream();
      const yaml = config(primary, primary, primaryOf).replace(', second/mistral-small-latest', '');
      await using harness = await openHarness(yaml);
      for (const [name, script] of FAULTS) {
        if (script.kind === 'empty') continue;
        primary.always(script);
        const reply = await (CLIENTS[0] as (typeof CLIENTS)[number])[1](harness, false);
        assert.ok([429, 503, 504].includes(reply.status), `${name}: ${reply.status} ${reply.text}`);
        assert.equal(reply.headers.get('x-should-retry'), 'true');
      }
    });
  });
}

describe('a stream cut after content', () => {
  for (const primaryOf of PRIMARIES) {
    test(`ends with one typed error event, never cleanly (${primaryOf.provider})`, async (t) => {
      await using primary = await openFakeUpstream();
      await using secondary = await openFakeUpstream();
      for (const how of ['reset', 'fin'] as const) {
        await using harness = await openHarness(config(primary, secondary, primaryOf));
        primary.always({ kind: 'cut', at: { afterContentFrames: 2 }, how });
        for (const [client, ask] of CLIENTS) {
          await t.test(`${client}, ${how}`, async () => {
            const reply = await ask(harness, true);
            assert.equal(reply.status, 200);
            const errors = reply.frames.filter(
              (frame) =>
                /"error"|"response.failed"/.test(frame.data) &&
                frame.data.includes('stream_interrupted'),
            );
            assert.ok(errors.length >= 1, `no typed error in ${reply.text}`);
            assert.doesNotMatch(
              reply.text,
              /"finish_reason":"stop"|message_stop|response\.completed|"finishReason":"STOP"/,
            );
            assert.equal(secondary.requests.length, 0);
          });
        }
      }
    });
  }
});
