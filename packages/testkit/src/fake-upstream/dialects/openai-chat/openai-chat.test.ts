import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type RawAnswer, sendRaw } from '../../../raw-client.ts';
import { openFakeUpstream } from '../../fake-upstream.ts';

const upstream = await openFakeUpstream();
after(() => upstream.close());

const TOOL = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { enum: ['c', 'f'] } },
      required: ['city'],
    },
  },
};

function ask(body: object, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return sendRaw({
    url: `${upstream.url}/v1/chat/completions`,
    headers: { authorization: 'Bearer key', ...headers },
    body: { model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'hello' }], ...body },
  });
}

interface Choice {
  readonly index: number;
  readonly finish_reason: string | null;
  readonly message: {
    readonly content: string | null;
    readonly reasoning_content?: string;
    readonly reasoning_details?: readonly { readonly signature: string }[];
    readonly tool_calls?: readonly Call[];
  };
  readonly delta: {
    readonly content?: string | null;
    readonly tool_calls?: readonly (Call & { readonly index: number })[];
  };
}
interface Call {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: string };
}
interface Body {
  readonly id: string;
  readonly choices: readonly Choice[];
  readonly usage?: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
    readonly prompt_tokens_details: { readonly cached_tokens: number };
    readonly completion_tokens_details: { readonly reasoning_tokens: number };
  } | null;
}

async function answerTo(body: object): Promise<Body> {
  const answer = await ask(body);
  assert.equal(answer.status, 200, answer.text);
  return answer.json() as Body;
}

async function chunksOf(body: object): Promise<Body[]> {
  const answer = await ask({ stream: true, ...body });
  assert.equal(answer.status, 200, answer.text);
  const frames = answer.frames();
  assert.equal(frames.at(-1)?.data, '[DONE]');
  return frames.slice(0, -1).map(({ data }) => JSON.parse(data) as Body);
}

describe('fake chat completions: answers', () => {
  test('says the text back, whole and streamed alike', async () => {
    const messages = [{ role: 'user', content: 'grüß 😀 dich' }];
    const whole = await answerTo({ messages });
    assert.equal(whole.choices[0]?.message.content, 'You said: grüß 😀 dich');
    const chunks = await chunksOf({ messages });
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    assert.equal(text, 'You said: grüß 😀 dich');
    assert.equal(new Set(chunks.map(({ id }) => id)).size, 1);
    assert.equal(chunks.at(-1)?.choices[0]?.finish_reason, 'stop');
  });

  test('counts usage whole, and in a stream only when asked', async () => {
    const { usage } = await answerTo({ model: 'gpt-5-mini' });
    assert.ok(usage);
    assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
    assert.ok(usage.prompt_tokens_details.cached_tokens > 0);
    assert.ok(usage.completion_tokens_details.reasoning_tokens > 0);
    const silent = await chunksOf({});
    assert.ok(silent.every((chunk) => !('usage' in chunk)));
    const counted = await chunksOf({ stream_options: { include_usage: true } });
    assert.deepEqual(counted.at(-1)?.choices, []);
    assert.ok(counted.at(-1)?.usage);
  });

  test('calls an offered tool with arguments that fit its schema, streamed by index', async () => {
    const whole = await answerTo({ tools: [TOOL] });
    const [call] = whole.choices[0]?.message.tool_calls ?? [];
    assert.equal(whole.choices[0]?.finish_reason, 'tool_calls');
    assert.equal(whole.choices[0]?.message.content, null);
    assert.deepEqual(JSON.parse(call?.function.arguments ?? ''), { city: 'example', unit: 'c' });
    const chunks = await chunksOf({
      tools: [TOOL],
      messages: [{ role: 'user', content: 'in parallel please' }],
    });
    const deltas = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    for (const index of [0, 1]) {
      const own = deltas.filter((delta) => delta.index === index);
      assert.match(own[0]?.id ?? '', /^call_/);
      assert.ok(own.slice(1).every((delta) => delta.id === undefined));
      const whole = own.map((delta) => delta.function.arguments).join('');
      assert.deepEqual(JSON.parse(whole), { city: 'example', unit: 'c' });
    }
  });

  test('says stop, as OpenAI does, when the call was forced by name', async () => {
    const choice = { type: 'function', function: { name: 'get_weather' } };
    const forced = await answerTo({ tools: [TOOL], tool_choice: choice });
    assert.equal(forced.choices[0]?.finish_reason, 'stop');
    const other = await answerTo({ model: 'some-model', tools: [TOOL], tool_choice: choice });
    assert.equal(other.choices[0]?.finish_reason, 'tool_calls');
  });

  test('quotes tool results by the names of their calls', async () => {
    const call = (id: string, name: string): object => ({
      id,
      type: 'function',
      function: { name, arguments: '{}' },
    });
    const { choices } = await answerTo({
      tools: [TOOL],
      messages: [
        { role: 'user', content: 'hello' },
        { role: 'assistant', content: null, tool_calls: [call('c1', 'a'), call('c2', 'b')] },
        { role: 'tool', tool_call_id: 'c2', content: 'second' },
        { role: 'tool', tool_call_id: 'c1', content: 'first' },
      ],
    });
    assert.equal(choices[0]?.message.content, 'b said: second\na said: first');
  });

  test('fills a JSON schema, and sees images, files and sound', async () => {
    const schema = {
      type: 'object',
      properties: { word: { type: 'string' }, n: { type: 'integer' } },
    };
    const { choices } = await answerTo({
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
    });
    const filled = JSON.parse(choices[0]?.message.content ?? '') as { word: string; n: number };
    assert.deepEqual(filled, { word: 'You said: hello', n: 1 });
    const content = [
      { type: 'text', text: 'look' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } },
      { type: 'input_audio', input_audio: { data: 'AAA=', format: 'wav' } },
    ];
    const seen = await answerTo({ messages: [{ role: 'user', content }] });
    assert.equal(
      seen.choices[0]?.message.content,
      'I see an image (3 bytes). I see an image (https://example.com/a.png). I see a file a.pdf. I hear audio (2 bytes). You said: look',
    );
  });

  test('honours n, stop and the output limit', async () => {
    const many = await answerTo({ n: 3 });
    assert.deepEqual(
      many.choices.map(({ index }) => index),
      [0, 1, 2],
    );
    const chunks = await chunksOf({ n: 2 });
    const texts = [0, 1].map((index) =>
      chunks
        .flatMap(({ choices }) => choices)
        .filter((choice) => choice.index === index)
        .map(({ delta }) => delta.content ?? '')
        .join(''),
    );
    assert.deepEqual(texts, ['You said: hello', 'You said: hello']);
    const stopped = await answerTo({ stop: ['said'] });
    assert.equal(stopped.choices[0]?.message.content, 'You ');
    const cut = await answerTo({ max_tokens: 2 });
    assert.equal(cut.choices[0]?.message.content, 'You said:');
    assert.equal(cut.choices[0]?.finish_reason, 'length');
  });

  test('shows reasoning in the manner of the model', async () => {
    const hidden = await answerTo({ model: 'gpt-5-mini' });
    assert.equal(hidden.choices[0]?.message.reasoning_content, undefined);
    const shown = await answerTo({ model: 'deepseek-reasoner' });
    assert.match(shown.choices[0]?.message.reasoning_content ?? '', /user wants/);
    const detailed = await answerTo({ model: 'a/b', reasoning: { effort: 'low' } });
    assert.ok(detailed.choices[0]?.message.reasoning_details?.[0]?.signature);
    const listed = await answerTo({ model: 'magistral-small', reasoning_effort: 'high' });
    assert.ok(Array.isArray(listed.choices[0]?.message.content));
  });
});

describe('fake chat completions: Mistral', () => {
  const ask2 = (body: object): Promise<RawAnswer> =>
    ask({ model: 'mistral-small-latest', ...body });

  test('gives ids of nine letters and digits, whole arguments and usage without asking', async () => {
    const answer = await ask2({ stream: true, tools: [TOOL] });
    const chunks = answer
      .frames()
      .slice(0, -1)
      .map(({ data }) => JSON.parse(data) as Body);
    const [call] = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    assert.match(call?.id ?? '', /^[a-zA-Z0-9]{9}$/);
    assert.deepEqual(JSON.parse(call?.function.arguments ?? ''), { city: 'example', unit: 'c' });
    assert.ok(chunks.at(-1)?.usage);
  });

  test('refuses long ids, foreign parameters and a user turn after a tool turn', async () => {
    const history = (id: string, ...more: object[]): object => ({
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', tool_calls: [{ id, function: { name: 'f', arguments: '{}' } }] },
        { role: 'tool', tool_call_id: id, content: 'x' },
        ...more,
      ],
    });
    const long = await ask2(history('call_123456789'));
    assert.equal(long.status, 400);
    assert.equal((long.json() as { object: string }).object, 'error');
    assert.match(long.text, /length of 9/);
    assert.equal((await ask2(history('abcdefghi'))).status, 200);
    const order = await ask2(history('abcdefghi', { role: 'user', content: 'x' }));
    assert.match(order.text, /Unexpected role 'user' after role 'tool'/);
    assert.equal((await ask2({ seed: 1 })).status, 422);
  });
});
