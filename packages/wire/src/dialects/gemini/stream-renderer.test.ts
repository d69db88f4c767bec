import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatCall } from '../../call.ts';
import type { PathFacts, RenderContext } from '../../dialect.ts';
import type { Event } from '../../event.ts';
import { createSseDecoder } from '../../sse/decoder.ts';
import { DEFAULT_TRAITS } from '../../traits.ts';
import { gemini } from './index.ts';

const call: ChatCall = {
  operation: 'chat',
  dialect: 'gemini',
  model: 'public-name',
  isStream: true,
  messages: [],
  sampling: {},
  extra: {},
};
const contextWith = (path: PathFacts): RenderContext => ({
  call,
  createdAt: 0,
  mintId: (prefix) => `${prefix}_1`,
  path,
});

interface Frame {
  readonly candidates: readonly {
    readonly content: { readonly parts: readonly Record<string, unknown>[] };
    readonly finishReason?: string;
    readonly index: number;
  }[];
  readonly usageMetadata?: Record<string, unknown>;
  readonly error?: Record<string, unknown>;
}

function render(events: readonly Event[], path: PathFacts = {}): string {
  const renderer = gemini.client.createStreamRenderer(contextWith(path));
  return events.map((event) => renderer.push(event)).join('');
}

function framesOf(text: string): readonly Frame[] {
  const decoder = createSseDecoder({ frameBytesMax: 100_000 });
  return [...decoder.push(Buffer.from(text)), ...decoder.end()].map((frame) =>
    JSON.parse(frame.data),
  );
}

const partsOf = (text: string) =>
  framesOf(text).flatMap((frame) => frame.candidates.flatMap((one) => one.content.parts));

const at = { choice: 0, block: 0 };
const next = { choice: 0, block: 1 };
const start: Event = { type: 'message-start', id: 'm1', model: 'model-1' };
const end: readonly Event[] = [
  { type: 'choice-end', choice: 0, reason: 'stop' },
  {
    type: 'usage',
    usage: { inputTokens: 4, outputTokens: 5, reasoningTokens: 2, cacheReadTokens: 1 },
  },
  { type: 'message-end' },
];
const hello: readonly Event[] = [
  start,
  { type: 'text-start', ...at },
  { type: 'text-delta', text: 'Hel', ...at },
  { type: 'text-delta', text: 'lo', ...at },
  { type: 'text-end', ...at },
  ...end,
];

describe('writing a Gemini stream', () => {
  test('every frame is a response of its own, the last one tells reason and usage', () => {
    const text = render(hello);
    assert.ok(text.endsWith('\r\n\r\n'));
    assert.deepEqual(framesOf(text), [
      {
        candidates: [{ content: { parts: [{ text: 'Hel' }], role: 'model' }, index: 0 }],
        modelVersion: 'model-1',
        responseId: 'm1',
      },
      {
        candidates: [{ content: { parts: [{ text: 'lo' }], role: 'model' }, index: 0 }],
        modelVersion: 'model-1',
        responseId: 'm1',
      },
      {
        candidates: [
          { content: { parts: [{ text: '' }], role: 'model' }, finishReason: 'STOP', index: 0 },
        ],
        usageMetadata: {
          promptTokenCount: 4,
          candidatesTokenCount: 3,
          totalTokenCount: 9,
          thoughtsTokenCount: 2,
          cachedContentTokenCount: 1,
        },
        modelVersion: 'model-1',
        responseId: 'm1',
      },
    ]);
  });

  test('a client without SSE gets one JSON array', () => {
    const list = JSON.parse(render(hello, { framing: 'json-array' }));
    assert.equal(list.length, 3);
    assert.equal(list[2].candidates[0].finishReason, 'STOP');
  });

  test('a function call is one whole part, whatever pieces its arguments came in', () => {
    const text = render([
      start,
      { type: 'tool-input-start', id: 'a', name: 'f', ...at },
      { type: 'tool-input-start', id: 'b', name: 'g', ...next },
      { type: 'tool-input-delta', text: '{"x"', ...at },
      { type: 'tool-input-delta', text: '{"broken', ...next },
      { type: 'tool-input-delta', text: ':1}', ...at },
      { type: 'tool-input-end', ...at },
      { type: 'tool-input-end', ...next },
    ]);
    assert.deepEqual(partsOf(text), [
      { functionCall: { id: 'a', name: 'f', args: { x: 1 } } },
      { functionCall: { id: 'b', name: 'g', args: { _raw: '{"broken' } } },
    ]);
  });

  test('free text of a custom tool is the one argument it has', () => {
    const text = render([
      { type: 'tool-input-start', id: 'a', name: 'f', kind: 'custom', ...at },
      { type: 'tool-input-delta', text: '4 + 4', ...at },
      { type: 'tool-input-end', ...at },
    ]);
    const args = { input: '4 + 4' };
    assert.deepEqual(partsOf(text), [{ functionCall: { id: 'a', name: 'f', args } }]);
  });

  test('what is said in a sound is told behind it', () => {
    const sound = { kind: 'audio', mediaType: 'audio/wav', data: 'AA==' } as const;
    const text = render([start, { type: 'media', ...sound, transcript: 'good day', ...at }]);
    assert.deepEqual(partsOf(text), [
      { inlineData: { mimeType: 'audio/wav', data: 'AA==' } },
      { text: 'good day' },
    ]);
  });

  test('a tool call without arguments has an empty object', () => {
    const text = render([
      { type: 'tool-input-start', id: 'a', name: 'f', ...at },
      { type: 'tool-input-end', ...at },
    ]);
    assert.deepEqual(partsOf(text), [{ functionCall: { id: 'a', name: 'f', args: {} } }]);
  });

  test('thoughts of any issuer come back whole from the client’s history', () => {
    const signature = { issuer: 'anthropic-messages' as const, value: 'proof' };
    const text = render([
      start,
      { type: 'reasoning-start', ...at },
      { type: 'reasoning-delta', text: 'let ', ...at },
      { type: 'reasoning-delta', text: 'me', ...at },
      { type: 'reasoning-end', signature, ...at },
      { type: 'reasoning-start', ...next },
      { type: 'reasoning-end', signature, isRedacted: true, ...next },
    ]);
    const replayed = gemini.client.parseCall(
      { contents: [{ role: 'model', parts: partsOf(text) }] },
      { model: 'm' },
    );
    assert.deepEqual(replayed.messages[0]?.parts, [
      { type: 'reasoning', text: 'let me', signature },
      { type: 'reasoning', text: '', signature, isRedacted: true },
    ]);
  });

  test('an error after content is one error frame, and nothing follows', () => {
    const view = { status: 503, code: 'stream_interrupted', message: 'broke', requestId: 'req_1' };
    const renderer = gemini.client.createStreamRenderer(contextWith({}));
    for (const event of hello.slice(0, 3)) renderer.push(event);
    const [frame] = framesOf(renderer.fail(view));
    assert.equal(frame?.error?.['status'], 'UNAVAILABLE');
    assert.equal(renderer.push({ type: 'message-end' }), '');
    assert.equal(renderer.fail(view), '');
    const array = gemini.client.createStreamRenderer(contextWith({ framing: 'json-array' }));
    assert.equal(JSON.parse(array.fail(view))[0].error.code, 503);
  });

  test('grounding made of foreign annotations counts bytes', () => {
    const annotations = [{ type: 'url' as const, url: 'https://a.example', start: 2, end: 5 }];
    const text = render([
      start,
      { type: 'text-start', ...at },
      { type: 'text-delta', text: 'ü Tee!', ...at },
      { type: 'text-end', annotations, ...at },
      ...end,
    ]);
    const last = framesOf(text).at(-1) as unknown as { candidates: Record<string, unknown>[] };
    assert.deepEqual(last.candidates[0]?.['groundingMetadata'], {
      groundingChunks: [{ web: { uri: 'https://a.example', title: 'https://a.example' } }],
      groundingSupports: [
        { segment: { startIndex: 3, endIndex: 6, text: 'Tee' }, groundingChunkIndices: [0] },
      ],
    });
  });

  test('grounding tells the sources of every text, counted from the first', () => {
    const cited = (url: string) => [{ type: 'url' as const, url, start: 0, end: 3 }];
    const text = render([
      start,
      { type: 'text-start', ...at },
      { type: 'text-delta', text: 'Tee', ...at },
      { type: 'text-end', annotations: cited('https://a.example'), ...at },
      { type: 'text-start', ...next },
      { type: 'text-delta', text: 'Kaffee', ...next },
      { type: 'text-end', annotations: cited('https://b.example'), ...next },
      ...end,
    ]);
    const last = framesOf(text).at(-1) as unknown as { candidates: Record<string, unknown>[] };
    assert.deepEqual(last.candidates[0]?.['groundingMetadata'], {
      groundingChunks: ['https://a.example', 'https://b.example'].map((uri) => ({
        web: { uri, title: uri },
      })),
      groundingSupports: [
        { segment: { startIndex: 0, endIndex: 3, text: 'Tee' }, groundingChunkIndices: [0] },
        { segment: { startIndex: 3, endIndex: 6, text: 'Kaf' }, groundingChunkIndices: [1] },
      ],
    });
  });

  test('what it writes, the parser reads as the same answer', () => {
    const events: readonly Event[] = [
      start,
      { type: 'reasoning-start', ...at },
      { type: 'reasoning-delta', text: 'hm', ...at },
      { type: 'reasoning-end', signature: { issuer: 'gemini', value: 'c2ln' }, ...at },
      { type: 'tool-input-start', id: 'a', name: 'f', ...next },
      { type: 'tool-input-delta', text: '{"x":1}', ...next },
      { type: 'tool-input-end', ...next },
      { type: 'choice-end', choice: 0, reason: 'tool-calls', nativeReason: 'STOP' },
      { type: 'usage', usage: { inputTokens: 4, outputTokens: 5, reasoningTokens: 2 } },
      { type: 'message-end' },
    ];
    const decoder = createSseDecoder({ frameBytesMax: 100_000 });
    const context = { traits: DEFAULT_TRAITS, mintId: (prefix: string) => prefix };
    const parser = gemini.provider.createStreamParser(context);
    const frames = decoder.push(Buffer.from(render(events)));
    const read = [...frames.flatMap((frame) => parser.push(frame)), ...parser.end()];
    assert.deepEqual(read, events);
  });
});
