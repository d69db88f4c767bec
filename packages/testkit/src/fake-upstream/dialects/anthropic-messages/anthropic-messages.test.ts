import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type RawAnswer, sendRaw } from '../../../raw-client.ts';
import { openFakeUpstream } from '../../fake-upstream.ts';

const upstream = await openFakeUpstream();
after(() => upstream.close());

const HEADERS = { 'x-api-key': 'key', 'anthropic-version': '2023-06-01' };
const TOOL = {
  name: 'get_weather',
  input_schema: { type: 'object', properties: { city: { type: 'string' } } },
};
const THINKING = { thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 2048 };
const user = { role: 'user', content: 'hello' };

function ask(body: object, headers: Record<string, string> = HEADERS): Promise<RawAnswer> {
  return sendRaw({
    url: `${upstream.url}/v1/messages`,
    headers,
    body: { model: 'claude-sonnet-4-5', max_tokens: 100, messages: [user], ...body },
  });
}

interface Block {
  readonly type: string;
  readonly id?: string;
  readonly text?: string;
  readonly thinking?: string;
  readonly signature?: string;
  readonly input?: unknown;
}
interface Body {
  readonly content: readonly Block[];
  readonly stop_reason: string;
  readonly stop_sequence: string | null;
  readonly usage: Readonly<Record<string, number>>;
}

async function answerTo(body: object): Promise<Body> {
  const answer = await ask(body);
  assert.equal(answer.status, 200, answer.text);
  return answer.json() as Body;
}

interface StreamEvent {
  readonly type: string;
  readonly index?: number;
  readonly content_block?: Block;
  readonly delta?: {
    readonly type: string;
    readonly text?: string;
    readonly thinking?: string;
    readonly partial_json?: string;
    readonly signature?: string;
    readonly stop_reason?: string;
  };
  readonly usage?: Readonly<Record<string, number>>;
}

async function eventsOf(body: object): Promise<StreamEvent[]> {
  const answer = await ask({ stream: true, ...body });
  return answer.frames().map(({ event, data }) => {
    const parsed = JSON.parse(data) as StreamEvent;
    assert.equal(parsed.type, event);
    return parsed;
  });
}

describe('fake messages: answers', () => {
  test('says the text back, whole and streamed alike', async () => {
    const whole = await answerTo({});
    assert.deepEqual(whole.content, [{ type: 'text', text: 'You said: hello' }]);
    assert.equal(whole.stop_reason, 'end_turn');
    const events = await eventsOf({});
    assert.equal(events.map(({ delta }) => delta?.text ?? '').join(''), 'You said: hello');
    assert.equal(events[0]?.type, 'message_start');
    assert.equal(events.at(-1)?.type, 'message_stop');
    assert.equal(events.at(-2)?.delta?.stop_reason, 'end_turn');
  });

  test('counts input without what the cache gave, and repeats counts instead of adding', async () => {
    const { usage } = await answerTo({
      system: [{ type: 'text', text: 'long '.repeat(50), cache_control: { type: 'ephemeral' } }],
    });
    assert.ok((usage['cache_read_input_tokens'] ?? 0) > 0);
    assert.ok((usage['cache_creation_input_tokens'] ?? 0) > 0);
    const events = await eventsOf({});
    const last = events.at(-2)?.usage ?? {};
    assert.ok((last['output_tokens'] ?? 0) > 1);
    assert.ok((last['input_tokens'] ?? 0) > 0);
  });

  test('speaks before it calls, so that calls do not begin at block zero', async () => {
    const messages = [{ role: 'user', content: 'in parallel' }];
    const { content, stop_reason: reason } = await answerTo({ tools: [TOOL], messages });
    assert.deepEqual(
      content.map(({ type }) => type),
      ['text', 'tool_use', 'tool_use'],
    );
    assert.equal(reason, 'tool_use');
    assert.deepEqual(content[1]?.input, { city: 'example' });
    const events = await eventsOf({ tools: [TOOL], messages });
    const json = events
      .filter(({ index }) => index === 2)
      .map(({ delta }) => delta?.partial_json ?? '');
    assert.deepEqual(JSON.parse(json.join('')), { city: 'example' });
  });

  test('thinks with a seal that it takes back only unchanged', async () => {
    const first = await answerTo({ ...THINKING, tools: [TOOL] });
    const [thinking] = first.content;
    assert.equal(thinking?.type, 'thinking');
    const id = first.content.at(-1)?.id;
    const history = (content: readonly object[]): object => ({
      ...THINKING,
      tools: [TOOL],
      messages: [
        user,
        { role: 'assistant', content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: '21 °C' }] },
      ],
    });
    const second = await answerTo(history(first.content));
    assert.equal(second.content.at(-1)?.text, 'get_weather said: 21 °C');
    const changed = [{ ...thinking, thinking: 'other' }, ...first.content.slice(1)];
    assert.match((await ask(history(changed))).text, /Invalid `signature`/);
    const dropped = await ask(history(first.content.slice(2)));
    assert.match(dropped.text, /Expected `thinking` or `redacted_thinking`, but found `tool_use`/);
    const events = await eventsOf(THINKING);
    assert.ok(events.some(({ delta }) => delta?.type === 'signature_delta'));
  });

  test('sees images and documents, fills schemas, honours stop sequences and limits', async () => {
    const source = { type: 'base64', media_type: 'image/png', data: 'AAAA' };
    const pdf = { type: 'base64', media_type: 'application/pdf', data: 'AA==' };
    const content = [
      { type: 'image', source },
      { type: 'document', source: pdf, title: 'a.pdf' },
      { type: 'text', text: 'look' },
    ];
    const seen = await answerTo({ messages: [{ role: 'user', content }] });
    assert.equal(
      seen.content[0]?.text,
      'I see an image (3 bytes). I see a file a.pdf. You said: look',
    );
    const schema = { type: 'object', properties: {}, additionalProperties: false };
    const format = { type: 'json_schema', schema };
    assert.equal((await answerTo({ output_config: { format } })).content[0]?.text, '{}');
    const stopped = await answerTo({ stop_sequences: ['said'] });
    assert.deepEqual([stopped.stop_reason, stopped.stop_sequence], ['stop_sequence', 'said']);
    assert.equal((await answerTo({ max_tokens: 1 })).stop_reason, 'max_tokens');
  });
});

describe('fake messages: refusals', () => {
  const used = (id: string): object => ({
    role: 'assistant',
    content: [{ type: 'tool_use', id, name: 'get_weather', input: {} }],
  });
  const result = (id: string): object => ({ type: 'tool_result', tool_use_id: id, content: 'x' });
  const text = (value: string): object => ({ type: 'text', text: value });
  const cases: readonly (readonly [name: string, body: object, message: RegExp])[] = [
    ['no limit', { max_tokens: undefined }, /max_tokens: Field required/],
    [
      'an empty text block',
      { messages: [{ role: 'user', content: [text('')] }] },
      /must be non-empty/,
    ],
    [
      'a blank text block',
      { messages: [{ role: 'user', content: [text(' ')] }] },
      /non-whitespace/,
    ],
    ['empty content', { messages: [{ role: 'user', content: '' }] }, /non-empty content/],
    [
      'a system role at the start',
      { messages: [{ role: 'system', content: 'x' }, user] },
      /top-level/,
    ],
    [
      'a system role later on',
      { messages: [user, { role: 'system', content: 'x' }] },
      /not supported on this model/,
    ],
    ['an unknown role', { messages: [{ role: 'tool', content: 'x' }] }, /messages.0.role/],
    ['a temperature above 1', { temperature: 1.2 }, /range: 0..1/],
    ['temperature with top_p', { temperature: 0.5, top_p: 0.5 }, /cannot both be specified/],
    ['sampling for the newest models', { model: 'claude-opus-4-8', temperature: 1 }, /deprecated/],
    ['an unknown parameter', { n: 2 }, /n: Extra inputs are not permitted/],
    [
      'a call without a result',
      { tools: [TOOL], messages: [user, used('t1'), user] },
      /without `tool_result` blocks immediately after: t1/,
    ],
    [
      'text before the results',
      {
        tools: [TOOL],
        messages: [user, used('t1'), { role: 'user', content: [text('x'), result('t1')] }],
      },
      /without `tool_result` blocks/,
    ],
    [
      'a result without a call',
      { tools: [TOOL], messages: [{ role: 'user', content: [result('t9')] }] },
      /unexpected `tool_use_id`/,
    ],
    [
      'tool blocks without tools',
      { messages: [user, used('t1'), { role: 'user', content: [result('t1')] }] },
      /must define tools/,
    ],
    [
      'arguments as text',
      {
        tools: [TOOL],
        messages: [
          user,
          { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'a', input: '{}' }] },
        ],
      },
      /valid dictionary/,
    ],
    ['an id with a dot', { tools: [TOOL], messages: [user, used('a.b')] }, /should match pattern/i],
    [
      'forced tools while thinking',
      { ...THINKING, tools: [TOOL], tool_choice: { type: 'any' } },
      /Thinking may not be enabled when tool_choice forces tool use/,
    ],
    ['a small budget', { thinking: { type: 'enabled', budget_tokens: 10 } }, /1024/],
    [
      'a budget above the limit',
      { thinking: { type: 'enabled', budget_tokens: 2048 } },
      /must be greater than `thinking.budget_tokens`/,
    ],
    ['tools of chat', { tools: [{ name: 'a', parameters: {} }] }, /Extra inputs are not permitted/],
    ['a choice as a word', { tools: [TOOL], tool_choice: 'auto' }, /tool_choice: Input tag/],
    [
      'anyOf at the root of a schema',
      { tools: [{ name: 'a', input_schema: { type: 'object', anyOf: [] } }] },
      /at the top level/,
    ],
    ['blank stop sequences', { stop_sequences: [' '] }, /non-whitespace/],
    [
      'prefill for newer models',
      { model: 'claude-sonnet-4-6', messages: [user, { role: 'assistant', content: 'So' }] },
      /does not support assistant message prefill/,
    ],
    [
      'trailing blanks in a prefill',
      { messages: [user, { role: 'assistant', content: 'So ' }] },
      /trailing whitespace/,
    ],
    [
      'five cache marks',
      {
        system: Array.from({ length: 5 }, () => ({
          ...text('x'),
          cache_control: { type: 'ephemeral' },
        })),
      },
      /maximum of 4 blocks/,
    ],
  ];
  for (const [name, body, message] of cases) {
    test(`refuses ${name} with a 400 in Anthropic's shape`, async () => {
      const answer = await ask(body);
      assert.equal(answer.status, 400, answer.text);
      const parsed = answer.json() as { type: string; error: { type: string; message: string } };
      assert.equal(parsed.type, 'error');
      assert.equal(parsed.error.type, 'invalid_request_error');
      assert.match(parsed.error.message, message);
    });
  }

  test('takes a key in either header and wants a version', async () => {
    const version = { 'anthropic-version': '2026-10-21' };
    assert.equal((await ask({}, { ...version, authorization: 'Bearer key' })).status, 200);
    const none = await ask({}, version);
    assert.equal(none.status, 401);
    assert.match(none.text, /"authentication_error"/);
    assert.match((await ask({}, { 'x-api-key': 'key' })).text, /anthropic-version/);
  });

  test('takes a prefill and dated names of the first generation', async () => {
    const messages = [user, { role: 'assistant', content: 'So' }];
    const model = 'claude-opus-4-20250514';
    assert.equal((await ask({ model, messages, temperature: 0.5, top_p: 0.5 })).status, 200);
  });
});
