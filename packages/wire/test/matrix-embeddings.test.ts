import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EmbeddingsAnswer } from '../src/answer.ts';
import type { DialectId, PathFacts } from '../src/dialect.ts';
import { embeddingsDialect } from '../src/dialects/registry.ts';
import { bodyBytes, CORPUS_ABSENT, type CorpusRecord, loadRecords } from './corpus.ts';
import type { Loose } from './meaning/meaning.ts';

/** Recordings that no client can be served from, each with the reason. */
const UNSERVED: Readonly<Record<string, string>> = {
  'cohere.embeddings.json.67da4889':
    'the wire of Cohere itself, which no provider of the gallery speaks',
};

interface Meaning {
  readonly vectors: readonly (readonly number[])[];
  readonly inputTokens: number;
}

/** How clients of either dialect ask, and what an answer in it means. */
const CLIENTS: readonly {
  readonly id: DialectId;
  readonly body: unknown;
  readonly path: PathFacts;
  readonly read: (body: Loose) => Meaning;
}[] = [
  {
    id: 'openai-embeddings',
    body: { model: 'm', input: ['a'] },
    path: {},
    read: readOpenai,
  },
  {
    id: 'openai-embeddings',
    body: { model: 'm', input: ['a'], encoding_format: 'base64' },
    path: {},
    read: readOpenai,
  },
  {
    id: 'gemini-embeddings',
    body: { requests: [{ content: { parts: [{ text: 'a' }] } }] },
    path: { model: 'm', isBatch: true },
    read: readGemini,
  },
];

const records = loadRecords(['embeddings'])?.filter(
  ({ response, fidelity }) => response.status < 400 && fidelity !== 'maintainer-fixture',
);

describe('recorded embeddings reach clients of either dialect', {
  skip: records === undefined ? CORPUS_ABSENT : false,
}, () => {
  test('number by number, with what they cost', (t) => {
    for (const record of records ?? []) {
      const reason = UNSERVED[record.id];
      t.diagnostic(`${record.provider}: ${reason === undefined ? '1 of 1' : `0 of 1: ${reason}`}`);
      if (reason === undefined) check(record);
    }
  });
});

function check(record: CorpusRecord): void {
  const body: Loose = JSON.parse(Buffer.from(bodyBytes(record)).toString('utf8'));
  const isGoogle = record.provider.startsWith('google');
  const provider = embeddingsDialect(isGoogle ? 'gemini-embeddings' : 'openai-embeddings').provider;
  const answer: EmbeddingsAnswer = provider.parseAnswer(body);
  const expected = isGoogle ? readGemini(body) : readOpenai(body);
  assert.ok(expected.vectors.length > 0 && expected.inputTokens > 0, record.id);
  for (const { id, body: request, path, read } of CLIENTS) {
    const { client } = embeddingsDialect(id);
    const call = client.parseCall(request, path);
    const found = read(JSON.parse(JSON.stringify(client.renderAnswer(answer, call, path))));
    assert.equal(found.inputTokens, expected.inputTokens, record.id);
    assertClose(found.vectors, expected.vectors, record.id);
  }
}

/** Base64 holds floats of four bytes. */
function assertClose(
  found: Meaning['vectors'],
  expected: Meaning['vectors'],
  message: string,
): void {
  const rounded = (vectors: Meaning['vectors']): unknown =>
    vectors.map((vector) => vector.map(Math.fround));
  assert.deepEqual(rounded(found), rounded(expected), message);
}

function readOpenai({ data, usage }: Loose): Meaning {
  return {
    vectors: data.map(({ embedding }: Loose) =>
      typeof embedding === 'string' ? floatsOf(embedding) : embedding,
    ),
    inputTokens: usage.prompt_tokens,
  };
}

function readGemini({ embeddings, usageMetadata }: Loose): Meaning {
  return {
    vectors: embeddings.map(({ values }: Loose) => values),
    inputTokens: usageMetadata.promptTokenCount,
  };
}

function floatsOf(base64: string): readonly number[] {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return [...new Float32Array(bytes.buffer)];
}
