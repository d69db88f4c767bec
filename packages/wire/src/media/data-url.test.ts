import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseDataUrl, renderDataUrl } from './data-url.ts';

describe('data URLs', () => {
  test('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const data = Buffer.from(bytes).toString('base64');
        const url = renderDataUrl('image/png', data);
        assert.deepEqual(parseDataUrl(url), { mediaType: 'image/png', data });
      }),
    );
  });

  test('are told from other URLs, whatever their parameters', () => {
    assert.equal(parseDataUrl('https://a.test/data:,x'), undefined);
    assert.equal(parseDataUrl('data:image/png;base64'), undefined);
    assert.deepEqual(parseDataUrl('DATA:Image/PNG;charset=x;BASE64,AAAA'), {
      mediaType: 'image/png',
      data: 'AAAA',
    });
  });

  test('with percent-encoded content become base64', () => {
    const text = (url: string) => {
      const content = parseDataUrl(url);
      return [content?.mediaType, Buffer.from(content?.data ?? '', 'base64').toString('utf8')];
    };
    assert.deepEqual(text('data:,gr%C3%BC%C3%9Fe'), ['text/plain', 'grüße']);
    assert.deepEqual(text('data:text/csv,100%'), ['text/csv', '100%']);
  });
});
