import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Event } from '../../../event.ts';
import { parseCall } from './parse-call.ts';
import { createStreamRenderer } from './stream-renderer.ts';

interface Sent {
  readonly type: string;
  readonly sequence_number: number;
  readonly output_index?: number;
  readonly item_id?: string;
  readonly [field: string]: unknown;
}

function start(body: Record<string, unknown> = {}) {
  let minted = 0;
  return createStreamRenderer({
    call: parseCall({ model: 'smart', input: 'hi', stream: true, ...body }),
    createdAt: 1700,
    mintId: (prefix) => `${prefix}_${++minted}`,
  });
}

function read(text: string): Sent[] {
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const [event, data] = frame.split('\n');
      const sent = JSON.parse(data?.slice('data: '.length) ?? '') as Sent;
      assert.equal(event, `event: ${sent.type}`);
      return sent;
    });
}

/** The response object of the last event. */
function responseOf(sent: readonly Sent[]): Record<string, unknown> {
  return sent.at(-1)?.['response'] as Record<string, unknown>;
}

function render(events: readonly Event[], body?: Record<string, unknown>): Sent[] {
  const renderer = start(body);
  return read(events.map((event) => renderer.push(event)).join(''));
}

const START: Event = { type: 'message-start', id: 'msg_abc', model: 'claude', createdAt: 1600 };
const END: readonly Event[] = [
  { type: 'choice-end', choice: 0, reason: 'stop' },
  { type: 'usage', usage: { inputTokens: 3, outputTokens: 4 } },
  { type: 'message-end' },
];
const at = (block: number) => ({ choice: 0, block });

function text(block: number, ...deltas: readonly string[]): Event[] {
  return [
    { type: 'text-start', ...at(block) },
    ...deltas.map((delta): Event => ({ type: 'text-delta', text: delta, ...at(block) })),
    { type: 'text-end', ...at(block) },
  ];
}

describe('events become a stream that stock clients accept', () => {
  test('a text: every event in its order, numbered without gaps', () => {
    const sent = render([START, ...text(0, 'Hé', 'llo "you"\n'), ...END]);
    assert.deepEqual(
      sent.map(({ type }) => type.replace('response.', '')),
      [
        'created',
        'in_progress',
        'output_item.added',
        'content_part.added',
        'output_text.delta',
        'output_text.delta',
        'output_text.done',
        'content_part.done',
        'output_item.done',
        'completed',
      ],
    );
    assert.deepEqual(
      sent.map((event) => event.sequence_number),
      sent.map((_, index) => index),
    );
    const response = responseOf(sent);
    assert.deepEqual(response['output'], [
      {
        type: 'message',
        id: 'msg_2',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Héllo "you"\n', annotations: [], logprobs: [] }],
      },
    ]);
    assert.deepEqual(response['usage'], {
      input_tokens: 3,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: 4,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 7,
    });
    assert.deepEqual([response['id'], response['created_at']], ['resp_1', 1600]);
  });

  test('the response repeats the settings of the request', () => {
    const [created] = render([START], {
      instructions: 'be brief',
      temperature: 0.3,
      max_output_tokens: 99,
      reasoning: { effort: 'low' },
      tools: [{ type: 'function', name: 'f', parameters: { type: 'object' }, strict: false }],
      tool_choice: 'required',
      metadata: { a: 'b' },
      store: false,
    });
    const response = created?.['response'] as Record<string, unknown>;
    const picked = ['instructions', 'temperature', 'max_output_tokens', 'tool_choice', 'store'];
    assert.deepEqual(
      picked.map((key) => response[key]),
      ['be brief', 0.3, 99, 'required', false],
    );
    assert.deepEqual(response['reasoning'], { effort: 'low', summary: null });
    assert.deepEqual(response['metadata'], { a: 'b' });
    assert.deepEqual([response['status'], response['output']], ['in_progress', []]);
  });

  test('parallel tool calls keep their places and ids', () => {
    const sent = render([
      START,
      { type: 'tool-input-start', id: 'c1', name: 'f', ...at(0) },
      { type: 'tool-input-start', id: 'c2', name: 'patch', kind: 'custom', ...at(1) },
      { type: 'tool-input-delta', text: '{"a"', ...at(0) },
      { type: 'tool-input-delta', text: '*** ', ...at(1) },
      { type: 'tool-input-delta', text: ':1}', ...at(0) },
      { type: 'tool-input-delta', text: 'End', ...at(1) },
      { type: 'tool-input-end', ...at(0) },
      { type: 'tool-input-end', ...at(1) },
      ...END,
    ]);
    for (const event of sent.filter(({ item_id }) => item_id !== undefined))
      assert.equal(event.item_id, event.output_index === 0 ? 'fc_2' : 'ctc_3');
    const argumentsDone = sent.find(({ type }) => type.endsWith('arguments.done'));
    assert.deepEqual([argumentsDone?.['arguments'], argumentsDone?.['name']], ['{"a":1}', 'f']);
    const output = responseOf(sent)['output'] as Record<string, unknown>[];
    assert.deepEqual(
      output.map((item) => [item['type'], item['call_id'], item['arguments'] ?? item['input']]),
      [
        ['function_call', 'c1', '{"a":1}'],
        ['custom_tool_call', 'c2', '*** End'],
      ],
    );
  });

  test('a call without arguments has empty ones, in deltas too', () => {
    const sent = render([
      START,
      { type: 'tool-input-start', id: 'c1', name: 'f', ...at(0) },
      { type: 'tool-input-end', ...at(0) },
      ...END,
    ]);
    const delta = sent.find(({ type }) => type.endsWith('arguments.delta'));
    assert.equal(delta?.['delta'], '{}');
  });

  test('reasoning is shown as a summary, and a signature survives also without text', () => {
    const signature = { issuer: 'anthropic-messages', value: 'sig' } as const;
    const sent = render([
      START,
      { type: 'reasoning-start', ...at(0) },
      { type: 'reasoning-delta', text: 'hm', ...at(0) },
      { type: 'reasoning-end', ...at(0) },
      { type: 'reasoning-start', ...at(1) },
      { type: 'reasoning-end', ...at(1), signature },
      { type: 'reasoning-start', ...at(2) },
      { type: 'reasoning-end', ...at(2) },
      ...END,
    ]);
    const done = sent
      .filter(({ type }) => type === 'response.output_item.done')
      .map((event) => event['item'] as Record<string, unknown>);
    assert.equal(done.length, 2);
    assert.deepEqual(done[0]?.['summary'], [{ type: 'summary_text', text: 'hm' }]);
    assert.match(String(done[1]?.['encrypted_content']), /^ocha\./);
    assert.ok(sent.some(({ type }) => type === 'response.reasoning_summary_part.done'));
  });

  test('blocks without content are never seen', () => {
    const types = render([START, ...text(0), ...text(1, ''), ...END]).map(({ type }) => type);
    assert.deepEqual(types, ['response.created', 'response.in_progress', 'response.completed']);
  });

  test('each reason ends the response in the way clients know', () => {
    const ending = (reason: Extract<Event, { type: 'choice-end' }>['reason']) => {
      const last = render([
        START,
        { type: 'choice-end', choice: 0, reason },
        { type: 'message-end' },
      ]);
      const { status, incomplete_details: details } = responseOf(last);
      return [last.at(-1)?.type, status, details];
    };
    const cut = (why: string) => ['response.incomplete', 'incomplete', { reason: why }];
    assert.deepEqual(ending('tool-calls'), ['response.completed', 'completed', null]);
    assert.deepEqual(ending('length'), cut('max_output_tokens'));
    assert.deepEqual(ending('pause'), cut('max_output_tokens'));
    assert.deepEqual(ending('content-filter'), cut('content_filter'));
    assert.deepEqual(ending('refusal'), cut('content_filter'));
    assert.deepEqual(ending('error'), ['response.failed', 'failed', null]);
  });

  test('a refusal is a refusal part', () => {
    const sent = render([
      START,
      { type: 'refusal-start', ...at(0) },
      { type: 'refusal-delta', text: 'No.', ...at(0) },
      { type: 'refusal-end', ...at(0) },
      { type: 'choice-end', choice: 0, reason: 'refusal' },
      { type: 'message-end' },
    ]);
    assert.equal(sent.at(-1)?.type, 'response.completed');
    const part = sent.find(({ type }) => type === 'response.content_part.done')?.['part'];
    assert.deepEqual(part, { type: 'refusal', refusal: 'No.' });
  });

  test('a failure ends the stream once, with what there is', () => {
    const renderer = start();
    const before = [START, ...text(0, 'one'), ...text(1, 'two').slice(0, 2)]
      .map((event) => renderer.push(event))
      .join('');
    const error = { status: 503, code: 'stream_interrupted', message: 'broke', requestId: 'req_1' };
    const sent = read(before + renderer.fail(error));
    assert.deepEqual(
      sent.slice(-2).map(({ type }) => type),
      ['error', 'response.failed'],
    );
    const flat = sent.at(-2);
    assert.deepEqual([flat?.['code'], flat?.['message']], ['stream_interrupted', 'broke']);
    const response = responseOf(sent);
    assert.deepEqual(response['error'], { code: 'server_error', message: 'broke' });
    assert.deepEqual(
      (response['output'] as { status: string }[]).map(({ status }) => status),
      ['completed', 'incomplete'],
    );
    assert.deepEqual(sent.at(-1)?.sequence_number, sent.length - 1);
    assert.equal(renderer.fail(error) + renderer.push({ type: 'message-end' }), '');
  });

  test('a failure before anything else is still a whole stream', () => {
    const types = read(
      start().fail({ status: 429, code: 'rate_limited', message: 'm', requestId: 'r' }),
    ).map(({ type }) => type);
    assert.deepEqual(types, [
      'response.created',
      'response.in_progress',
      'error',
      'response.failed',
    ]);
  });

  test('images, own items, annotations and log-probabilities find their places', () => {
    const item = { type: 'web_search_call', id: 'ws_1', status: 'completed' };
    const logprob = { token: 'a', logprob: -1, top_logprobs: [] };
    const sent = render([
      START,
      { type: 'native', dialect: 'openai-responses', name: item.type, value: item, ...at(0) },
      { type: 'native', dialect: 'gemini', name: 'executableCode', value: {}, ...at(1) },
      { type: 'media', kind: 'image', mediaType: 'image/png', data: 'AAAA', ...at(2) },
      { type: 'logprobs', choice: 0, content: [logprob] },
      { type: 'text-start', ...at(3) },
      { type: 'text-delta', text: 'a', ...at(3) },
      { type: 'text-end', ...at(3), annotations: [{ type: 'url', url: 'https://a.example' }] },
      { type: 'text-start', choice: 1, block: 0 },
      ...END,
    ]);
    const output = responseOf(sent)['output'] as Record<string, unknown>[];
    assert.deepEqual(
      output.map((entry) => entry['type']),
      ['web_search_call', 'image_generation_call', 'message'],
    );
    assert.equal(output[1]?.['result'], 'AAAA');
    const content = (output[2]?.['content'] as Record<string, unknown>[] | undefined)?.[0];
    assert.deepEqual(content?.['logprobs'], [logprob]);
    assert.deepEqual(content?.['annotations'], [
      { type: 'url_citation', url: 'https://a.example', title: '', start_index: 0, end_index: 1 },
    ]);
    assert.ok(sent.some(({ type }) => type === 'response.output_text.annotation.added'));
  });
});
