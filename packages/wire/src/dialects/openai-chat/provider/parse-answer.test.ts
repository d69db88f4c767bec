import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chunk, parseContext, partsOfStream, traitsWith } from '../../../../test/chat-stream.ts';
import type { Answer } from '../../../answer.ts';
import { WireError } from '../../../dialect.ts';
import type { Part } from '../../../part.ts';
import type { Traits } from '../../../traits.ts';
import { openaiChat } from '../index.ts';
import { parseUsage } from '../terms/usage.ts';

const { parseAnswer, parseError, readAnswer } = openaiChat.provider;

function answerWith(
  message: Record<string, unknown>,
  choice: Record<string, unknown> = {},
  top: Record<string, unknown> = {},
): Record<string, unknown> {
  const choices = [{ index: 0, message, finish_reason: 'stop', ...choice }];
  return { id: 'chatcmpl-1', object: 'chat.completion', created: 7, model: 'm', choices, ...top };
}

const read = (body: unknown): Answer => parseAnswer(body, parseContext());
const partsOf = (message: Record<string, unknown>): readonly Part[] =>
  read(answerWith(message)).choices[0]?.parts ?? [];

describe('a whole answer', () => {
  test('keeps what stands beside the choices', () => {
    const body = answerWith(
      { content: 'hi' },
      { logprobs: { content: [{ token: 'hi', logprob: -0.1, bytes: null, top_logprobs: [] }] } },
      {
        system_fingerprint: 'fp',
        service_tier: 'default',
        usage: { prompt_tokens: 1, completion_tokens: 2 },
      },
    );
    assert.deepEqual(read(body), {
      id: 'chatcmpl-1',
      model: 'm',
      createdAt: 7,
      serviceTier: 'default',
      systemFingerprint: 'fp',
      usage: { inputTokens: 1, outputTokens: 2 },
      choices: [
        {
          index: 0,
          parts: [{ type: 'text', text: 'hi' }],
          reason: 'stop',
          nativeReason: 'stop',
          logprobs: [{ token: 'hi', logprob: -0.1, bytes: null, top_logprobs: [] }],
        },
      ],
    });
  });

  test('with <think> in its text keeps it as text', () => {
    assert.deepEqual(partsOf({ content: '<think>hm</think>4' }), [
      { type: 'text', text: '<think>hm</think>4' },
    ]);
  });

  test('with a refusal is not an empty success', () => {
    const body = answerWith({ content: null, refusal: 'I cannot.' });
    assert.deepEqual(read(body).choices[0]?.parts, [{ type: 'refusal', text: 'I cannot.' }]);
    assert.equal(readAnswer(body, traitsWith()).isEmpty, false);
  });

  test('of Copilot, split into text and calls, is one choice', () => {
    const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } };
    const answer = read({
      choices: [
        { finish_reason: 'tool_calls', message: { content: 'let me see' } },
        { finish_reason: 'tool_calls', message: { content: null, tool_calls: [call] } },
      ],
    });
    assert.equal(answer.choices.length, 1);
    assert.deepEqual(
      answer.choices[0]?.parts.map((part) => part.type),
      ['text', 'tool-call'],
    );
  });

  test('without indexes still has as many choices as were asked for', () => {
    const choice = { finish_reason: 'stop', message: { content: 'x' } };
    assert.deepEqual(
      read({ choices: [choice, choice] }).choices.map(({ index }) => index),
      [0, 1],
    );
  });

  test('with a matched stop sequence names it', () => {
    const [choice] = read(answerWith({ content: 'x' }, { stop_reason: 'END' })).choices;
    assert.deepEqual([choice?.reason, choice?.stopSequence], ['stop-sequence', 'END']);
    assert.equal(
      read(answerWith({ content: 'x' }, { stop_reason: 128_009 })).choices[0]?.reason,
      'stop',
    );
  });

  test('that is none is refused by name', () => {
    for (const body of [null, 'x', [], {}, { choices: null }, { message: 'x' }])
      assert.throws(() => read(body), WireError);
  });

  test('says in one look what the fast lane needs', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 4 };
    const body = answerWith({ content: 'x' }, {}, { usage });
    assert.deepEqual(readAnswer(body, traitsWith()), {
      usage: { inputTokens: 3, outputTokens: 4 },
      reason: 'stop',
      model: 'm',
      isEmpty: false,
    });
    assert.equal(readAnswer(answerWith({ content: '' }), traitsWith()).isEmpty, true);
    assert.equal(readAnswer({ choices: [] }, traitsWith()).isEmpty, true);
    const cut = answerWith({ content: '' }, { finish_reason: 'length' });
    assert.equal(readAnswer(cut, traitsWith()).isEmpty, false);
  });

  test('with HTTP 200 that carries an error is an error', () => {
    const error = { error: { code: 502, message: 'down' } };
    for (const body of [
      error,
      { ...error, choices: [] },
      answerWith({ content: 'half' }, { finish_reason: 'error', error: error.error }),
      { ...answerWith({ content: 'half' }, { finish_reason: null }), ...error },
      { choices: null, base_resp: { status_code: 1013, status_msg: 'down' } },
    ]) {
      assert.equal(parseError(body)?.message, 'down', JSON.stringify(body));
      assert.equal(readAnswer(body, traitsWith()).error?.message, 'down');
    }
    assert.equal(parseError(answerWith({ content: 'x' }, {}, { error: null })), undefined);
    assert.equal(
      parseError(answerWith({ content: 'x' }, {}, { base_resp: { status_code: 0 } })),
      undefined,
    );
  });
});

describe('every word for the end', () => {
  const words: Readonly<Record<string, string>> = {
    stop: 'stop',
    eos: 'stop',
    eos_token: 'stop',
    COMPLETE: 'stop',
    stop_sequence: 'stop-sequence',
    length: 'length',
    MAX_TOKENS: 'length',
    model_length: 'length',
    tool_call: 'tool-calls',
    tool_calls: 'tool-calls',
    function_call: 'tool-calls',
    content_filter: 'content-filter',
    sensitive: 'content-filter',
    model_context_window_exceeded: 'context-exceeded',
    network_error: 'error',
    insufficient_system_resource: 'error',
    error: 'error',
    '': 'stop',
    something_new: 'other',
    toString: 'other',
  };
  for (const [word, reason] of Object.entries(words)) {
    test(`'${word}' is ${reason}`, () => {
      const [choice] = read(answerWith({ content: 'x' }, { finish_reason: word })).choices;
      assert.equal(choice?.reason, reason);
      assert.equal(choice?.nativeReason, word === '' ? undefined : word);
    });
  }
});

describe('reasoning', () => {
  const plain: Part[] = [
    { type: 'reasoning', text: 'hm' },
    { type: 'text', text: '4' },
  ];

  for (const field of ['reasoning_content', 'reasoning', 'reasoning_text']) {
    test(`is found in ${field}, whole and streamed`, () => {
      assert.deepEqual(partsOf({ content: '4', [field]: 'hm' }), plain);
      const chunks = [
        chunk({ [field]: 'h' }),
        chunk({ [field]: 'm', content: null }),
        chunk({ content: '4' }),
      ];
      assert.deepEqual(partsOfStream(chunks), plain);
    });
  }

  test('is found in content that is a list (Mistral, Databricks)', () => {
    const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] };
    assert.deepEqual(partsOf({ content: [thinking, { type: 'text', text: '4' }] }), plain);
    assert.deepEqual(
      partsOfStream([chunk({ content: [thinking] }), chunk({ content: '4' })]),
      plain,
    );
    const summary = { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] };
    assert.deepEqual(partsOf({ content: [summary, { type: 'text', text: '4' }] }), plain);
  });

  test('that is told twice in one delta is read once', () => {
    const delta = (text: string) => ({
      reasoning: text,
      reasoning_details: [{ type: 'reasoning.text', text, index: 0, format: 'unknown' }],
    });
    assert.deepEqual(
      partsOfStream([chunk(delta('h')), chunk(delta('m')), chunk({ content: '4' })]),
      plain,
    );
  });

  test('with a signature keeps it with its own block, text withheld or not', () => {
    const format = 'anthropic-claude-v1';
    const parts = partsOfStream([
      chunk({ reasoning_details: [{ type: 'reasoning.text', text: 'a', index: 0, format }] }),
      chunk({ reasoning_details: [{ type: 'reasoning.text', signature: 's0', index: 0, format }] }),
      chunk({ reasoning_details: [{ type: 'reasoning.text', signature: 's1', index: 1, format }] }),
      chunk({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'd', index: 2, format }] }),
      chunk({ content: '4' }),
    ]);
    const found = parts.map((part) =>
      part.type === 'reasoning'
        ? [
            part.text,
            part.signature?.issuer,
            JSON.parse(part.signature?.value ?? '{}'),
            part.isRedacted,
          ]
        : part.type,
    );
    assert.deepEqual(found, [
      [
        'a',
        'openai-chat',
        { type: 'reasoning.text', index: 0, format, signature: 's0' },
        undefined,
      ],
      ['', 'openai-chat', { type: 'reasoning.text', index: 1, format, signature: 's1' }, undefined],
      ['', 'openai-chat', { type: 'reasoning.encrypted', index: 2, format, data: 'd' }, true],
      'text',
    ]);
  });

  test('that is told once more, whole, beside its signature is read once', () => {
    const format = 'anthropic-messages';
    const proof = (text: string, signature: string) =>
      chunk({ reasoning_details: [{ type: 'reasoning.text', text, signature, format }] });
    const parts = partsOfStream([
      chunk({ reasoning_content: 'h' }),
      chunk({ reasoning_content: 'm' }),
      proof('hm', 's0'),
      chunk({ reasoning_content: 'aha' }),
      proof('aha', 's1'),
    ]);
    assert.deepEqual(parts, [
      { type: 'reasoning', text: 'hm', signature: { issuer: format, value: 's0' } },
      { type: 'reasoning', text: 'aha', signature: { issuer: format, value: 's1' } },
    ]);
  });

  test('behind a tool call is a block of its own', () => {
    const parts = partsOfStream([
      chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
      chunk({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'd', index: 0 }] }),
    ]);
    assert.deepEqual(
      parts.map((part) => part.type),
      ['tool-call', 'reasoning'],
    );
  });
});

describe('what else an answer may hold', () => {
  test('Gemini’s signature, on the call or on the message', () => {
    const google = { google: { thought_signature: 'sig' } };
    const call = { id: '', type: 'function', function: { name: 'f', arguments: '{}' } };
    const signed: Part = {
      type: 'tool-call',
      id: 'call_1',
      name: 'f',
      arguments: '{}',
      signature: { issuer: 'gemini', value: 'sig' },
    };
    assert.deepEqual(partsOf({ tool_calls: [{ ...call, extra_content: google }] }), [signed]);
    assert.deepEqual(partsOf({ extra_content: google, tool_calls: [call] }), [signed]);
    assert.deepEqual(partsOf({ content: 'x', extra_content: google }), [
      { type: 'text', text: 'x', signature: signed.signature },
    ]);
  });

  test('sounds, whole and in pieces that are base64 each for itself', () => {
    const first = Buffer.from('RIFF1').toString('base64');
    const second = Buffer.from('2').toString('base64');
    const parts = partsOfStream([
      chunk({ audio: { id: 'audio_1', transcript: 'he' } }),
      chunk({ audio: { data: first } }),
      chunk({ audio: { data: second, transcript: 'y' } }),
    ]);
    assert.deepEqual(parts, [
      {
        type: 'audio',
        source: { kind: 'base64', data: Buffer.from('RIFF12').toString('base64') },
        mediaType: 'audio/wav',
        transcript: 'hey',
        id: 'audio_1',
      },
    ]);
    assert.deepEqual(partsOf({ content: 'x', audio: { id: '', data: '', transcript: '' } }), [
      { type: 'text', text: 'x' },
    ]);
  });

  test('images as bytes, and addresses as text rather than nothing', () => {
    const image = (url: string) => ({ type: 'image_url', image_url: { url } });
    assert.deepEqual(partsOf({ content: '', images: [image('data:image/png;base64,AAAA')] }), [
      { type: 'image', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'image/png' },
    ]);
    const [part] = partsOf({ content: '', images: [image('https://x.test/i.png')] });
    assert.deepEqual(part, { type: 'text', text: '![image](https://x.test/i.png)' });
  });

  test('citations, as annotations or as Perplexity’s list beside the choices', () => {
    const entry = {
      type: 'url_citation',
      url_citation: { url: 'https://a.test', title: 'A', start_index: 0, end_index: 2 },
    };
    const [annotated] = partsOf({ content: 'ab', annotations: [entry] });
    assert.ok(annotated?.type === 'text');
    assert.deepEqual(annotated.annotations?.[0], {
      type: 'url',
      url: 'https://a.test',
      title: 'A',
      start: 0,
      end: 2,
      native: { dialect: 'openai-chat', value: entry },
    });
    const [cited] = read(
      answerWith({ content: 'ab' }, {}, { citations: ['https://b.test'] }),
    ).choices;
    assert.deepEqual(cited?.parts, [
      { type: 'text', text: 'ab', annotations: [{ type: 'url', url: 'https://b.test' }] },
    ]);
  });

  test('log-probabilities in Together’s parallel lists', () => {
    const logprobs = { tokens: ['a', 'b'], token_logprobs: [-1, -2], token_ids: [1, 2] };
    const [choice] = read(answerWith({ content: 'ab' }, { logprobs })).choices;
    assert.deepEqual(
      choice?.logprobs?.map(({ token, logprob }) => [token, logprob]),
      [
        ['a', -1],
        ['b', -2],
      ],
    );
  });
});

describe('usage', () => {
  const of = (raw: Record<string, unknown>, traits: Partial<Traits> = {}) => {
    const usage = parseUsage(raw, traitsWith(traits));
    return [usage?.inputTokens, usage?.outputTokens, usage?.reasoningTokens];
  };
  const details = (reasoning: number) => ({
    completion_tokens_details: { reasoning_tokens: reasoning },
  });

  test('counts reasoning inside the output as the provider does', () => {
    assert.deepEqual(
      of({ prompt_tokens: 10, completion_tokens: 50, total_tokens: 60, ...details(30) }),
      [10, 50, 30],
    );
  });

  test('adds reasoning that xAI leaves out, told by the total or by the traits', () => {
    const told = { prompt_tokens: 390, completion_tokens: 26, total_tokens: 493, ...details(77) };
    assert.deepEqual(of(told), [390, 103, 77]);
    assert.deepEqual(of(told, { usageIncludesReasoning: false }), [390, 103, 77]);
    const untold = { prompt_tokens: 390, completion_tokens: 26, ...details(77) };
    assert.deepEqual(of(untold, { usageIncludesReasoning: false }), [390, 103, 77]);
  });

  test('bills hidden reasoning of Google’s layer, and Vercel’s outside the total', () => {
    assert.deepEqual(
      of({ prompt_tokens: 35, completion_tokens: 12, total_tokens: 109 }),
      [35, 74, 62],
    );
    assert.deepEqual(
      of({ prompt_tokens: 28, completion_tokens: 9, total_tokens: 37, ...details(61) }),
      [28, 70, 61],
    );
  });

  test('does not bill another tokenizer’s count of reasoning', () => {
    assert.deepEqual(
      of({ prompt_tokens: 43, completion_tokens: 10, total_tokens: 53, ...details(11) }),
      [43, 10, 10],
    );
  });

  test('finds cached tokens under every name', () => {
    const counts = { prompt_tokens: 10, completion_tokens: 1 };
    for (const cached of [
      { prompt_tokens_details: { cached_tokens: 7 } },
      { prompt_token_details: { cached_tokens: 7 } },
      { prompt_cache_hit_tokens: 7 },
      { cached_tokens: 7 },
      { num_cached_tokens: 7 },
      { cache_read_input_tokens: 7 },
    ])
      assert.equal(parseUsage({ ...counts, ...cached }, traitsWith())?.cacheReadTokens, 7);
    const written = parseUsage(
      {
        ...counts,
        cache_creation_input_tokens: 6,
        cache_creation: { ephemeral_1h_input_tokens: 4 },
      },
      traitsWith(),
    );
    assert.deepEqual([written?.cacheWriteTokens, written?.cacheWriteLongTokens], [6, 4]);
  });

  test('is unknown where there are no counts', () => {
    for (const raw of [null, undefined, {}, { cost: 1 }, 'x'])
      assert.equal(parseUsage(raw, traitsWith()), undefined);
  });
});
