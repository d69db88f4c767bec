import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { CORPUS_ABSENT, type CorpusRecord } from './corpus.ts';
import { renderFor, streamFor } from './meaning/client.ts';
import { CLIENT_DIALECTS, type ClientDialect, comparable, expectedAt } from './meaning/expectation.ts';
import { readRendered, readRenderedStream } from './meaning/grammar.ts';
import {
  dialectOf,
  loadChatRecords,
  type Read,
  readRecord,
  recordedMeaning,
  repeatedTools,
} from './meaning/recording.ts';

/** Recordings that no client can be served from, each with the reason. */
const UNSERVED: Readonly<Record<string, string>> = {
  'aws-bedrock.bedrock-invoke.stream-image-tool_result-tools.7faf6533':
    'binary AWS event stream: no provider of the gallery speaks it',
  'aws-bedrock.bedrock-invoke.json-tool_call-tools.8a457765':
    'not a Messages API body: another model family that Bedrock hosts',
  'aws-bedrock.bedrock-invoke.json.7fe932ea':
    'not a Messages API body: another model family that Bedrock hosts',
};

const records = loadChatRecords();
const answers = (records ?? []).filter((record) => record.response.status < 400);

describe('recorded answers reach clients of every dialect', {
  skip: records === undefined ? CORPUS_ABSENT : false,
}, () => {
  for (const client of CLIENT_DIALECTS) {
    test(`${client}: as a whole answer and as a stream, meaning what the provider's bytes say`, (t) => {
      const failures: string[] = [];
      const served = answers.filter((record) => {
        if (UNSERVED[record.id] !== undefined) return false;
        const failure = failureOf(client, record);
        if (failure !== undefined) failures.push(`${record.id}: ${failure}`);
        return failure === undefined;
      });
      report(t, served);
      assert.deepEqual(failures, []);
    });
  }

  test('at least 95 of 100 recordings can be served, and every reason is of a recording', () => {
    const reasons = Object.keys(UNSERVED);
    for (const id of reasons) assert.ok(answers.some((record) => record.id === id), id);
    assert.ok(reasons.length <= answers.length * 0.05);
  });
});

function failureOf(client: ClientDialect, record: CorpusRecord): string | undefined {
  try {
    const read = readRecord(record);
    checkAt(client, record, read);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function checkAt(client: ClientDialect, record: CorpusRecord, { events, answer }: Read): void {
  assert.equal(events.at(-1)?.type, 'message-end', 'the answer is whole');
  const expected = expectedAt(client, recordedMeaning(record), dialectOf(record).id);
  const tools = repeatedTools(record);
  const whole = readRendered(client, renderFor(client, answer, tools));
  assert.deepEqual(comparable(client, whole), expected, 'whole');
  const streamed = readRenderedStream(client, streamFor(client, events, tools));
  assert.deepEqual(comparable(client, streamed), expected, 'streamed');
}

/** `N of M` for every provider, the byte-true recordings and the others counted apart. */
function report(t: TestContext, served: readonly CorpusRecord[]): void {
  const isRaw = (record: CorpusRecord): boolean => record.fidelity === 'raw';
  const count = (of: readonly CorpusRecord[], provider?: string): string => {
    const own = of.filter((record) => provider === undefined || record.provider === provider);
    const raw = own.filter(isRaw);
    return `${raw.length} raw + ${own.length - raw.length} others`;
  };
  for (const provider of new Set(answers.map((record) => record.provider)))
    t.diagnostic(`${provider}: ${count(served, provider)} of ${count(answers, provider)}`);
  t.diagnostic(`total: ${count(served)} of ${count(answers)}`);
}
