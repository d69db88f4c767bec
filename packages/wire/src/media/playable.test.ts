import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FilePart } from '../part.ts';
import { playableKind } from './playable.ts';

const file = (part: Partial<FilePart>): FilePart => ({
  type: 'file',
  source: { kind: 'base64', data: 'AA==' },
  ...part,
});
const at = (url: string): FilePart => file({ source: { kind: 'url', url } });

describe('a file that plays', () => {
  test('is told by its type', () => {
    assert.equal(playableKind(file({ mediaType: 'audio/mp3' })), 'sound');
    assert.equal(playableKind(file({ mediaType: 'video/mp4' })), 'video');
  });

  test('is told by its name where the type says nothing', () => {
    assert.equal(playableKind(file({ filename: 'talk.MP3' })), 'sound');
    const mediaType = 'application/octet-stream';
    assert.equal(playableKind(file({ filename: 'talk.mov', mediaType })), 'video');
  });

  test('is told by its address, whatever the query', () => {
    assert.equal(playableKind(at('https://files.example/a.mp3?key=1#t=3')), 'sound');
    assert.equal(playableKind(at('gs://bucket/clip.mp4')), 'video');
  });

  test('is not every file', () => {
    assert.equal(playableKind(file({})), undefined);
    assert.equal(playableKind(file({ filename: 'mp3.pdf' })), undefined);
    assert.equal(playableKind(file({ filename: 'song.mp3', mediaType: 'text/plain' })), undefined);
    assert.equal(playableKind(at('https://files.example/a?name=b.mp3')), undefined);
    assert.equal(playableKind(at('data:application/pdf;base64,.mp4')), undefined);
  });
});
