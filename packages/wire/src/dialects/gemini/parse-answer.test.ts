import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { WireError } from '../../dialect.ts';
import { DEFAULT_TRAITS } from '../../traits.ts';
import { gemini } from './index.ts';

const context = { traits: DEFAULT_TRAITS, mintId: (prefix: string) => `${prefix}_1` };
const parse = (body: unknown) => gemini.provider.parseAnswer(body, context);
const candidate = (parts: readonly object[], finishReason?: string) => ({
  candidates: [{ content: { parts }, ...(finishReason === undefined ? {} : { finishReason }) }],
  modelVersion: 'gemini-x',
  responseId: 'r',
});

describe('reading a Gemini answer', () => {
  test('a function call with STOP is a tool call', () => {
    const answer = parse(candidate([{ functionCall: { name: 'f', args: { a: 1 } } }], 'STOP'));
    assert.deepEqual(answer, {
      id: 'r',
      model: 'gemini-x',
      choices: [
        {
          index: 0,
          parts: [{ type: 'tool-call', id: 'call_1', name: 'f', arguments: '{"a":1}' }],
          reason: 'tool-calls',
          nativeReason: 'STOP',
        },
      ],
    });
  });

  test('images keep their signature', () => {
    const inlineData = { mimeType: 'image/png', data: 'AA==' };
    const answer = parse(candidate([{ inlineData, thoughtSignature: 'c2ln' }], 'STOP'));
    assert.deepEqual(answer.choices[0]?.parts, [
      {
        type: 'image',
        source: { kind: 'base64', data: 'AA==' },
        mediaType: 'image/png',
        signature: { issuer: 'gemini', value: 'c2ln' },
      },
    ]);
  });

  test('an answer without a finish reason is whole when its body is', () => {
    assert.equal(parse(candidate([{ text: 'Hi' }])).choices[0]?.reason, 'stop');
  });

  test('a blocked prompt is an answer, no candidates at all are not', () => {
    const blocked = parse({ promptFeedback: { blockReason: 'SAFETY' } });
    assert.equal(blocked.choices[0]?.reason, 'content-filter');
    assert.throws(() => parse({ candidates: [], modelVersion: 'x' }), WireError);
    assert.throws(() => parse({ promptFeedback: {} }), WireError);
    for (const body of [null, 'x', {}, { error: { code: 500, message: 'no' } }])
      assert.throws(() => parse(body), WireError);
  });

  test('a stream that came as one JSON array is one answer', () => {
    const [choice] = parse([
      candidate([{ text: 'Hel' }]),
      candidate([{ text: 'lo' }], 'STOP'),
    ]).choices;
    assert.deepEqual(choice?.parts, [{ type: 'text', text: 'Hello' }]);
  });
});

describe('usage of a Gemini answer', () => {
  const usageOf = (usageMetadata: object) =>
    parse({ ...candidate([{ text: 'Hi' }], 'STOP'), usageMetadata }).usage;

  test('thoughts are output and tool prompts are input, both counted beside the rest', () => {
    assert.deepEqual(
      usageOf({
        promptTokenCount: 10,
        toolUsePromptTokenCount: 5,
        candidatesTokenCount: 3,
        thoughtsTokenCount: 7,
        cachedContentTokenCount: 4,
        totalTokenCount: 25,
        promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 2 }],
      }),
      {
        inputTokens: 15,
        outputTokens: 10,
        cacheReadTokens: 4,
        reasoningTokens: 7,
        inputAudioTokens: 2,
      },
    );
  });

  test('thoughts within the candidates, as the total tells, are not billed twice', () => {
    const usage = usageOf({
      promptTokenCount: 10,
      candidatesTokenCount: 9,
      thoughtsTokenCount: 7,
      totalTokenCount: 19,
    });
    assert.equal(usage?.outputTokens, 9);
  });

  test('a traffic type alone is no usage', () => {
    assert.equal(usageOf({ trafficType: 'ON_DEMAND' }), undefined);
  });
});

describe('a Gemini answer on the fast lane', () => {
  const read = (body: unknown) => gemini.provider.readAnswer(body, DEFAULT_TRAITS);

  test('tells usage, reason and model', () => {
    const body = { ...candidate([{ text: 'Hi' }], 'STOP'), usageMetadata: { promptTokenCount: 1 } };
    assert.deepEqual(read(body), {
      isEmpty: false,
      model: 'gemini-x',
      reason: 'stop',
      usage: { inputTokens: 1, outputTokens: 0 },
    });
  });

  test('tells empty answers from refused ones, and errors from both', () => {
    assert.ok(read(candidate([], 'STOP')).isEmpty);
    assert.ok(!read(candidate([], 'SAFETY')).isEmpty);
    const failed = read({ error: { code: 429, message: 'slow', status: 'RESOURCE_EXHAUSTED' } });
    assert.equal(failed.error?.status, 429);
  });
});

describe('errors of Gemini', () => {
  test('hints of when to retry and of daily quotas are read from the details', () => {
    const details = [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' },
    ];
    const error = { code: 429, message: 'quota', status: 'RESOURCE_EXHAUSTED', details };
    for (const body of [{ error }, [{ error }]]) {
      const read = gemini.provider.parseError(body);
      assert.equal(read?.retryAfterMs, 34_000);
      assert.equal(read?.isQuota, true);
      assert.equal(read?.status, 429);
    }
  });

  test('an invalid key is told from other bad requests, though both are 400', () => {
    const read = gemini.provider.parseError({
      error: {
        code: 400,
        message: 'API key not valid.',
        status: 'INVALID_ARGUMENT',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
        ],
      },
    });
    assert.equal(read?.code, 'API_KEY_INVALID');
    assert.equal(read?.type, 'INVALID_ARGUMENT');
  });
});
