import assert from 'node:assert/strict';
import type { LookupAddress, lookup } from 'node:dns';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { LIMITS } from '@ocha/config';
import { OchaError } from '@ocha/kernel';
import type { ChatCall, Part } from '@ocha/wire';
import { createMediaFetcher, type MediaFetcher } from './media.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');
const PATHS: Readonly<
  Record<string, (request: IncomingMessage, response: ServerResponse) => void>
> = {
  '/a.png': (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(PNG),
  '/words.txt': (_, response) =>
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('words'),
  '/untold': (_, response) => response.writeHead(200).end('words'),
  '/lost': (_, response) => response.writeHead(404).end('x'.repeat(100_000)),
  '/redirect': (_, response) =>
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
  '/endless': (_, response) => {
    response.writeHead(200, { 'content-type': 'image/png' });
    const piece = Buffer.alloc(256 * 1024);
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  },
  '/silent': () => {},
  '/broken': (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('x', () => response.destroy());
  },
};

function callWith(...parts: Part[]): ChatCall {
  return {
    operation: 'chat',
    dialect: 'openai-chat',
    model: 'm',
    isStream: false,
    messages: [{ role: 'user', parts }],
    sampling: {},
    extra: {},
  };
}

const image = (url: string): Part => ({ type: 'image', source: { kind: 'url', url } });

const code = (expected: string, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof OchaError, String(error));
  assert.equal(error.code, expected, error.message);
  assert.match(error.message, message);
  return true;
};

/** A resolver that knows what it was told. */
function resolverOf(names: Readonly<Record<string, readonly string[]>>): typeof lookup {
  const resolve = (
    hostname: string,
    _: unknown,
    callback: (error: Error | null, addresses: LookupAddress[]) => void,
  ): void => {
    const found = names[hostname];
    if (found === undefined) callback(new Error(`ENOTFOUND ${hostname}`), []);
    else
      callback(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  };
  return resolve as unknown as typeof lookup;
}

describe('media', () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    (PATHS[request.url ?? ''] ?? PATHS['/lost'])?.(request, response);
  });
  let base = '';
  const fetchers: MediaFetcher[] = [];
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    await Promise.all(fetchers.map((fetcher) => fetcher.close()));
    server.closeAllConnections();
    server.close();
  });
  const open = (options: Partial<Parameters<typeof createMediaFetcher>[0]> = {}): MediaFetcher => {
    const fetcher = createMediaFetcher({ allowsPrivateAddress: true, ...options });
    fetchers.push(fetcher);
    return fetcher;
  };
  const inline = (url: string, signal = new AbortController().signal, fetcher = open()) =>
    fetcher.inline(callWith(image(url)), signal);

  test('puts the content in the place of its address, also inside a result, and leaves the rest', async () => {
    const text: Part = { type: 'text', text: 'http://127.0.0.1/' };
    const data: Part = { type: 'image', source: { kind: 'base64', data: 'AAAA' } };
    const result: Part = {
      type: 'tool-result',
      callId: 'c',
      content: [image(`${base}/a.png`) as never],
    };
    const file: Part = { type: 'file', source: { kind: 'url', url: 'gs://bucket/a.pdf' } };
    const call = callWith(text, data, image(`${base}/a.png`), result, file);
    const inlined = await open().inline(call, new AbortController().signal);
    const content = {
      type: 'image',
      mediaType: 'image/png',
      source: { kind: 'base64', data: PNG.toString('base64') },
    };
    assert.deepEqual(inlined.messages[0]?.parts, [
      text,
      data,
      content,
      { ...result, content: [content] },
      file,
    ]);
    assert.equal(call.messages[0]?.parts[2]?.type, 'image');
  });

  test('believes the first bytes before the server, and the server before nothing', async () => {
    const typeOf = async (path: string) => {
      const [part] = (await inline(base + path)).messages[0]?.parts ?? [];
      return (part as { mediaType?: string }).mediaType;
    };
    assert.equal(await typeOf('/a.png'), 'image/png');
    assert.equal(await typeOf('/words.txt'), 'text/plain');
    await assert.rejects(typeOf('/untold'), code('media_unavailable', /media type/));
  });

  test('does not follow redirects', async () => {
    await assert.rejects(inline(`${base}/redirect`), code('media_unavailable', /status 302/));
    assert.deepEqual(seen.slice(-1), ['/redirect']);
  });

  test('says what is lost, broken, or nowhere', async () => {
    await assert.rejects(inline(`${base}/lost`), code('media_unavailable', /status 404/));
    await assert.rejects(
      inline(`${base}/broken`),
      code('media_unavailable', /could not be fetched/),
    );
    await assert.rejects(inline('http://127.0.0.1:1/'), code('media_unavailable', /fetched/));
  });

  test('takes no more than one file may weigh', async () => {
    const expected = code('media_unavailable', new RegExp(String(LIMITS.mediaBytesMax)));
    await assert.rejects(inline(`${base}/endless`), expected);
  });

  test('gives up when it is told to', async () => {
    const controller = new AbortController();
    const pending = inline(`${base}/silent`, controller.signal);
    queueMicrotask(() => controller.abort());
    await assert.rejects(pending, code('media_unavailable', /could not be fetched/));
  });

  // Control: with `allowsPrivateAddress` the same names and addresses are fetched, as the tests above show.
  test('connects to no private address, whether it is named or resolved', async () => {
    const resolve = resolverOf({
      'inward.example.com': ['127.0.0.1'],
      'both.example.com': ['93.184.216.34', '10.0.0.1'],
      'six.example.com': ['::ffff:127.0.0.1'],
      'cloud.example.com': ['169.254.169.254'],
      'none.example.com': [],
    });
    const fetcher = open({ allowsPrivateAddress: false, resolve });
    const { port } = new URL(base);
    const before = seen.length;
    for (const host of [
      '127.0.0.1',
      '2130706433',
      '[::ffff:127.0.0.1]',
      'localhost',
      'inward.example.com',
      'both.example.com',
      'six.example.com',
      'cloud.example.com',
      'none.example.com',
    ])
      await assert.rejects(
        inline(`http://${host}:${port}/a.png`, undefined, fetcher),
        code('url_forbidden', /private or reserved/),
        host,
      );
    await assert.rejects(
      inline('http://unknown.example.com/', undefined, fetcher),
      code('media_unavailable', /fetched/),
    );
    assert.equal(seen.length, before);
    const allowed = open({ allowsPrivateAddress: true, resolve });
    const fetched = await inline(`http://inward.example.com:${port}/a.png`, undefined, allowed);
    assert.equal(fetched.messages[0]?.parts[0]?.type, 'image');
  });
});
