import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Answer } from '../src/answer.ts';
import { answerToEvents } from '../src/assemble.ts';
import { chatDialect } from '../src/dialects/registry.ts';
import type { Part, ReasoningPart, Signature } from '../src/part.ts';
import { renderFor, streamFor } from './meaning/client.ts';
import { CLIENT_DIALECTS, type ClientDialect } from './meaning/expectation.ts';
import { afterAnswer, afterStream } from './meaning/history.ts';
import type { Loose } from './meaning/meaning.ts';
import { meaningOf } from './meaning/of-answer.ts';
import { soundAnswers } from './sound-answers.ts';

const RUNS = { numRuns: 200 };

/** One answer without media: no wire takes them back in a turn of the model in every form. */
const single = soundAnswers.map((answer): Answer => {
  const [first] = answer.choices;
  const parts = (first?.parts ?? []).filter(({ type }) => !MEDIA.includes(type));
  return { ...answer, choices: [{ index: 0, reason: 'stop', ...first, parts }] };
});

const MEDIA: readonly string[] = ['image', 'file', 'audio'];

/** What has to come back so that the conversation can go on at the provider that answered. */
function essence(client: ClientDialect, parts: readonly Part[]): unknown {
  const [choice] = meaningOf({
    id: '',
    model: '',
    choices: [{ index: 0, parts, reason: 'stop' }],
  }).choices;
  const said = (kinds: readonly string[]): string =>
    (choice?.segments ?? [])
      .map((one) => ('text' in one && kinds.includes(one.kind) ? one.text : ''))
      .join('');
  const calls = parts.filter((part) => part.type === 'tool-call');
  return {
    // Two dialects have fields of their own for refusals, two show them as the answer.
    words: client.startsWith('openai-')
      ? [said(['text']), said(['refusal'])]
      : [said(['text', 'refusal'])],
    calls: choice?.segments.filter(({ kind }) => kind === 'call'),
    ids: calls.map((call) => call.id),
    callSignatures: calls.map((call) => proof(call.signature)),
    reasoning: parts.flatMap((part) =>
      part.type === 'reasoning' && part.signature !== undefined
        ? [{ text: part.text, isRedacted: isRedacted(client, part), ...proof(part.signature) }]
        : [],
    ),
  };
}

/** What Gemini issues is never redacted, so that its own clients have no word for it. */
function isRedacted(client: ClientDialect, part: ReasoningPart): boolean {
  return part.isRedacted === true && !(client === 'gemini' && part.signature?.issuer === client);
}

function proof(signature: Signature | undefined): Partial<Signature> {
  return { ...signature };
}

describe('any answer that a client sends back', () => {
  for (const client of CLIENT_DIALECTS) {
    test(`${client}: loses no word, no call and no signature, whole or streamed`, () => {
      fc.assert(
        fc.property(single, (answer) => {
          const expected = essence(client, answer.choices[0]?.parts ?? []);
          const whole = afterAnswer(client, renderFor(client, answer));
          assert.deepEqual(essence(client, replayed(client, whole)), expected, 'whole');
          const text = streamFor(client, answerToEvents(answer));
          const streamed = afterStream(client, text);
          assert.deepEqual(essence(client, replayed(client, streamed)), expected, 'streamed');
        }),
        RUNS,
      );
    });
  }
});

/** The parts of the model's turns in a request. */
function replayed(client: ClientDialect, request: Loose): readonly Part[] {
  const path = { model: 'smart', isStream: false };
  const body = JSON.parse(JSON.stringify(request));
  const { messages } = chatDialect(client).client.parseCall(body, path);
  return messages.filter(({ role }) => role === 'assistant').flatMap(({ parts }) => parts);
}
