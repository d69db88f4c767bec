import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFakeUpstream } from '@ocha/testkit';
import { openHarness } from './harness.ts';

const DIALECTS = [
  { provider: 'openai', base: '/v1', model: 'gpt-4.1-mini' },
  { provider: 'anthropic', base: '/v1', model: 'claude-sonnet-4-5' },
  { provider: 'google-ai-studio', base: '/v1beta', model: 'gemini-2.5-flash' },
] as const;

test('answers every client dialect from a provider of every dialect', async (t) => {
  await using upstream = await openFakeUpstream();
  const providers = DIALECTS.map(
    ({ provider, base }) =>
      `  ${provider}: { apiKey: key-for-fake, baseUrl: "${upstream.url}${base}", allowPrivateAddress: true }`,
  ).join('\n');
  await using harness = await openHarness(`providers:\n${providers}\n`);
  for (const { provider, model } of DIALECTS) {
    const name = `${provider}/${model}`;
    await t.test(name, async () => {
      const chat = { model: name, messages: [{ role: 'user', content: 'Good morning' }] };
      for (const stream of [false, true]) {
        const replies = [
          await harness.post('/v1/chat/completions', { ...chat, stream }),
          await harness.post('/v1/messages', { ...chat, stream, max_tokens: 100 }),
          await harness.post('/v1/responses', { model: name, input: 'Good morning', stream }),
          await harness.post(
            `/v1beta/models/${name}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
            {
              contents: [{ role: 'user', parts: [{ text: 'Good morning' }] }],
            },
          ),
        ];
        for (const reply of replies) {
          assert.equal(reply.status, 200, reply.text);
          assert.match(reply.text, /Good|morning/);
        }
      }
    });
  }
});
