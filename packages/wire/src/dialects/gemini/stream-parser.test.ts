import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { WireError } from '../../dialect.ts';
import type { Event } from '../../event.ts';
import { createSseDecoder } from '../../sse/decoder.ts';
import { DEFAULT_TRAITS } from '../../traits.ts';
import { gemini } from './index.ts';

function createContext() {
  let minted = 0;
  return {
    traits: DEFAULT_TRAITS,
    mintId: (prefix: string) => {
      minted += 1;
      return `${prefix}_${minted}`;
    },
  };
}

const chunk = (parts: readonly object[] | undefined, more: object = {}, top: object = {}) => ({
  candidates: [{ ...(parts === undefined ? {} : { content: { parts } }), index: 0, ...more }],
  modelVersion: 'gemini-x',
  responseId: 'r1',
  ...top,
});

function parse(responses: readonly unknown[]) {
  const parser = gemini.provider.createStreamParser(createContext());
  const events: Event[] = responses.flatMap((response) =>
    parser.push({ event: undefined, data: JSON.stringify(response) }),
  );
  events.push(...parser.end());
  return { events, isComplete: parser.isComplete, again: parser.end() };
}

const typesOf = (events: readonly Event[]) => events.map((event) => event.type);
const reasonOf = (events: readonly Event[]) => {
  const end = events.find((event) => event.type === 'choice-end');
  return end?.type === 'choice-end' ? end.reason : undefined;
};

describe('reading a Gemini stream', () => {
  test('texts in pieces are one block, with usage of the last chunk', () => {
    const { events, isComplete, again } = parse([
      chunk([{ text: 'Hel' }], {}, { usageMetadata: { promptTokenCount: 5, totalTokenCount: 5 } }),
      chunk(
        [{ text: 'lo' }],
        { finishReason: 'STOP' },
        {
          usageMetadata: {
            promptTokenCount: 4,
            candidatesTokenCount: 2,
            thoughtsTokenCount: 3,
            totalTokenCount: 9,
            serviceTier: 'flex',
          },
        },
      ),
    ]);
    const at = { choice: 0, block: 0 };
    assert.deepEqual(events, [
      { type: 'message-start', id: 'r1', model: 'gemini-x' },
      { type: 'text-start', ...at },
      { type: 'text-delta', text: 'Hel', ...at },
      { type: 'text-delta', text: 'lo', ...at },
      { type: 'text-end', ...at },
      { type: 'choice-end', choice: 0, reason: 'stop', nativeReason: 'STOP' },
      {
        type: 'usage',
        usage: { inputTokens: 4, outputTokens: 5, reasoningTokens: 3 },
        serviceTier: 'flex',
      },
      { type: 'message-end' },
    ]);
    assert.ok(isComplete);
    assert.deepEqual(again, [], 'the end comes once');
  });

  test('a call and its STOP in different chunks are a tool call', () => {
    const { events } = parse([
      chunk([{ functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' }]),
      chunk([{ text: '' }], { finishReason: 'STOP' }),
    ]);
    assert.equal(reasonOf(events), 'tool-calls');
    assert.deepEqual(events.slice(1, 4), [
      {
        type: 'tool-input-start',
        id: 'call_1',
        name: 'f',
        choice: 0,
        block: 0,
        signature: { issuer: 'gemini', value: 'c2ln' },
      },
      { type: 'tool-input-delta', text: '{"a":1}', choice: 0, block: 0 },
      { type: 'tool-input-end', choice: 0, block: 0 },
    ]);
  });

  test('parallel calls of one function without ids get ids of their own', () => {
    const call = { functionCall: { name: 'f', args: {} } };
    const { events } = parse([chunk([call, call, { functionCall: { name: 'f', id: 'own' } }])]);
    const ids = events.flatMap((event) => (event.type === 'tool-input-start' ? event.id : []));
    assert.deepEqual(ids, ['call_1', 'call_2', 'own']);
  });

  test('a truncated answer with a tool call stays truncated', () => {
    const { events } = parse([
      chunk([{ functionCall: { name: 'f' } }], { finishReason: 'MAX_TOKENS' }),
    ]);
    assert.equal(reasonOf(events), 'length');
  });

  test('thoughts, text and native parts are blocks in order', () => {
    const { events } = parse([
      chunk([{ text: 'hm', thought: true }]),
      chunk([{ text: '', thought: true, thoughtSignature: 'c2ln' }]),
      chunk([{ executableCode: { code: '1' } }, { text: 'A' }]),
      chunk([{ text: '', thoughtSignature: 'dGV4dA==' }]),
      chunk([{ text: 'B' }, { inlineData: { mimeType: 'image/png', data: 'AA==' } }], {
        finishReason: 'STOP',
      }),
    ]);
    assert.deepEqual(typesOf(events).slice(1, -2), [
      'reasoning-start',
      'reasoning-delta',
      'reasoning-end',
      'native',
      'text-start',
      'text-delta',
      'text-end',
      'text-start',
      'text-delta',
      'text-end',
      'media',
    ]);
    assert.deepEqual(events[3], {
      type: 'reasoning-end',
      choice: 0,
      block: 0,
      signature: { issuer: 'gemini', value: 'c2ln' },
    });
    assert.deepEqual(events[7], {
      type: 'text-end',
      choice: 0,
      block: 2,
      signature: { issuer: 'gemini', value: 'dGV4dA==' },
    });
  });

  test('content behind a finish reason still belongs to the answer', () => {
    const { events } = parse([
      chunk([{ text: 'First ' }], { finishReason: 'STOP' }),
      chunk([{ text: 'Second' }], { finishReason: 'STOP' }),
    ]);
    const text = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
    assert.equal(text, 'First Second');
    assert.equal(typesOf(events).filter((type) => type === 'message-end').length, 1);
  });

  test('several candidates end each for themselves', () => {
    const both = {
      candidates: [
        { content: { parts: [{ text: 'a' }] }, index: 0, finishReason: 'STOP' },
        { content: { parts: [{ text: 'b' }] }, index: 1 },
      ],
    };
    const cut = parse([both]);
    assert.ok(!cut.isComplete, 'one candidate still goes on');
    const rest = { candidates: [{ index: 1, finishReason: 'MAX_TOKENS' }] };
    const { events } = parse([both, rest]);
    const ends = events.filter((event) => event.type === 'choice-end');
    assert.deepEqual(
      ends.map((end) => end.reason),
      ['stop', 'length'],
    );
  });

  test('a stream that was cut has no end, but is billed', () => {
    const { events, isComplete } = parse([
      chunk(
        [{ text: 'Hel' }],
        {},
        {
          usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 1 },
        },
      ),
    ]);
    assert.ok(!isComplete);
    assert.deepEqual(typesOf(events), ['message-start', 'text-start', 'text-delta', 'usage']);
  });

  test('counts that a later chunk leaves out still hold, and none is added twice', () => {
    const first = { promptTokenCount: 5, thoughtsTokenCount: 3, totalTokenCount: 8 };
    const last = { promptTokenCount: 5, candidatesTokenCount: 2, totalTokenCount: 10 };
    const { events } = parse([
      chunk([{ text: 'a' }], {}, { usageMetadata: first }),
      chunk([{ text: 'b' }], { finishReason: 'STOP' }, { usageMetadata: last }),
    ]);
    assert.deepEqual(
      events.find((event) => event.type === 'usage'),
      { type: 'usage', usage: { inputTokens: 5, outputTokens: 5, reasoningTokens: 3 } },
    );
  });

  test('a blocked prompt is a content filter, not an empty success', () => {
    const { events, isComplete } = parse([
      { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, responseId: 'r' },
    ]);
    assert.ok(isComplete);
    assert.deepEqual(events.at(1), {
      type: 'choice-end',
      choice: 0,
      reason: 'content-filter',
      nativeReason: 'PROHIBITED_CONTENT',
    });
  });

  test('a candidate without parts, or without content, ends like any other', () => {
    for (const content of [{}, { content: {} }, { content: { role: 'model' } }]) {
      const { events } = parse([{ candidates: [{ ...content, finishReason: 'SAFETY' }] }]);
      assert.deepEqual(typesOf(events), ['message-start', 'choice-end', 'message-end']);
      assert.equal(reasonOf(events), 'content-filter');
    }
  });

  test('every reason of Google’s becomes one of ours', () => {
    const expected: Readonly<Record<string, string>> = {
      RECITATION: 'content-filter',
      SPII: 'content-filter',
      MODEL_ARMOR: 'content-filter',
      MALFORMED_FUNCTION_CALL: 'error',
      UNEXPECTED_TOOL_CALL: 'error',
      LANGUAGE: 'other',
      FAKE_NEW_REASON: 'other',
    };
    for (const [word, reason] of Object.entries(expected)) {
      const { events } = parse([chunk(undefined, { finishReason: word })]);
      assert.equal(reasonOf(events), reason, word);
    }
  });

  test('an error inside the stream is one error event, also when wrapped in a list', () => {
    const error = { code: 503, message: 'overloaded', status: 'UNAVAILABLE' };
    for (const frame of [{ error }, [{ error }]]) {
      const { events, isComplete } = parse([chunk([{ text: 'Hel' }]), frame, frame]);
      const found = events.filter((event) => event.type === 'error');
      assert.equal(found.length, 1);
      assert.equal(found[0]?.error.status, 503);
      assert.equal(found[0]?.error.type, 'UNAVAILABLE');
      assert.ok(!isComplete && !typesOf(events).includes('message-end'));
    }
  });

  test('a frame that is no JSON is a wire error, an empty one is nothing', () => {
    const parser = gemini.provider.createStreamParser(createContext());
    assert.throws(() => parser.push({ event: undefined, data: '{' }), WireError);
    assert.throws(() => parser.push({ event: undefined, data: '{"x":1}' }), WireError);
    assert.deepEqual(parser.push({ event: undefined, data: '' }), []);
  });

  test('CRLF, characters cut in two and a missing final newline are read whole', () => {
    const data = JSON.stringify(chunk([{ text: 'grüße 🙂' }], { finishReason: 'STOP' }));
    const bytes = Buffer.from(`data: ${data}\r\n\r\ndata:${data}`);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const decoder = createSseDecoder({ frameBytesMax: 10_000 });
      const parser = gemini.provider.createStreamParser(createContext());
      const frames = [
        ...decoder.push(bytes.subarray(0, cut)),
        ...decoder.push(bytes.subarray(cut)),
        ...decoder.end(),
      ];
      const events = frames.flatMap((frame) => parser.push(frame));
      const text = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
      assert.equal(text, 'grüße 🙂grüße 🙂', `cut at ${cut}`);
    }
  });

  test('tool names that were escaped come back as the client knows them', () => {
    const { events } = parse([chunk([{ functionCall: { name: 'ocha__mcp_2f_x', args: {} } }])]);
    assert.equal(events[1]?.type === 'tool-input-start' && events[1].name, 'mcp/x');
  });

  test('token log-probabilities come in the canonical shape', () => {
    const { events } = parse([
      chunk([{ text: 'a' }], {
        finishReason: 'STOP',
        logprobsResult: {
          chosenCandidates: [{ token: 'a', logProbability: -0.5 }],
          topCandidates: [{ candidates: [{ token: 'b', logProbability: -1 }] }],
        },
      }),
    ]);
    assert.deepEqual(
      events.find((event) => event.type === 'logprobs'),
      {
        type: 'logprobs',
        choice: 0,
        content: [{ token: 'a', logprob: -0.5, top_logprobs: [{ token: 'b', logprob: -1 }] }],
      },
    );
  });
});

describe('sources of a Gemini answer', () => {
  const chunkOf = (uri: string) => ({ web: { uri, title: uri.slice(8) } });
  const grounded = {
    groundingChunks: [chunkOf('https://a.example'), chunkOf('https://b.example')],
    groundingSupports: [
      { segment: { startIndex: 0, endIndex: 7, text: 'Grüße' }, groundingChunkIndices: [1] },
    ],
  };

  test('byte offsets become character offsets of the text', () => {
    const { events } = parse([
      chunk([{ text: 'Grü' }], { groundingMetadata: {} }),
      chunk([{ text: 'ße an' }]),
      chunk([{ text: ' alle' }], { finishReason: 'STOP', groundingMetadata: grounded }),
    ]);
    const end = events.find((event) => event.type === 'text-end');
    assert.ok(end?.type === 'text-end');
    assert.deepEqual(end.annotations, [
      {
        type: 'url',
        url: 'https://b.example',
        title: 'b.example',
        start: 0,
        end: 5,
        citedText: 'Grüße',
      },
      { type: 'native', native: { dialect: 'gemini', value: grounded } },
    ]);
  });

  test('of a phrase that stands twice, the quoted one is cited', () => {
    const segment = { startIndex: 7, endIndex: 9, text: 'ü' };
    const groundingMetadata = {
      ...grounded,
      groundingSupports: [{ segment, groundingChunkIndices: [0] }],
    };
    const { events } = parse([
      chunk([{ text: 'ü und ü' }], { finishReason: 'STOP', groundingMetadata }),
    ]);
    const end = events.find((event) => event.type === 'text-end');
    assert.ok(end?.type === 'text-end');
    assert.equal(end.annotations?.[0]?.start, 6);
  });

  test('recitations are cited by their place', () => {
    const citationMetadata = {
      citationSources: [{ startIndex: 2, endIndex: 4, uri: 'https://c.example', title: 'C' }],
    };
    const { events } = parse([
      chunk([{ text: 'üab' }], { finishReason: 'STOP', citationMetadata }),
    ]);
    const end = events.find((event) => event.type === 'text-end');
    assert.ok(end?.type === 'text-end');
    assert.deepEqual(end.annotations, [
      { type: 'url', url: 'https://c.example', title: 'C', start: 1, end: 3 },
    ]);
  });

  test('sources that nothing refers to are named all the same', () => {
    const { groundingChunks } = grounded;
    const { events } = parse([
      chunk([{ text: 'Hi' }], { finishReason: 'STOP', groundingMetadata: { groundingChunks } }),
    ]);
    const end = events.find((event) => event.type === 'text-end');
    assert.ok(end?.type === 'text-end');
    assert.deepEqual(
      end.annotations?.map((annotation) => annotation.url),
      ['https://a.example', 'https://b.example', undefined],
    );
  });

  test('chunks that repeat what was said are not counted twice', () => {
    const { events } = parse([
      chunk([{ text: 'Grüße' }], { groundingMetadata: grounded }),
      chunk([], { finishReason: 'STOP', groundingMetadata: grounded }),
    ]);
    const end = events.find((event) => event.type === 'text-end');
    assert.equal(end?.type === 'text-end' && end.annotations?.length, 2);
  });
});
