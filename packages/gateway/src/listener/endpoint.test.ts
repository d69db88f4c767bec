import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type EndpointMatch, matchEndpoint } from './endpoint.ts';

const call = (dialect: string, path: object = {}): EndpointMatch =>
  ({ type: 'found', endpoint: { kind: 'call', dialect, path } }) as EndpointMatch;

describe('matchEndpoint', () => {
  const found: readonly (readonly [method: string, url: string, match: EndpointMatch])[] = [
    ['POST', '/v1/chat/completions', call('openai-chat')],
    ['POST', '/openai/v1/chat/completions?x=1', call('openai-chat')],
    ['POST', '/v1/responses', call('openai-responses')],
    ['POST', '/v1/embeddings', call('openai-embeddings')],
    ['POST', '/v1/messages', call('anthropic-messages')],
    ['POST', '/anthropic/v1/messages?beta=true', call('anthropic-messages')],
    [
      'POST',
      '/v1beta/models/gemini-2.5-flash:generateContent',
      call('gemini', { isStream: false, model: 'gemini-2.5-flash' }),
    ],
    [
      'POST',
      '/v1beta/models/openai/gpt-5:streamGenerateContent?key=k&alt=sse',
      call('gemini', { isStream: true, model: 'openai/gpt-5', framing: 'sse' }),
    ],
    [
      'POST',
      '/v1beta/models/x:streamGenerateContent',
      call('gemini', { isStream: true, model: 'x', framing: 'json-array' }),
    ],
    [
      'POST',
      '/v1beta/models/a%2Fb%3Alatest:embedContent',
      call('gemini-embeddings', { isBatch: false, model: 'a/b:latest' }),
    ],
    [
      'POST',
      '/v1beta/models/x:batchEmbedContents',
      call('gemini-embeddings', { isBatch: true, model: 'x' }),
    ],
    ['GET', '/', { type: 'found', endpoint: { kind: 'welcome' } }],
  ];
  for (const [method, url, match] of found) {
    test(`${method} ${url}`, () => assert.deepEqual(matchEndpoint(method, url), match));
  }

  test('lists models, and shows one, in the dialect of the path', () => {
    for (const [url, dialect, model] of [
      ['/v1/models', 'openai-chat', undefined],
      ['/anthropic/v1/models', 'anthropic-messages', undefined],
      ['/v1beta/models', 'gemini', undefined],
      ['/v1/models/openai%2Fgpt-5', 'openai-chat', 'openai/gpt-5'],
      ['/v1/models/a%zz', 'openai-chat', 'a%zz'],
    ] as const)
      assert.deepEqual(matchEndpoint('GET', url), {
        type: 'found',
        endpoint: { kind: 'models', dialect, model },
      });
  });

  test('tells the method that a path takes', () => {
    for (const [method, url, allowed, dialect] of [
      ['GET', '/v1/messages', 'POST', 'anthropic-messages'],
      ['GET', '/v1beta/models/x:generateContent', 'POST', 'gemini'],
      ['POST', '/v1/models', 'GET', 'openai-chat'],
      ['POST', '/', 'GET', 'openai-chat'],
      ['post', '/v1/responses', 'POST', 'openai-responses'],
    ] as const)
      assert.deepEqual(matchEndpoint(method, url), { type: 'wrong-method', allowed, dialect });
  });

  test('does not take what only looks like a path of its own', () => {
    for (const url of [
      '/v1/chat/completions/',
      '//v1/chat/completions',
      '/V1/chat/completions',
      '/v1/chat/completions%20',
      '/v1/modelsx',
      '/openai/openai/v1/models',
      'http://example.com/v1/models',
      '*',
    ])
      assert.equal(matchEndpoint('POST', url).type, 'unknown', url);
  });

  test('answers any method and target, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (method, path, query) => {
        const { type } = matchEndpoint(method, `/${path}?${query}`);
        assert.ok(['found', 'wrong-method', 'unknown'].includes(type));
      }),
    );
  });
});
