import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type RawAnswer, sendRaw } from '../../../raw-client.ts';
import { openFakeUpstream } from '../../fake-upstream.ts';

const upstream = await openFakeUpstream();
after(() => upstream.close());

const TOOL = {
  type: 'function',
  name: 'get_weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
};

function ask(body: object): Promise<RawAnswer> {
  return sendRaw({
    url: `${upstream.url}/v1/responses`,
    headers: { authorization: 'Bearer key' },
    body: { model: 'gpt-4.1-mini', input: 'hello', ...body },
  });
}

interface Item {
  readonly id: string;
  readonly type: string;
  readonly call_id?: string;
  readonly arguments?: string;
  readonly encrypted_content?: string;
  readonly summary?: readonly { readonly text: string }[];
  readonly content?: readonly { readonly type: string; readonly text: string }[];
}
interface Body {
  readonly id: string;
  readonly status: string;
  readonly output: readonly Item[];
  readonly usage: { readonly output_tokens_details: { readonly reasoning_tokens: number } };
}

async function answerTo(body: object): Promise<Body> {
  const answer = await ask(body);
  assert.equal(answer.status, 200, answer.text);
  return answer.json() as Body;
}

describe('fake responses: answers', () => {
  test('says the text back and streams the events in order, ending with the whole response', async () => {
    const whole = await answerTo({});
    assert.equal(whole.output[0]?.content?.[0]?.text, 'You said: hello');
    const answer = await ask({ stream: true });
    const events = answer.frames().map(({ data, event }) => {
      const parsed = JSON.parse(data) as Record<string, unknown> & { type: string };
      assert.equal(parsed.type, event);
      return parsed;
    });
    assert.deepEqual(
      events.map((event) => event['sequence_number']),
      events.map((_, index) => index),
    );
    assert.deepEqual(
      events.map(({ type }) => type),
      [
        'response.created',
        'response.in_progress',
        'response.output_item.added',
        'response.content_part.added',
        'response.output_text.delta',
        'response.output_text.delta',
        'response.output_text.delta',
        'response.output_text.done',
        'response.content_part.done',
        'response.output_item.done',
        'response.completed',
      ],
    );
    const last = events.at(-1)?.['response'] as Body;
    assert.equal(last.output[0]?.content?.[0]?.text, 'You said: hello');
  });

  test('reasons with a summary and sealed content when asked', async () => {
    const { output, usage } = await answerTo({
      model: 'gpt-5',
      reasoning: { effort: 'low', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
    });
    assert.equal(output[0]?.type, 'reasoning');
    assert.match(output[0]?.summary?.[0]?.text ?? '', /user wants/);
    assert.ok(output[0]?.encrypted_content);
    assert.ok(usage.output_tokens_details.reasoning_tokens > 0);
  });

  test('calls tools, several when asked, and quotes results', async () => {
    const first = await answerTo({ input: 'in parallel', tools: [TOOL] });
    const calls = first.output.filter(({ type }) => type === 'function_call');
    assert.equal(calls.length, 2);
    assert.notEqual(calls[0]?.call_id, calls[1]?.call_id);
    assert.deepEqual(JSON.parse(calls[0]?.arguments ?? ''), { city: 'example' });
    const results = calls.map(({ call_id }) => ({
      type: 'function_call_output',
      call_id,
      output: `result of ${call_id}`,
    }));
    const input = [{ role: 'user', content: 'in parallel' }, ...first.output, ...results];
    const second = await answerTo({ input, tools: [TOOL] });
    const text = second.output[0]?.content?.[0]?.text ?? '';
    for (const { call_id } of calls) assert.match(text, new RegExp(`result of ${call_id}`));
  });

  test('sees images and files, fills schemas and stops at the limit', async () => {
    const content = [
      { type: 'input_text', text: 'look' },
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'x' },
    ];
    const seen = await answerTo({ input: [{ role: 'user', content }] });
    assert.equal(
      seen.output[0]?.content?.[0]?.text,
      'I see an image (3 bytes). I see a file a.pdf. You said: look',
    );
    const schema = { type: 'object', properties: { a: { type: 'boolean' } } };
    const filled = await answerTo({ text: { format: { type: 'json_schema', name: 'x', schema } } });
    assert.deepEqual(JSON.parse(filled.output[0]?.content?.[0]?.text ?? ''), { a: true });
    const cut = await answerTo({ input: 'word '.repeat(40), max_output_tokens: 16 });
    assert.equal(cut.status, 'incomplete');
  });
});

describe('fake responses: refusals', () => {
  const cases: readonly (readonly [name: string, body: object, message: RegExp])[] = [
    ['parameters of chat', { max_tokens: 5 }, /Unknown parameter: 'max_tokens'/],
    ['a limit below 16', { max_output_tokens: 15 }, />= 16/],
    [
      'sampling for a reasoning model',
      { model: 'o3', temperature: 0 },
      /not supported with this model/,
    ],
    ['an unknown earlier response', { previous_response_id: 'resp_x' }, /not found/],
    [
      'a result without a call',
      { input: [{ type: 'function_call_output', call_id: 'c', output: 'x' }] },
      /No tool call found/,
    ],
    [
      'a call without a result',
      { input: [{ type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' }] },
      /No tool output found for function call c/,
    ],
    [
      'output text from a user',
      { input: [{ role: 'user', content: [{ type: 'output_text', text: 'x' }] }] },
      /Invalid value: 'output_text'/,
    ],
    [
      'chat-shaped tools',
      { tools: [{ type: 'function', function: { name: 'a' } }] },
      /Missing required parameter: 'tools\[0\].name'/,
    ],
  ];
  for (const [name, body, message] of cases) {
    test(`refuses ${name}`, async () => {
      const answer = await ask(body);
      assert.equal(answer.status, 400, answer.text);
      assert.match((answer.json() as { error: { message: string } }).error.message, message);
    });
  }

  test('wants the reasoning back with the call it led to, and knows only what was stored', async () => {
    const options = { model: 'gpt-5', tools: [TOOL] };
    const history = (items: readonly object[], call: Item | undefined): object[] => [
      { role: 'user', content: 'hello' },
      ...items,
      { type: 'function_call_output', call_id: call?.call_id, output: 'x' },
    ];
    const stored = (await answerTo(options)).output;
    const call = stored.find(({ type }) => type === 'function_call');
    assert.equal((await ask({ ...options, input: history(stored, call) })).status, 200);
    const alone = await ask({ ...options, input: history(call ? [call] : [], call) });
    assert.match(alone.text, /without its required 'reasoning' item/);

    const unstored = (await answerTo({ ...options, store: false })).output;
    const other = unstored.find(({ type }) => type === 'function_call');
    const lost = await ask({ ...options, input: history(unstored, other) });
    assert.equal(lost.status, 404);
    const include = ['reasoning.encrypted_content'];
    const sealed = (await answerTo({ ...options, store: false, include })).output;
    const sealedCall = sealed.find(({ type }) => type === 'function_call');
    assert.equal((await ask({ ...options, input: history(sealed, sealedCall) })).status, 200);
  });
});
