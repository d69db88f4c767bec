import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSeededRandom, OchaError } from '@ocha/kernel';
import type { DialectId } from '@ocha/wire';
import fc from 'fast-check';
import { chatIntake, intakeOf } from '../../test/arrivals.ts';
import { catalogOf, PROVIDERS_YAML } from '../../test/snapshots.ts';
import { type Plan, planCall } from './index.ts';

const ROUTES_YAML = `${PROVIDERS_YAML}
routes:
  smart:
    deployments: [openai/gpt-4.1-mini, { deployment: anthropic/claude-sonnet-4-5, tier: 2 }]
    fallbacks: [cheap]
    attemptsMax: 4
    params: strict
  cheap: { deployments: [mistral/mistral-small-latest, openai/gpt-4.1-mini] }
  spread:
    strategy: weighted
    deployments:
      - { deployment: openai/gpt-4.1-mini, weight: 3 }
      - { deployment: mistral/mistral-small-latest, weight: 1 }
`;

const catalog = catalogOf(ROUTES_YAML);
const random = () => createSeededRandom(7);
const ids = (plan: Plan) => plan.deployments.map(({ deployment }) => deployment.id);

const refusal = (code: string, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof OchaError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, message);
  return true;
};

describe('planCall', () => {
  test('plans a route: its deployments, then those of its fallbacks, none of them twice', async () => {
    const plan = planCall(await chatIntake({ model: 'smart' }), catalog, random());
    assert.deepEqual(ids(plan), [
      'openai/gpt-4.1-mini',
      'anthropic/claude-sonnet-4-5',
      'mistral/mistral-small-latest',
    ]);
    assert.deepEqual(
      plan.deployments.map(({ route }) => route),
      ['smart', 'smart', 'cheap'],
    );
    assert.equal(plan.attemptsMax, 4);
    assert.equal(plan.params, 'strict');
    assert.equal(plan.isExplicit, false);
  });

  test('plans a model that was named, and one that several accounts serve', async () => {
    const named = planCall(await chatIntake({ model: 'openai/anything-new' }), catalog, random());
    assert.deepEqual(ids(named), ['openai/anything-new']);
    assert.equal(named.isExplicit, true);
    const bare = planCall(await chatIntake({ model: 'gpt-4.1-mini' }), catalog, random());
    assert.deepEqual(ids(bare), ['openai/gpt-4.1-mini']);
  });

  test('is pure: the same inputs and seed give the same plan', async () => {
    const intake = await chatIntake({ model: 'spread' });
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const plan = () => ids(planCall(intake, catalog, createSeededRandom(seed)));
        assert.deepEqual(plan(), plan());
        assert.equal(new Set(plan()).size, 2);
      }),
    );
  });

  test('leaves out what cannot serve the request, and says why when nobody can', async () => {
    const sound = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } };
    const messages = [{ role: 'user', content: [sound] }];
    const intake = await chatIntake({ model: 'smart', messages });
    assert.throws(
      () => planCall(intake, catalog, random()),
      refusal('unsupported_feature', /openai\/gpt-4\.1-mini hears no audio/),
    );
    const partly = planCall(
      await intakeOf('openai-embeddings', { model: 'smart', input: 'x' }),
      catalog,
      random(),
    );
    assert.ok(!ids(partly).includes('anthropic/claude-sonnet-4-5'));
    const nowhere = await intakeOf('openai-embeddings', { model: 'anthropic/x', input: 'x' });
    assert.throws(
      () => planCall(nowhere, catalog, random()),
      refusal('unsupported_feature', /anthropic\/x makes no embeddings/),
    );
  });

  test('sends what only one dialect has to that dialect only', async () => {
    const tools = [{ type: 'web_search_20250305', name: 'web_search' }];
    const body = {
      model: 'smart',
      max_tokens: 5,
      tools,
      messages: [{ role: 'user', content: 'x' }],
    };
    const plan = planCall(await intakeOf('anthropic-messages', body), catalog, random());
    assert.deepEqual(ids(plan), ['anthropic/claude-sonnet-4-5']);
  });

  test('takes the fast lane where both sides speak alike, the hub elsewhere', async () => {
    const lane = async (dialect: DialectId, model: string, path: object = {}) => {
      const bodies: Partial<Record<DialectId, object>> = {
        'openai-chat': { model, messages: [{ role: 'user', content: 'x' }] },
        'openai-responses': { model, input: 'x' },
        'anthropic-messages': {
          model,
          max_tokens: 5,
          messages: [{ role: 'user', content: 'x' }],
        },
        gemini: { contents: [{ parts: [{ text: 'x' }] }] },
      };
      const facts = dialect === 'gemini' ? { model, isStream: true, ...path } : {};
      const plan = planCall(await intakeOf(dialect, bodies[dialect], facts), catalog, random());
      const [planned] = plan.deployments;
      return `${planned?.lane} ${planned?.dialect}`;
    };
    assert.equal(await lane('openai-chat', 'openai/x'), 'fast openai-chat');
    assert.equal(await lane('openai-responses', 'openai/x'), 'fast openai-responses');
    assert.equal(await lane('anthropic-messages', 'anthropic/x'), 'fast anthropic-messages');
    assert.equal(await lane('gemini', 'google-ai-studio/x', { framing: 'sse' }), 'fast gemini');
    assert.equal(await lane('openai-chat', 'anthropic/x'), 'hub anthropic-messages');
    assert.equal(await lane('anthropic-messages', 'openai/x'), 'hub openai-chat');
    // One JSON array has no frames that could pass, and an irregular provider's answers need mending.
    assert.equal(
      await lane('gemini', 'google-ai-studio/x', { framing: 'json-array' }),
      'hub gemini',
    );
    assert.equal(await lane('openai-chat', 'mistral/x'), 'hub openai-chat');
  });

  test('takes the hub where media must be fetched first', async () => {
    const file = { fileData: { fileUri: 'https://example.com/a.png', mimeType: 'image/png' } };
    const body = { contents: [{ parts: [file] }] };
    const path = { model: 'google-ai-studio/gemini-2.5-flash', framing: 'sse' as const };
    const plan = planCall(await intakeOf('gemini', body, path), catalog, random());
    assert.equal(plan.deployments[0]?.lane, 'hub');
  });

  test('says how to switch a known provider on, and what there is instead of an unknown model', async () => {
    const groq = await chatIntake({ model: 'groq/llama-3.3-70b' });
    assert.throws(
      () => planCall(groq, catalog, random()),
      refusal('model_unknown', /set GROQ_API_KEY or `providers\.groq\.apiKey`/),
    );
    const lost = await chatIntake({ model: 'no-such-model' });
    assert.throws(
      () => planCall(lost, catalog, random()),
      refusal('model_unknown', /example: smart/),
    );
  });
});
