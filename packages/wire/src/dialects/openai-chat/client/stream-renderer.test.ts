import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseContext, renderContext } from '../../../../test/chat-stream.ts';
import type { Answer } from '../../../answer.ts';
import { answerToEvents } from '../../../assemble.ts';
import type { Event } from '../../../event.ts';
import type { Part } from '../../../part.ts';
import { openaiChat } from '../index.ts';

const at = { choice: 0, block: 0 };
const start: Event = { type: 'message-start', id: 'x-1', model: 'm', createdAt: 5 };

// The chunks are JSON of many shapes, looked into field by field.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Loose = any;

/** The data lines of what a renderer wrote for these events, parsed; the end mark stays text. */
function written(events: Iterable<Event>, request: Record<string, unknown> = {}): Loose[] {
  const renderer = openaiChat.client.createStreamRenderer(
    renderContext({ stream: true, ...request }),
  );
  return linesOf([...events].map((event) => renderer.push(event)).join(''));
}

function linesOf(text: string): Loose[] {
  assert.ok(text === '' || text.endsWith('\n\n'));
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      assert.ok(frame.startsWith('data: ') && !frame.includes('\n'));
      const data = frame.slice('data: '.length);
      return data === '[DONE]' ? data : JSON.parse(data);
    });
}

function answerOf(parts: readonly Part[], rest: Partial<Answer['choices'][number]> = {}): Answer {
  return {
    id: 'x-1',
    model: 'm',
    choices: [{ index: 0, parts, reason: 'stop', ...rest }],
    usage: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 4, reasoningTokens: 2 },
  };
}

const deltasOf = (chunks: Loose[]): Loose[] =>
  chunks.flatMap((chunk) => (chunk.choices ?? []).map((choice: Loose) => choice.delta));

describe('the stream a client is sent', () => {
  test('has the role first, one id, the reason, no usage unasked, and the end mark', () => {
    const chunks = written(answerToEvents(answerOf([{ type: 'text', text: 'hi "you"\n' }])));
    assert.equal(chunks.pop(), '[DONE]');
    assert.deepEqual(
      chunks.map((chunk) => chunk.choices),
      [
        [
          {
            index: 0,
            delta: { role: 'assistant', content: '', refusal: null },
            logprobs: null,
            finish_reason: null,
          },
        ],
        [{ index: 0, delta: { content: 'hi "you"\n' }, logprobs: null, finish_reason: null }],
        [{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }],
      ],
    );
    for (const chunk of chunks) {
      assert.deepEqual(
        [chunk.id, chunk.object, chunk.created, chunk.model],
        ['x-1', 'chat.completion.chunk', 1_700_000_000, 'm'],
      );
      assert.equal('usage' in chunk, false);
    }
  });

  test('ends with a usage chunk without choices where it was asked for, and null before', () => {
    const chunks = written(answerToEvents(answerOf([{ type: 'text', text: 'hi' }])), {
      stream_options: { include_usage: true },
    });
    assert.equal(chunks.pop(), '[DONE]');
    const last = chunks.pop();
    assert.deepEqual(last.choices, []);
    assert.deepEqual(
      [last.usage.prompt_tokens, last.usage.completion_tokens, last.usage.total_tokens],
      [10, 5, 15],
    );
    assert.equal(last.usage.prompt_tokens_details.cached_tokens, 4);
    assert.equal(last.usage.completion_tokens_details.reasoning_tokens, 2);
    for (const chunk of chunks) assert.equal(chunk.usage, null);
  });

  test('uses the last usage, and nothing comes behind the end', () => {
    const renderer = openaiChat.client.createStreamRenderer(
      renderContext({ stream: true, stream_options: { include_usage: true } }),
    );
    renderer.push(start);
    renderer.push({ type: 'usage', usage: { inputTokens: 1, outputTokens: 1 } });
    renderer.push({ type: 'usage', usage: { inputTokens: 1, outputTokens: 9 } });
    const [chunk] = linesOf(renderer.push({ type: 'message-end' }));
    assert.equal(chunk.usage.completion_tokens, 9);
    assert.equal(renderer.push({ type: 'message-end' }), '');
    assert.equal(
      renderer.fail({ status: 500, code: 'internal', message: 'x', requestId: 'r' }),
      '',
    );
  });

  test('makes up an id and a model where the provider named none', () => {
    const [chunk] = written([{ type: 'message-start', id: '', model: '' }]);
    assert.deepEqual([chunk.id, chunk.model], ['chatcmpl-minted', 'asked/model']);
  });

  test('numbers tool calls by themselves, whatever blocks stand between', () => {
    const call = (id: string, args: string): Part => ({
      type: 'tool-call',
      id,
      name: 'f',
      arguments: args,
    });
    const parts: Part[] = [
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'x' },
      call('a', '{"n":1}'),
      { type: 'text', text: 'y' },
      call('b', '{}'),
    ];
    const deltas = deltasOf(written(answerToEvents(answerOf(parts, { reason: 'tool-calls' }))));
    const calls = deltas.flatMap((delta) => delta.tool_calls ?? []);
    assert.deepEqual(calls, [
      { index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '' } },
      { index: 0, function: { arguments: '{"n":1}' } },
      { index: 1, id: 'b', type: 'function', function: { name: 'f', arguments: '' } },
      { index: 1, function: { arguments: '{}' } },
    ]);
  });

  test('never leaves a call without arguments', () => {
    const chunks = written([
      start,
      { type: 'tool-input-start', id: 'a', name: 'f', ...at },
      { type: 'tool-input-end', ...at },
    ]);
    assert.deepEqual(deltasOf(chunks).at(-1), {
      tool_calls: [{ index: 0, function: { arguments: '{}' } }],
    });
  });

  test('carries reasoning for people as text, and its proof for the next turn', () => {
    const signature = { issuer: 'anthropic-messages', value: 'sig' } as const;
    const deltas = deltasOf(
      written(answerToEvents(answerOf([{ type: 'reasoning', text: 'hm', signature }]))),
    );
    assert.deepEqual(deltas.slice(1, 3), [
      { reasoning_content: 'hm' },
      {
        reasoning_details: [
          {
            type: 'reasoning.text',
            text: 'hm',
            signature: 'sig',
            format: 'anthropic-messages',
            index: 0,
          },
        ],
      },
    ]);
  });

  test('carries Gemini’s signature on the call', () => {
    const signature = { issuer: 'gemini', value: 'sig' } as const;
    const part: Part = { type: 'tool-call', id: 'a', name: 'f', arguments: '{}', signature };
    const [call] = deltasOf(written(answerToEvents(answerOf([part])))).flatMap(
      (delta) => delta.tool_calls ?? [],
    );
    assert.deepEqual(call.extra_content, { google: { thought_signature: 'sig' } });
  });

  test('answers a client of the older functions in its own form', () => {
    const part: Part = { type: 'tool-call', id: 'a', name: 'f', arguments: '{"x":1}' };
    const chunks = written(answerToEvents(answerOf([part], { reason: 'tool-calls' })), {
      functions: [{ name: 'f' }],
    });
    assert.deepEqual(
      deltasOf(chunks).flatMap((delta) => delta.function_call ?? []),
      [{ name: 'f', arguments: '' }, { arguments: '{"x":1}' }],
    );
    assert.equal(chunks.at(-2).choices[0].finish_reason, 'function_call');
  });

  test('names the role in every choice', () => {
    const answer = answerOf([{ type: 'text', text: 'a' }]);
    const second = {
      index: 1,
      parts: [{ type: 'text' as const, text: 'b' }],
      reason: 'length' as const,
    };
    const chunks = written(answerToEvents({ ...answer, choices: [...answer.choices, second] }));
    const roles = chunks.flatMap((chunk) =>
      (chunk.choices ?? []).filter((choice: Loose) => choice.delta.role),
    );
    assert.deepEqual(
      roles.map((choice: Loose) => choice.index),
      [0, 1],
    );
  });

  test('that fails ends with one typed error and the end mark', () => {
    const renderer = openaiChat.client.createStreamRenderer(renderContext({ stream: true }));
    renderer.push(start);
    const error = { status: 503, code: 'stream_interrupted', message: 'cut', requestId: 'req_1' };
    const [frame, mark] = linesOf(renderer.fail(error));
    assert.deepEqual(frame, {
      error: {
        message: 'cut',
        type: 'server_error',
        param: null,
        code: 'stream_interrupted',
        request_id: 'req_1',
      },
    });
    assert.equal(mark, '[DONE]');
    assert.equal(renderer.push({ type: 'message-end' }), '');
  });
});

describe('the words for the end', () => {
  const words: readonly [Answer['choices'][number]['reason'], string][] = [
    ['stop', 'stop'],
    ['stop-sequence', 'stop'],
    ['length', 'length'],
    ['tool-calls', 'tool_calls'],
    ['content-filter', 'content_filter'],
    ['refusal', 'content_filter'],
    ['context-exceeded', 'length'],
    ['pause', 'length'],
    ['error', 'error'],
    ['other', 'stop'],
  ];
  for (const [reason, word] of words) {
    test(`${reason} is ${word}, whole and streamed`, () => {
      const answer = answerOf([{ type: 'text', text: 'x' }], {
        reason,
        nativeReason: 'native_word',
      });
      const streamed = written(answerToEvents(answer)).at(-2).choices[0];
      const whole = (openaiChat.client.renderAnswer(answer, renderContext()) as Loose).choices[0];
      assert.deepEqual([streamed.finish_reason, whole.finish_reason], [word, word]);
      const isPlain = ['stop', 'length', 'tool-calls'].includes(reason);
      assert.equal(whole.native_finish_reason, isPlain ? undefined : 'native_word');
      assert.equal(streamed.native_finish_reason, whole.native_finish_reason);
    });
  }

  test('a refusal in words is an answer', () => {
    const answer = answerOf([{ type: 'refusal', text: 'no' }], { reason: 'refusal' });
    const whole = openaiChat.client.renderAnswer(answer, renderContext()) as Loose;
    assert.deepEqual(
      [whole.choices[0].message.refusal, whole.choices[0].finish_reason],
      ['no', 'stop'],
    );
  });

  test('a refusal without words never looks like an empty success', () => {
    const answer = answerOf([{ type: 'refusal', text: '' }], { reason: 'refusal' });
    const whole = openaiChat.client.renderAnswer(answer, renderContext()) as Loose;
    const streamed = written(answerToEvents(answer)).at(-2).choices[0];
    for (const { finish_reason: word } of [whole.choices[0], streamed])
      assert.equal(word, 'content_filter');
  });
});

describe('a whole answer for a client', () => {
  test('has every field that SDKs rely on', () => {
    const answer = answerOf([{ type: 'text', text: 'hi' }]);
    assert.deepEqual(openaiChat.client.renderAnswer(answer, renderContext()), {
      id: 'x-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'm',
      system_fingerprint: null,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'hi', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 2,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
    });
  });

  test('has null for text beside tool calls only', () => {
    const part: Part = { type: 'tool-call', id: 'a', name: 'f', arguments: '{}' };
    const { message } = (openaiChat.client.renderAnswer(answerOf([part]), renderContext()) as Loose)
      .choices[0];
    assert.equal(message.content, null);
    assert.deepEqual(message.tool_calls, [
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
    ]);
  });

  test('means the same when it is read again', () => {
    const parts: Part[] = [
      { type: 'reasoning', text: 'hm', signature: { issuer: 'gemini', value: 's' } },
      {
        type: 'text',
        text: 'hi',
        annotations: [{ type: 'url', url: 'https://a.test', title: 'A' }],
      },
      {
        type: 'tool-call',
        id: 'a',
        name: 'f',
        arguments: '{"x":1}',
        signature: { issuer: 'gemini', value: 't' },
      },
      { type: 'image', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'image/png' },
    ];
    const answer = answerOf(parts, { reason: 'tool-calls', nativeReason: 'tool_calls' });
    const body = JSON.parse(
      JSON.stringify(openaiChat.client.renderAnswer(answer, renderContext())),
    );
    const again = openaiChat.provider.parseAnswer(body, parseContext());
    const [choice] = again.choices;
    assert.deepEqual(
      choice?.parts.map((part) => part.type),
      ['reasoning', 'text', 'tool-call', 'image'],
    );
    assert.deepEqual(choice?.parts[0], parts[0]);
    assert.deepEqual(choice?.parts[2], parts[2]);
    assert.deepEqual(again.usage, answer.usage);
  });
});
