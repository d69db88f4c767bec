import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAnswerAssembler } from '../../../assemble.ts';
import { WireError } from '../../../dialect.ts';
import type { Event } from '../../../event.ts';
import { DEFAULT_TRAITS } from '../../../traits.ts';
import { createStreamParser } from './stream-parser.ts';

type Data = Readonly<Record<string, unknown>>;

const CREATED: Data = { type: 'response.created', response: { id: 'resp_1', model: 'gpt' } };
const USAGE = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 6,
  output_tokens_details: { reasoning_tokens: 2 },
  total_tokens: 16,
};

function completed(fields: Data = {}): Data {
  return {
    type: 'response.completed',
    response: { status: 'completed', output: [], usage: USAGE, ...fields },
  };
}

function parse(...frames: readonly Data[]): { events: Event[]; isComplete: boolean } {
  let minted = 0;
  const parser = createStreamParser({
    traits: DEFAULT_TRAITS,
    mintId: (prefix) => `${prefix}_${++minted}`,
  });
  const events = frames.flatMap((data) =>
    parser.push({ event: undefined, data: JSON.stringify(data) }),
  );
  return { events: [...events, ...parser.end()], isComplete: parser.isComplete };
}

function partsOf(events: readonly Event[]) {
  const assembler = createAnswerAssembler();
  for (const event of events) assembler.push(event);
  return assembler.answer().choices[0]?.parts;
}

function reasonOf(events: readonly Event[]): string | undefined {
  const end = events.find((event) => event.type === 'choice-end');
  return end?.type === 'choice-end' ? end.reason : undefined;
}

const CALL_ADDED: Data = {
  type: 'response.output_item.added',
  output_index: 0,
  item: { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'f', arguments: '' },
};

describe('a stream of the Responses API becomes events', () => {
  test('in canonical order, with everything in place', () => {
    const { events, isComplete } = parse(
      CREATED,
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { type: 'message', id: 'msg_1', content: [] },
      },
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Hi' },
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: ' you' },
      {
        type: 'response.output_text.annotation.added',
        output_index: 0,
        content_index: 0,
        annotation: {
          type: 'url_citation',
          url: 'https://a.example',
          start_index: 0,
          end_index: 2,
        },
      },
      { type: 'response.output_text.done', output_index: 0, content_index: 0, text: 'Hi you' },
      completed({ service_tier: 'flex' }),
    );
    assert.deepEqual(
      events.map((event) => event.type),
      [
        'message-start',
        'text-start',
        'text-delta',
        'text-delta',
        'text-end',
        'choice-end',
        'usage',
        'message-end',
      ],
    );
    assert.deepEqual(events[0], { type: 'message-start', id: 'resp_1', model: 'gpt' });
    const end = events[4];
    assert.equal(end?.type === 'text-end' ? end.annotations?.[0]?.url : '', 'https://a.example');
    assert.deepEqual(events[6], {
      type: 'usage',
      serviceTier: 'flex',
      usage: { inputTokens: 10, outputTokens: 6, cacheReadTokens: 4, reasoningTokens: 2 },
    });
    assert.equal(isComplete, true);
  });

  test('a stream without response.completed is cut, however much came', () => {
    const { events, isComplete } = parse(CREATED, CALL_ADDED, {
      type: 'response.output_item.done',
      output_index: 0,
      item: { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' },
    });
    assert.equal(isComplete, false);
    assert.ok(!events.some(({ type }) => type === 'choice-end' || type === 'message-end'));
  });

  test('a second terminal event is not a second end', () => {
    const { events } = parse(CREATED, completed(), completed(), { type: 'error', message: 'x' });
    assert.equal(events.filter(({ type }) => type === 'message-end').length, 1);
    assert.ok(!events.some(({ type }) => type === 'error'));
  });

  test('tool calls end with tool-calls, and a real interruption wins', () => {
    const done = {
      type: 'response.function_call_arguments.delta',
      output_index: 0,
      delta: '{"a":1}',
    };
    assert.equal(reasonOf(parse(CREATED, CALL_ADDED, done, completed()).events), 'tool-calls');
    const cut = {
      type: 'response.incomplete',
      response: { incomplete_details: { reason: 'max_output_tokens' } },
    };
    assert.equal(reasonOf(parse(CREATED, CALL_ADDED, done, cut).events), 'length');
    const filtered = {
      type: 'response.incomplete',
      response: { status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
    };
    assert.equal(reasonOf(parse(CREATED, filtered).events), 'content-filter');
  });

  test('arguments that come only at the end, as an object, or never are not lost', () => {
    const end = (item: Data): Data => ({
      type: 'response.output_item.done',
      output_index: 0,
      item: { type: 'function_call', call_id: 'c1', name: 'f', ...item },
    });
    const argumentsIn = (...frames: readonly Data[]) => {
      const part = partsOf(parse(CREATED, ...frames, completed()).events)?.[0];
      return part?.type === 'tool-call' ? part.arguments : undefined;
    };
    assert.equal(argumentsIn(CALL_ADDED, end({ arguments: '{"a":1}' })), '{"a":1}');
    assert.equal(argumentsIn(CALL_ADDED, end({ arguments: { a: 1 } })), '{"a":1}');
    assert.equal(argumentsIn(CALL_ADDED, end({ arguments: null })), '{}');
    assert.equal(argumentsIn(end({ arguments: '{"a":1}' })), '{"a":1}');
    assert.equal(argumentsIn(CALL_ADDED), '{}');
  });

  test('parallel calls do not mix, also where their deltas alternate', () => {
    const added = (index: number): Data => ({
      type: 'response.output_item.added',
      output_index: index,
      item: { type: 'function_call', id: `fc_${index}`, call_id: `c${index}`, name: 'f' },
    });
    const delta = (index: number, text: string): Data => ({
      type: 'response.function_call_arguments.delta',
      item_id: `fc_${index}`,
      delta: text,
    });
    const { events } = parse(
      CREATED,
      added(0),
      added(1),
      delta(0, '{"a"'),
      delta(1, '{"b"'),
      delta(0, ':0}'),
      delta(1, ':1}'),
      completed(),
    );
    assert.deepEqual(
      partsOf(events)?.map((part) => (part.type === 'tool-call' ? part.arguments : '')),
      ['{"a":0}', '{"b":1}'],
    );
  });

  test('summaries become one text, and the signature ends it', () => {
    const { events } = parse(
      CREATED,
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'first' },
      },
      {
        type: 'response.reasoning_summary_text.delta',
        output_index: 0,
        summary_index: 0,
        delta: 'a',
      },
      {
        type: 'response.reasoning_summary_text.delta',
        output_index: 0,
        summary_index: 1,
        delta: 'b',
      },
      {
        type: 'response.reasoning_summary_text.done',
        output_index: 0,
        summary_index: 1,
        text: 'bc',
      },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: {
          type: 'reasoning',
          id: 'rs_1',
          summary: [
            { type: 'summary_text', text: 'a' },
            { type: 'summary_text', text: 'bc' },
          ],
          encrypted_content: 'last',
        },
      },
      completed(),
    );
    assert.deepEqual(partsOf(events), [
      {
        type: 'reasoning',
        text: 'a\n\nbc',
        isSummary: true,
        itemId: 'rs_1',
        signature: { issuer: 'openai-responses', value: 'last' },
      },
    ]);
  });

  test('reasoning without text but with a signature survives', () => {
    const { events } = parse(CREATED, {
      type: 'response.output_item.done',
      output_index: 0,
      item: { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'enc' },
    });
    assert.deepEqual(
      events.slice(1).map(({ type }) => type),
      ['reasoning-start', 'reasoning-end'],
    );
  });

  test('a refusal is text of its own kind and a reason', () => {
    const { events } = parse(
      CREATED,
      { type: 'response.refusal.delta', output_index: 0, content_index: 0, delta: 'No' },
      { type: 'response.refusal.done', output_index: 0, content_index: 0, refusal: 'No.' },
      completed(),
    );
    assert.deepEqual(partsOf(events), [{ type: 'refusal', text: 'No.' }]);
    assert.equal(reasonOf(events), 'refusal');
  });

  test("a tool that the provider runs itself is not the client's to run", () => {
    const search = {
      type: 'custom_tool_call',
      id: 'ctc_1',
      call_id: 'x',
      name: 'x_search',
      input: '{}',
    };
    const tools = (list: unknown): Data => ({
      type: 'response.created',
      response: { id: 'r', model: 'm', tools: list },
    });
    const frames = [
      { type: 'response.output_item.added', output_index: 0, item: search },
      { type: 'response.custom_tool_call_input.delta', output_index: 0, delta: '{}' },
      { type: 'response.output_item.done', output_index: 0, item: search },
      completed(),
    ];
    const hosted = parse(tools([{ type: 'x_search' }]), ...frames).events;
    assert.deepEqual(
      partsOf(hosted)?.map((part) => part.type),
      ['native'],
    );
    assert.equal(reasonOf(hosted), 'stop');
    const own = parse(tools([{ type: 'custom', name: 'x_search' }]), ...frames).events;
    assert.deepEqual(
      partsOf(own)?.map((part) => part.type),
      ['tool-call'],
    );
    assert.equal(reasonOf(own), 'tool-calls');
  });

  test('items that only the last event tells of are given out', () => {
    const { events } = parse(
      CREATED,
      completed({
        output: [
          { type: 'web_search_call', id: 'ws_1', status: 'completed' },
          { type: 'message', id: 'm', content: [{ type: 'output_text', text: 'found' }] },
        ],
      }),
    );
    assert.deepEqual(partsOf(events), [
      {
        type: 'native',
        dialect: 'openai-responses',
        name: 'web_search_call',
        value: { type: 'web_search_call', id: 'ws_1', status: 'completed' },
      },
      { type: 'text', text: 'found' },
    ]);
  });

  test('an error after 200 is one error event and no end', () => {
    const errors: readonly (readonly [Data, number | undefined])[] = [
      [{ type: 'error', code: 'server_error', message: 'broke', param: null }, 500],
      [{ type: 'error', error: { type: 'too_many_requests', message: 'broke' } }, 429],
      [{ error: { message: 'broke', code: 'rate_limit_exceeded' } }, 429],
      [
        {
          type: 'response.failed',
          response: { status: 'failed', error: { code: 'server_is_overloaded', message: 'broke' } },
        },
        503,
      ],
      [
        { type: 'response.completed', response: { status: 'failed', error: { message: 'broke' } } },
        500,
      ],
    ];
    for (const [frame, status] of errors) {
      const { events, isComplete } = parse(CREATED, frame, completed());
      const error = events.at(-1);
      assert.equal(events.length, 2, JSON.stringify(frame));
      assert.ok(error?.type === 'error');
      assert.equal(error.error.message, 'broke');
      assert.equal(error.error.status, status, JSON.stringify(frame));
      assert.equal(isComplete, false);
    }
  });

  test('what is no event is told apart: noise is skipped, broken JSON is an error', () => {
    const context = { traits: DEFAULT_TRAITS, mintId: (prefix: string) => `${prefix}_1` };
    const parser = createStreamParser(context);
    assert.deepEqual(parser.push({ event: undefined, data: '[DONE]' }), []);
    assert.deepEqual(parser.push({ event: undefined, data: '' }), []);
    assert.deepEqual(parser.push({ event: 'ping', data: '{}' }), []);
    assert.throws(() => parser.push({ event: undefined, data: '{"type":"resp' }), WireError);
    const data = JSON.stringify({ response: { id: 'resp_9', model: 'm' } });
    assert.equal(parser.push({ event: 'response.created', data })[0]?.type, 'message-start');
  });

  test('log-probabilities and the phase of a message are kept', () => {
    const { events } = parse(
      CREATED,
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { type: 'message', id: 'msg_1', phase: 'commentary' },
      },
      {
        type: 'response.output_text.delta',
        output_index: 0,
        content_index: 0,
        delta: 'a',
        logprobs: [{ token: 'a', logprob: -0.5, bytes: [97], top_logprobs: [] }],
      },
      completed(),
    );
    assert.deepEqual(partsOf(events), [
      {
        type: 'text',
        text: 'a',
        native: { dialect: 'openai-responses', fields: { phase: 'commentary' } },
      },
    ]);
    const logprobs = events.find((event) => event.type === 'logprobs');
    assert.equal(logprobs?.type === 'logprobs' ? logprobs.content[0]?.logprob : 0, -0.5);
  });
});
