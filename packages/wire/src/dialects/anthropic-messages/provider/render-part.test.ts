import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chatCall, render, says } from '../../../../test/anthropic-messages.ts';
import type { ChatCall } from '../../../call.ts';
import type { Part } from '../../../part.ts';

const PNG = 'iVBORw0KGgoAAAANS';

function blockOf(part: Part, changes: Partial<ChatCall> = {}, traits = {}) {
  const messages = [{ role: 'user' as const, parts: [part, { type: 'text' as const, text: '?' }] }];
  return render(chatCall({ messages, ...changes }), traits).body.messages[0].content[0];
}

describe('images', () => {
  test('go as URL or as content, whose bytes decide the media type', () => {
    const url = blockOf({ type: 'image', source: { kind: 'url', url: 'https://a.example/b.png' } });
    assert.deepEqual(url.source, { type: 'url', url: 'https://a.example/b.png' });
    const wrong = blockOf({
      type: 'image',
      source: { kind: 'base64', data: PNG },
      mediaType: 'image/jpeg',
    });
    assert.equal(wrong.source.media_type, 'image/png');
    const inline = blockOf({
      type: 'image',
      source: { kind: 'url', url: `data:image/png;base64,${PNG}` },
    });
    assert.deepEqual(inline.source, { type: 'base64', media_type: 'image/png', data: PNG });
  });

  test('of types that the API does not know are refused, not sent to fail', () => {
    assert.throws(
      () =>
        blockOf({
          type: 'image',
          source: { kind: 'base64', data: 'AAAA' },
          mediaType: 'image/bmp',
        }),
      { code: 'unsupported_feature' },
    );
  });

  test('by URL are refused where the deployment takes content only and nobody fetched them', () => {
    const part: Part = { type: 'image', source: { kind: 'url', url: 'https://a.example/b' } };
    assert.throws(() => blockOf(part, {}, { mediaUrls: 'inline' }), {
      code: 'unsupported_feature',
    });
  });

  test('that a model made move into the next user turn', () => {
    const messages = [
      says('user', 'draw'),
      {
        role: 'assistant' as const,
        parts: [
          { type: 'text' as const, text: 'here' },
          { type: 'image' as const, source: { kind: 'base64' as const, data: PNG } },
        ],
      },
      says('user', 'bluer'),
    ];
    const sent = render(chatCall({ messages })).body.messages;
    assert.equal(sent[1].content, 'here');
    assert.equal(sent[2].content[0].type, 'image');
  });
});

describe('files', () => {
  test('are never lost silently: PDF and text go as documents, the rest is refused', () => {
    const pdf = blockOf({
      type: 'file',
      source: { kind: 'base64', data: 'JVBERi0xLjQ' },
      filename: 'paper.pdf',
    });
    assert.equal(pdf.type, 'document');
    assert.equal(pdf.title, 'paper.pdf');
    const text = blockOf({
      type: 'file',
      source: { kind: 'base64', data: Buffer.from('a,b').toString('base64') },
      mediaType: 'text/csv; charset=utf-8',
    });
    assert.deepEqual(text.source, { type: 'text', media_type: 'text/plain', data: 'a,b' });
    const named = blockOf({
      type: 'file',
      source: { kind: 'base64', data: Buffer.from('# a').toString('base64') },
      filename: 'notes.md',
    });
    assert.equal(named.source.data, '# a');
    const picture = blockOf({ type: 'file', source: { kind: 'base64', data: PNG } });
    assert.equal(picture.type, 'image');
    assert.throws(
      () =>
        blockOf({ type: 'file', source: { kind: 'base64', data: 'UEsDBA' }, filename: 'a.docx' }),
      { code: 'unsupported_feature' },
    );
    assert.throws(
      () =>
        blockOf({
          type: 'file',
          source: { kind: 'url', url: 'https://a.example/v' },
          mediaType: 'video/mp4',
        }),
      { code: 'unsupported_feature' },
    );
  });

  test('that play are refused, also where only their name tells', () => {
    const source = { kind: 'url', url: 'https://a.example/1' } as const;
    for (const filename of ['talk.mp3', 'talk.mp4'])
      assert.throws(() => blockOf({ type: 'file', source, filename }), {
        code: 'unsupported_feature',
      });
  });

  test('uploaded to a provider go only to clients of this dialect', () => {
    const part: Part = { type: 'file', source: { kind: 'id', id: 'file_1' } };
    assert.throws(() => blockOf(part), { code: 'unsupported_feature' });
    const own = blockOf(part, { dialect: 'anthropic-messages' });
    assert.deepEqual(own.source, { type: 'file', file_id: 'file_1' });
  });
});

describe('what cannot be said', () => {
  test('audio is refused, unless its words are known', () => {
    const audio: Part = {
      type: 'audio',
      source: { kind: 'base64', data: 'AAAA' },
      mediaType: 'audio/wav',
    };
    assert.throws(() => blockOf(audio), { code: 'unsupported_feature' });
    assert.equal(blockOf({ ...audio, transcript: 'good day' }).text, 'good day');
  });

  test('content of another dialect is refused by name', () => {
    assert.throws(
      () =>
        blockOf({
          type: 'native',
          dialect: 'openai-responses',
          name: 'web_search_call',
          value: {},
        }),
      /web_search_call/,
    );
  });

  test('several answers and spoken answers are refused', () => {
    assert.throws(() => render(chatCall({ choiceCount: 2 })), { code: 'unsupported_feature' });
    assert.throws(() => render(chatCall({ modalities: ['text', 'audio'] })), {
      code: 'unsupported_feature',
    });
  });
});
