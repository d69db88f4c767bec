import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type BadInputGateway, openBadInputGateway } from './bad-input-gateway.ts';
import { type Body, CHAT_DIALECTS, type ClientDialect } from './client-dialects.ts';

/** Every way of writing an address that nobody outside may reach through us. */
const FORBIDDEN: readonly string[] = [
  'http://127.0.0.1/a.png',
  'http://127.0.0.1:8080/a.png',
  'http://127.1/',
  'http://127.0.0.1./',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://017700000001/',
  'http://127.0.0.1#@example.com/',
  'http://example.com@127.0.0.1/',
  'http:127.0.0.1',
  'http:\\\\127.0.0.1\\a',
  'HTTP://127.0.0.1/',
  'http://１２７.０.０.１/',
  'http://127。0。0。1/',
  'http://①②⑦.⓪.⓪.①/',
  'http://127%2e0%2e0%2e1/',
  'http://0/',
  'http://0.0.0.0/',
  'http://10.0.0.1/',
  'http://172.16.0.1/',
  'http://192.168.1.1/',
  'http://100.64.0.1/',
  'http://169.254.1.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/latest/meta-data/',
  'http://0xa9fea9fe/',
  'http://100.100.100.200/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://[::1]/',
  'http://[::]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[64:ff9b::169.254.169.254]/',
  'http://[2002:7f00:1::]/',
  'http://[fc00::1]/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'http://[fe80::1]/',
  'http://localhost/',
  'http://localhost./',
  'http://LocalHost:3000/',
  'http://ｌｏｃａｌｈｏｓｔ/',
  'http://app.localhost/',
  'http://metadata/',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://metadata.google.internal./',
  'http://instance-data/latest/',
  'http://printer.local/',
  'http://gitlab.corp/',
  'http://intranet/',
  'https://user:secret@example.com/a.png',
  'file:///etc/passwd',
  'FILE:///etc/passwd',
  'ftp://127.0.0.1/a.png',
  'gopher://127.0.0.1:6379/_INFO',
  ' http://127.0.0.1/',
  '\thttp://127.0.0.1/',
  'ht\ntp://127.0.0.1/',
  '\u0000http://127.0.0.1/',
];

/** Where a dialect's requests hold addresses of media. */
const PLACES: Readonly<Record<string, readonly ((url: string) => Body)[]>> = {
  'openai-chat': [
    (url) => chat({ type: 'image_url', image_url: { url } }),
    (url) => chat({ type: 'image_url', image_url: url }),
    (url) => chat({ type: 'file', file: { file_url: url } }),
    (url) => chat({ type: 'input_audio', input_audio: { data: url, format: 'wav' } }),
    (url) => chat({ type: 'video_url', video_url: { url } }),
  ],
  'openai-responses': [
    (url) => responses({ type: 'input_image', image_url: url }),
    (url) => responses({ type: 'input_file', file_url: url }),
    (url) => ({
      input: [
        {
          type: 'function_call_output',
          call_id: 'call_1',
          output: [{ type: 'input_image', image_url: url }],
        },
      ],
    }),
  ],
  'anthropic-messages': [
    (url) => messages({ type: 'image', source: { type: 'url', url } }),
    (url) => messages({ type: 'document', source: { type: 'url', url } }),
    (url) =>
      messages({
        type: 'tool_result',
        tool_use_id: 'toolu_1',
        content: [{ type: 'image', source: { type: 'url', url } }],
      }),
  ],
  gemini: [
    (url) => gemini({ fileData: { fileUri: url, mimeType: 'image/png' } }),
    (url) => gemini({ file_data: { file_uri: url, mime_type: 'application/pdf' } }),
    (url) =>
      gemini({
        functionResponse: {
          name: 'f',
          response: {},
          parts: [{ fileData: { fileUri: url, mimeType: 'image/png' } }],
        },
      }),
  ],
};

const chat = (part: Body): Body => ({ messages: [{ role: 'user', content: [part] }] });
const responses = (part: Body): Body => ({ input: [{ role: 'user', content: [part] }] });
const messages = (block: Body): Body => ({ messages: [{ role: 'user', content: [block] }] });
const gemini = (part: Body): Body => ({ contents: [{ role: 'user', parts: [part] }] });

for (const dialect of CHAT_DIALECTS) {
  describe(`addresses of media in ${dialect.id}`, () => {
    let gateway: BadInputGateway;
    before(async () => {
      gateway = await openBadInputGateway();
    });
    after(() => gateway[Symbol.asyncDispose]());
    const places = PLACES[dialect.id] ?? [];
    const bodyOf = (place: (url: string) => Body, url: string, model: string): Body => ({
      ...dialect.body(model),
      ...place(url),
    });

    for (const url of FORBIDDEN) {
      test(`${JSON.stringify(url)} is refused wherever it stands`, async () => {
        for (const [at, place] of places.entries()) {
          const model = gateway.model(dialect, at === 0 ? 'own' : 'translated');
          const path = dialect.path(model);
          const body = bodyOf(place, url, model);
          await gateway.assertRefuses(dialect, { path, body, status: 400, code: 'url_forbidden' });
        }
      });
    }

    test('refuses what is no address, and more addresses than a request may hold', async () => {
      const [place] = places;
      assert.ok(place !== undefined);
      const model = gateway.model(dialect);
      const code = 'invalid_request';
      await gateway.assertRefuses(dialect, {
        body: bodyOf(place, 'http://[::1', model),
        status: 400,
        code,
      });
      const many = manyOf(dialect, bodyOf(place, 'https://example.com/a.png', model), 65);
      await gateway.assertRefuses(dialect, { body: many, status: 400, code });
    });

    test('control: a public address goes through to the provider', async () => {
      const [place] = places;
      assert.ok(place !== undefined);
      // Google's models take content only, which the gateway would have to fetch.
      const model = gateway.model(dialect, dialect.id === 'gemini' ? 'translated' : 'own');
      for (const url of ['https://example.com/a.png', 'https://[2606:4700::1111]/a.png']) {
        const body = bodyOf(place, url, model);
        const reply = await gateway.harness.post(dialect.path(model), body);
        assert.equal(reply.status, 200, reply.text);
      }
    });
  });
}

/** The one part of the one turn of a request, so many times. */
function manyOf(dialect: ClientDialect, body: Body, count: number): Body {
  const [turns, content] =
    dialect.id === 'gemini'
      ? ['contents', 'parts']
      : [dialect.id === 'openai-responses' ? 'input' : 'messages', 'content'];
  const [turn = {}] = body[turns] as readonly Body[];
  const [part] = turn[content] as readonly Body[];
  return { ...body, [turns]: [{ ...turn, [content]: new Array(count).fill(part) }] };
}
