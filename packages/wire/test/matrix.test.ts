import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { CORPUS_ABSENT, type CorpusRecord } from './corpus.ts';
import { CLIENT_DIALECTS } from './meaning/expectation.ts';
import { loadChatAnswers, subjectOf, UNSERVED } from './meaning/recording.ts';
import { failuresOf } from './meaning/subject.ts';

const records = loadChatAnswers();
const answers = records ?? [];

describe('recorded answers reach clients of every dialect', {
  skip: records === undefined ? CORPUS_ABSENT : false,
}, () => {
  test('as a whole answer and as a stream, meaning what the provider’s bytes say', (t) => {
    const failures: string[] = [];
    const served = answers.filter((record) => {
      if (UNSERVED[record.id] !== undefined) return false;
      const found = failuresOf(subjectOf(record));
      failures.push(...found);
      return found.length === 0;
    });
    report(t, served);
    assert.deepEqual(failures, []);
  });

  test('all but a few, and every reason is of a recording', (t) => {
    const reasons = Object.entries(UNSERVED);
    for (const [id, reason] of reasons) {
      assert.ok(answers.some((record) => record.id === id));
      t.diagnostic(`not served: ${id}: ${reason}`);
    }
    assert.ok(reasons.length <= answers.length * 0.05);
  });
});

/** `N of M` for every provider, and how many of them are byte-true. */
function report(t: TestContext, served: readonly CorpusRecord[]): void {
  const tell = (name: string, isOwn: (record: CorpusRecord) => boolean): void => {
    const [ok, all] = [served.filter(isOwn), answers.filter(isOwn)];
    const isRaw = (record: CorpusRecord): boolean => record.fidelity === 'raw';
    const raw = `raw: ${ok.filter(isRaw).length} of ${all.filter(isRaw).length}`;
    t.diagnostic(`${name}: ${ok.length} of ${all.length} (${raw})`);
  };
  for (const provider of [...new Set(answers.map((record) => record.provider))].sort())
    tell(provider, (record) => record.provider === provider);
  tell(`total at ${CLIENT_DIALECTS.length} client dialects, whole and streamed`, () => true);
}
