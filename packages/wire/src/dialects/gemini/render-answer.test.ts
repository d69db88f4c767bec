import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Answer, Choice } from '../../answer.ts';
import type { ChatCall } from '../../call.ts';
import { DEFAULT_TRAITS } from '../../traits.ts';
import { gemini } from './index.ts';

const call: ChatCall = {
  operation: 'chat',
  dialect: 'gemini',
  model: 'm',
  isStream: false,
  messages: [],
  sampling: {},
  extra: {},
};
const mintId = (prefix: string) => `${prefix}_1`;
const render = (choice: Partial<Choice>, answer: Partial<Answer> = {}) =>
  gemini.client.renderAnswer(
    {
      id: 'r',
      model: 'model-1',
      choices: [{ index: 0, parts: [], reason: 'stop', ...choice }],
      ...answer,
    },
    { call, createdAt: 0, mintId },
  ) as { candidates: Record<string, unknown>[]; usageMetadata?: unknown };

describe('writing a Gemini answer', () => {
  test('parts, reason and usage have Google’s names', () => {
    const answer = render(
      {
        parts: [
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: 'Hi' },
          { type: 'refusal', text: 'No' },
          { type: 'tool-call', id: 'a', name: 'f', arguments: '{"x":1}' },
          { type: 'image', source: { kind: 'base64', data: 'AA==' }, mediaType: 'image/png' },
          {
            type: 'audio',
            source: { kind: 'base64', data: 'AA==' },
            mediaType: 'audio/wav',
            transcript: 'good day',
          },
          { type: 'tool-call', id: 'b', name: 'g', arguments: '4 + 4', kind: 'custom' },
          { type: 'native', dialect: 'anthropic-messages', name: 'x', value: {} },
        ],
        reason: 'tool-calls',
      },
      { usage: { inputTokens: 1, outputTokens: 2 } },
    );
    assert.deepEqual(answer, {
      candidates: [
        {
          content: {
            parts: [
              { text: 'hm', thought: true },
              { text: 'Hi' },
              { text: 'No' },
              { functionCall: { id: 'a', name: 'f', args: { x: 1 } } },
              { inlineData: { mimeType: 'image/png', data: 'AA==' } },
              { inlineData: { mimeType: 'audio/wav', data: 'AA==' } },
              { text: 'good day' },
              { functionCall: { id: 'b', name: 'g', args: { input: '4 + 4' } } },
            ],
            role: 'model',
          },
          finishReason: 'STOP',
          index: 0,
        },
      ],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3 },
      modelVersion: 'model-1',
      responseId: 'r',
    });
  });

  test('reasons without a word at Google are told in the finish message', () => {
    const [paused] = render({ reason: 'pause', nativeReason: 'pause_turn' }).candidates;
    assert.equal(paused?.['finishReason'], 'OTHER');
    assert.equal(paused?.['finishMessage'], 'pause_turn');
    const [cut] = render({ reason: 'context-exceeded' }).candidates;
    assert.equal(cut?.['finishReason'], 'MAX_TOKENS');
  });

  test('what Google said comes back as Google said it', () => {
    const body = {
      candidates: [
        {
          content: {
            parts: [
              { text: 'hm', thought: true, thoughtSignature: 'c2ln' },
              { executableCode: { language: 'PYTHON', code: '1' } },
              { text: 'Hi', thoughtSignature: 'dGV4dA==' },
            ],
            role: 'model',
          },
          finishReason: 'RECITATION',
          index: 0,
          groundingMetadata: { groundingChunks: [{ web: { uri: 'https://a.example' } }] },
          logprobsResult: {
            chosenCandidates: [{ token: 'Hi', logProbability: -1 }],
            topCandidates: [{ candidates: [] }],
          },
        },
      ],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3 },
      modelVersion: 'gemini-x',
      responseId: 'r',
    };
    const answer = gemini.provider.parseAnswer(body, { traits: DEFAULT_TRAITS, mintId });
    assert.deepEqual(gemini.client.renderAnswer(answer, { call, createdAt: 0, mintId }), body);
  });
});

describe('writing a Gemini error', () => {
  test('the status is Google’s, the reason is our stable code', () => {
    const body = gemini.client.renderError({
      status: 400,
      code: 'invalid_request',
      message: '`contents` must be a list',
      requestId: 'req_1',
      param: 'contents',
    });
    assert.deepEqual(body, {
      error: {
        code: 400,
        message: '`contents` must be a list',
        status: 'INVALID_ARGUMENT',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
            reason: 'invalid_request',
            domain: 'ocha',
            metadata: { requestId: 'req_1' },
          },
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: [{ field: 'contents', description: '`contents` must be a list' }],
          },
        ],
      },
    });
  });

  test('statuses without a name of their own get the nearest one', () => {
    const nameOf = (status: number) => {
      const view = { status, code: 'internal', message: 'm', requestId: 'r' };
      return (gemini.client.renderError(view) as { error: { status: string } }).error.status;
    };
    assert.equal(nameOf(413), 'INVALID_ARGUMENT');
    assert.equal(nameOf(502), 'INTERNAL');
    assert.equal(nameOf(429), 'RESOURCE_EXHAUSTED');
    assert.equal(nameOf(504), 'DEADLINE_EXCEEDED');
  });
});
