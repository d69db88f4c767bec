import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type RawAnswer, sendRaw } from '../../../raw-client.ts';
import { openFakeUpstream } from '../../fake-upstream.ts';

const upstream = await openFakeUpstream();
after(() => upstream.close());

const HEADERS = { 'x-goog-api-key': 'key' };
const TOOLS = [
  {
    functionDeclarations: [
      {
        name: 'get_weather',
        parameters: { type: 'OBJECT', properties: { city: { type: 'STRING' } } },
      },
    ],
  },
];
const user = (text: string): object => ({ role: 'user', parts: [{ text }] });

interface Place {
  readonly model?: string;
  readonly verb?: string;
  readonly headers?: Record<string, string>;
}

function ask(body: object, place: Place = {}): Promise<RawAnswer> {
  const { model = 'gemini-2.5-flash', verb = 'generateContent', headers = HEADERS } = place;
  const url = `${upstream.url}/v1beta/models/${model}:${verb}`;
  return sendRaw({ url, headers, body: { contents: [user('hello')], ...body } });
}

interface Part {
  readonly text?: string;
  readonly thought?: boolean;
  readonly thoughtSignature?: string;
  readonly functionCall?: { readonly id?: string; readonly name: string; readonly args: unknown };
}
interface Body {
  readonly candidates: readonly {
    readonly content?: { readonly parts: readonly Part[] };
    readonly finishReason?: string;
  }[];
  readonly usageMetadata: Readonly<Record<string, number>>;
}

async function answerTo(body: object, place?: Place): Promise<Body> {
  const answer = await ask(body, place);
  assert.equal(answer.status, 200, answer.text);
  return answer.json() as Body;
}

const partsOf = (body: Body): readonly Part[] => body.candidates[0]?.content?.parts ?? [];

describe('fake generateContent: answers', () => {
  test('says the text back whole, as SSE with CRLF, and as one JSON array', async () => {
    assert.equal(partsOf(await answerTo({}))[0]?.text, 'You said: hello');
    const sse = await ask({}, { verb: 'streamGenerateContent?alt=sse' });
    assert.match(sse.text, /\r\n\r\n$/);
    const chunks = sse.frames().map(({ data }) => JSON.parse(data) as Body);
    const array = await ask({}, { verb: 'streamGenerateContent' });
    for (const bodies of [chunks, array.json() as Body[]]) {
      assert.equal(bodies.map((body) => partsOf(body)[0]?.text ?? '').join(''), 'You said: hello');
      assert.equal(bodies.at(-1)?.candidates[0]?.finishReason, 'STOP');
    }
  });

  test('counts thoughts beside the candidates', async () => {
    const body = await answerTo({
      generationConfig: { thinkingConfig: { thinkingBudget: 100, includeThoughts: true } },
    });
    const { usageMetadata: usage } = body;
    const sum = ['promptTokenCount', 'candidatesTokenCount', 'thoughtsTokenCount']
      .map((name) => usage[name] ?? 0)
      .reduce((left, right) => left + right);
    assert.equal(usage['totalTokenCount'], sum);
    assert.equal(partsOf(body)[0]?.thought, true);
  });

  test('says STOP with a call: with it on older models, after it and with ids on newer ones', async () => {
    const verb = 'streamGenerateContent?alt=sse';
    const chunks = async (model: string): Promise<Body[]> => {
      const answer = await ask({ tools: TOOLS, contents: [user('parallel')] }, { model, verb });
      return answer.frames().map(({ data }) => JSON.parse(data) as Body);
    };
    const older = await chunks('gemini-2.5-flash');
    assert.equal(older.length, 2);
    assert.equal(older[1]?.candidates[0]?.finishReason, 'STOP');
    assert.equal(partsOf(older[1] as Body)[0]?.functionCall?.id, undefined);
    const newer = await chunks('gemini-3-pro');
    assert.equal(newer.length, 3);
    const calls = newer.flatMap(partsOf).filter((part) => part.functionCall !== undefined);
    assert.equal(new Set(calls.map((part) => part.functionCall?.id)).size, 2);
    assert.ok(calls[0]?.thoughtSignature);
    assert.equal(calls[1]?.thoughtSignature, undefined);
  });

  test('wants signature, name and id of newer calls back', async () => {
    const place = { model: 'gemini-3-pro' };
    const parts = partsOf(await answerTo({ tools: TOOLS }, place));
    const call = parts.find((part) => part.functionCall !== undefined);
    const history = (model: readonly unknown[], response: object): object => ({
      tools: TOOLS,
      contents: [
        user('hello'),
        { role: 'model', parts: model },
        {
          role: 'user',
          parts: [{ functionResponse: { response: { output: '21' }, ...response } }],
        },
      ],
    });
    const { id } = call?.functionCall ?? {};
    const good = await answerTo(history([call], { name: 'get_weather', id }), place);
    assert.equal(partsOf(good)[0]?.text, 'get_weather said: 21');
    const bare = { functionCall: call?.functionCall };
    const unsigned = await ask(history([bare], { name: 'get_weather', id }), place);
    assert.match(unsigned.text, /missing a thought_signature/);
    for (const response of [{ name: 'other', id }, { name: 'get_weather' }]) {
      assert.equal((await ask(history([call], response), place)).status, 400);
    }
  });

  test('sees media, fills schemas, honours candidates, stops and limits', async () => {
    const parts = [
      { text: 'look' },
      { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
      { file_data: { mime_type: 'application/pdf', file_uri: 'gs://a.pdf' } },
    ];
    const seen = await answerTo({ contents: [{ parts }] });
    assert.equal(
      partsOf(seen)[0]?.text,
      'I see an image (3 bytes). I see a file gs://a.pdf. You said: look',
    );
    const config = (generationConfig: object): Promise<Body> => answerTo({ generationConfig });
    const responseSchema = { type: 'OBJECT', properties: { n: { type: 'INTEGER', minimum: 4 } } };
    const filled = await config({ responseMimeType: 'application/json', responseSchema });
    assert.deepEqual(JSON.parse(partsOf(filled)[0]?.text ?? ''), { n: 4 });
    assert.equal((await config({ candidateCount: 2 })).candidates.length, 2);
    const cut = await config({ maxOutputTokens: 1 });
    assert.equal(cut.candidates[0]?.finishReason, 'MAX_TOKENS');
    assert.equal(partsOf(await config({ stopSequences: [' said'] }))[0]?.text, 'You');
  });
});

describe('fake generateContent: refusals', () => {
  const declare = (parameters: object): object => ({
    tools: [{ functionDeclarations: [{ name: 'f', parameters }] }],
  });
  const open = { type: 'OBJECT', properties: { a: { type: 'STRING' } } };
  const cases: readonly (readonly [name: string, body: object, message: RegExp])[] = [
    ['no contents', { contents: [] }, /contents is not specified/],
    ['no parts', { contents: [{ parts: [] }] }, /must not be empty/],
    ['an empty part', { contents: [{ parts: [{}] }] }, /must have one initialized field/],
    [
      'a role of others',
      { contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] },
      /valid role: user, model/,
    ],
    ['an unknown field', { model_name: 'x' }, /Unknown name \\?"model_name/],
    [
      'additionalProperties',
      declare({ ...open, additionalProperties: false }),
      /Unknown name \\?"additionalProperties/,
    ],
    [
      '$ref',
      declare({ type: 'OBJECT', properties: { a: { $ref: '#/x' } } }),
      /Unknown name \\?"\$ref/,
    ],
    [
      'exclusiveMinimum',
      declare({ type: 'OBJECT', properties: { a: { type: 'NUMBER', exclusiveMinimum: 0 } } }),
      /exclusiveMinimum/,
    ],
    [
      'types as a list',
      declare({ type: 'OBJECT', properties: { a: { type: ['string', 'null'] } } }),
      /Proto field is not repeating/,
    ],
    [
      'an empty object',
      declare({ type: 'OBJECT', properties: {} }),
      /should be non-empty for OBJECT/,
    ],
    [
      'a URI format',
      declare({ type: 'OBJECT', properties: { a: { type: 'STRING', format: 'uri' } } }),
      /only 'enum' and 'date-time'/,
    ],
    [
      'a tool name with a blank',
      { tools: [{ functionDeclarations: [{ name: 'a b' }] }] },
      /Invalid function name/,
    ],
    [
      'six stops',
      { generationConfig: { stopSequences: ['1', '2', '3', '4', '5', '6'] } },
      /at most 5/,
    ],
    [
      'both kinds of thinking',
      { generationConfig: { thinkingConfig: { thinkingBudget: 1, thinkingLevel: 'LOW' } } },
      /only one of/,
    ],
    [
      'a history that ends with the model',
      { contents: [user('x'), { role: 'model', parts: [{ text: 'y' }] }] },
      /end with a user role/,
    ],
    [
      'a response that is text',
      {
        contents: [
          user('x'),
          { role: 'model', parts: [{ functionCall: { name: 'f', args: {} } }] },
          { role: 'user', parts: [{ functionResponse: { name: 'f', response: 'x' } }] },
        ],
      },
      /google.protobuf.Struct/,
    ],
    [
      'fewer responses than calls',
      {
        contents: [
          user('x'),
          {
            role: 'model',
            parts: [{ functionCall: { name: 'f' } }, { functionCall: { name: 'f' } }],
          },
          { role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] },
        ],
      },
      /number of function response parts/,
    ],
  ];
  for (const [name, body, message] of cases) {
    test(`refuses ${name} with a 400 in Google's shape`, async () => {
      const answer = await ask(body);
      assert.equal(answer.status, 400, answer.text);
      const { error } = answer.json() as { error: Record<string, unknown> };
      assert.equal(error['code'], 400);
      assert.equal(error['status'], 'INVALID_ARGUMENT');
      assert.match(String(error['message']), message);
    });
  }

  test('takes any JSON schema where Google does', async () => {
    const parametersJsonSchema = { type: 'object', properties: {}, additionalProperties: false };
    const tools = [{ functionDeclarations: [{ name: 'f', parametersJsonSchema }] }];
    assert.equal((await ask({ tools })).status, 200);
  });

  test('takes a key in three places, and calls a wrong one a 400', async () => {
    assert.equal((await ask({}, { headers: {}, verb: 'generateContent?key=k' })).status, 200);
    assert.equal((await ask({}, { headers: { authorization: 'Bearer k' } })).status, 200);
    assert.equal((await ask({}, { headers: {} })).status, 403);
    upstream.revokeKey('bad');
    const wrong = await ask({}, { headers: { 'x-goog-api-key': 'bad' } });
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /API_KEY_INVALID/);
  });
});
