import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answerToEvents } from '../src/assemble.ts';
import { chatDialect } from '../src/dialects/registry.ts';
import { CORPUS_ABSENT } from './corpus.ts';
import type { ClientDialect } from './meaning/expectation.ts';
import type { Loose } from './meaning/meaning.ts';
import { assembled, contextFor, parseFrames } from './meaning/recording.ts';
import { failuresOf, readBodies, type Subject } from './meaning/subject.ts';
import {
  DIALECT_OF_VARIANT,
  loadTranslationCases,
  type TranslationCase,
} from './translation-corpus.ts';

const cases = loadTranslationCases();

describe('answers to translated requests', {
  skip: cases === undefined ? CORPUS_ABSENT : false,
}, () => {
  test('reach clients of every dialect, whole and streamed', (t) => {
    const failures: string[] = [];
    const counts = new Map<string, { ok: number; all: number }>();
    for (const { pair, subject } of (cases ?? []).flatMap(answersOf)) {
      const count = counts.get(pair) ?? { ok: 0, all: 0 };
      counts.set(pair, count);
      count.all += 1;
      const found = failuresOf(subject);
      failures.push(...found);
      if (found.length === 0) count.ok += 1;
    }
    for (const [pair, { ok, all }] of counts) t.diagnostic(`${pair}: ${ok} of ${all}`);
    assert.deepEqual(failures, []);
  });
});

interface Answered {
  /** The variant, or the pair of wires, that it answers. */
  readonly pair: string;
  readonly subject: Subject;
}

const FIELDS = [
  'response',
  'response_streaming',
  'followup_response',
  'followup_response_streaming',
] as const;

/** Every answer of a case in a wire that we speak. What was answered with an error has no body. */
function answersOf(one: TranslationCase): readonly Answered[] {
  const answers: Answered[] = [];
  for (const [variant, held] of Object.entries(one.variants)) {
    const from = DIALECT_OF_VARIANT[variant];
    if (from === undefined) continue;
    for (const field of FIELDS) {
      const id = `${one.case} ${variant} ${field}`;
      if (held[field] !== undefined)
        answers.push({ pair: variant, subject: subjectOf(id, from, held[field]) });
    }
  }
  for (const [pair, body] of Object.entries(one.cross ?? {})) {
    const from = DIALECT_OF_VARIANT[pair.slice(pair.indexOf('_to_') + '_to_'.length)];
    if (from === undefined || typeof body.error === 'string') continue;
    answers.push({ pair, subject: subjectOf(`${one.case} ${pair}`, from, body) });
  }
  return answers;
}

function subjectOf(id: string, from: ClientDialect, body: Loose): Subject {
  const bodies: readonly Loose[] = [body].flat();
  // Some of the streams were not streamed: they hold the whole message.
  const isStreamed = Array.isArray(body) && bodies[0].type !== 'message';
  return {
    id,
    from,
    tools: from === 'openai-responses' ? ((bodies[0].response ?? bodies[0]).tools ?? []) : [],
    meaning: () => readBodies(from, bodies, isStreamed),
    read() {
      const context = contextFor('');
      if (!isStreamed) {
        const answer = chatDialect(from).provider.parseAnswer(bodies[0], context);
        return { answer, events: [...answerToEvents(answer)] };
      }
      const frames = bodies.map((data) => ({ event: data.type, data: JSON.stringify(data) }));
      const events = parseFrames(from, frames, context);
      return { answer: assembled(events), events };
    },
  };
}
