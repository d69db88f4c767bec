import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bodyBytes, CORPUS_ABSENT, type CorpusRecord } from './corpus.ts';
import { renderFor, streamFor } from './meaning/client.ts';
import { CLIENT_DIALECTS } from './meaning/expectation.ts';
import { framesOf, type Loose } from './meaning/meaning.ts';
import { isStream, loadChatAnswers, subjectOf, UNSERVED } from './meaning/recording.ts';

/** Where the four wires hold what an answer cites. */
const HOLDERS = ['annotations', 'annotation', 'citations', 'citation', 'groundingChunks'];

const records = loadChatAnswers()?.filter(({ id }) => UNSERVED[id] === undefined);

describe('sources that recorded answers cite', {
  skip: records === undefined ? CORPUS_ABSENT : false,
}, () => {
  test('reach clients of every dialect, whole and streamed, and no others do', (t) => {
    const counts = new Map<string, number>();
    for (const record of records ?? []) {
      const cited = sourcesOf(recordedBodies(record));
      if (cited.length === 0) continue;
      const { read, tools } = subjectOf(record);
      const { events, answer } = read();
      for (const client of CLIENT_DIALECTS) {
        const whole = renderFor(client, answer, tools);
        assert.deepEqual(sourcesOf(whole), cited, `${record.id} at ${client}`);
        const frames = framesOf(streamFor(client, events, tools)).map(({ data }) => data);
        assert.deepEqual(sourcesOf(frames), cited, `${record.id} streamed at ${client}`);
      }
      counts.set(record.provider, (counts.get(record.provider) ?? 0) + 1);
    }
    for (const [provider, count] of counts) t.diagnostic(`${provider}: ${count} of ${count}`);
    assert.ok(counts.size > 0);
  });
});

function recordedBodies(record: CorpusRecord): Loose {
  const text = Buffer.from(bodyBytes(record)).toString('utf8');
  return isStream(record) ? framesOf(text).map(({ data }) => data) : JSON.parse(text);
}

/** Every address that is cited, once, in alphabetical order: wires cite in different places. */
function sourcesOf(body: Loose): readonly string[] {
  const found = new Set<string>();
  visit(body, (key, value) => {
    if (HOLDERS.includes(key)) visit(value, (name, text) => addSource(found, name, text));
    // Perplexity lists bare addresses.
    if (key === 'citations' && Array.isArray(value))
      for (const text of value) addSource(found, 'url', text);
  });
  return [...found].sort();
}

function addSource(found: Set<string>, name: string, text: unknown): void {
  if (typeof text === 'string' && (name === 'url' || name === 'uri')) found.add(text);
}

function visit(body: Loose, meet: (key: string, value: Loose) => void): void {
  if (typeof body !== 'object' || body === null) return;
  for (const [key, value] of Object.entries(body)) {
    meet(key, value);
    visit(value, meet);
  }
}
