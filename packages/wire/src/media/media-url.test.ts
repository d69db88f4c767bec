import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isFetchedUrl } from './media-url.ts';

describe('isFetchedUrl', () => {
  test('is true for every scheme that a fetcher follows, however it is written', () => {
    for (const url of [
      'http://127.0.0.1/',
      'https://example.com/a.png',
      'HTTP:127.0.0.1',
      'http:\\\\127.0.0.1',
      'file:///etc/passwd',
      'ftp://10.0.0.1/a',
      'gopher://10.0.0.1:6379/_INFO',
      ' http://127.0.0.1/',
      '\u0000\u0001http://127.0.0.1/',
      '\n\t https://127.0.0.1/',
      'h\nttp://127.0.0.1/',
      `h${'\t'.repeat(10_000)}ttp://127.0.0.1/`,
      `${' '.repeat(10_000)}http://127.0.0.1/`,
    ])
      assert.equal(isFetchedUrl(url), true, JSON.stringify(url.slice(0, 40)));
  });

  test('is false for content, ids and the addresses of file stores', () => {
    for (const text of [
      'data:image/png;base64,aHR0cDovLw==',
      'aHR0cDovLw==',
      'gs://bucket/a.png',
      's3://bucket/a.png',
      'file-abc123',
      'https',
      '',
      'httpx://127.0.0.1/',
    ])
      assert.equal(isFetchedUrl(text), false, text);
  });

  test('says true for whatever the URL parser reads as http or https', () => {
    const noise = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r', '\u0000', '\u001f') });
    const inside = fc.string({ unit: fc.constantFrom('\t', '\n', '\r') });
    const scheme = fc.constantFrom('http', 'HTTPS', 'hTTp');
    fc.assert(
      fc.property(noise, scheme, inside, fc.nat(4), (before, name, within, position) => {
        const url = `${before}${name.slice(0, position)}${within}${name.slice(position)}://10.0.0.1/`;
        fc.pre(URL.canParse(url));
        assert.equal(isFetchedUrl(url), true);
      }),
    );
  });
});
