import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Answer, Choice } from '../src/answer.ts';
import { answerToEvents } from '../src/assemble.ts';
import { chatDialect } from '../src/dialects/registry.ts';
import type { Part } from '../src/part.ts';
import { renderFor, streamFor } from './meaning/client.ts';
import {
  CLIENT_DIALECTS,
  type ClientDialect,
  comparable,
  expectedAt,
} from './meaning/expectation.ts';
import { readRendered, readRenderedStream } from './meaning/grammar.ts';
import { meaningOf } from './meaning/of-answer.ts';
import { assembled, contextFor, cut, parseFrames } from './meaning/recording.ts';
import { soundAnswers } from './sound-answers.ts';

const RUNS = { numRuns: 200 };

/** An issuer whose natives nobody else understands. */
const ELSEWHERE = 'openai-embeddings';

describe('any answer', () => {
  for (const client of CLIENT_DIALECTS) {
    test(`${client}: means the same to a client, whole and streamed`, () => {
      fc.assert(
        fc.property(soundAnswers, (answer) => {
          const expected = expectedAt(client, meaningOf(answer), ELSEWHERE);
          const whole = readRendered(client, renderFor(client, answer));
          assert.deepEqual(comparable(client, whole), expected, 'whole');
          const text = streamFor(client, answerToEvents(answer));
          assert.deepEqual(comparable(client, readRenderedStream(client, text)), expected);
        }),
        RUNS,
      );
    });

    test(`${client}: means the same to a gateway that reads this one`, () => {
      fc.assert(
        fc.property(soundAnswers, (answer) => {
          const readable = withoutUnread(client, answer);
          const expected = expectedAt(client, meaningOf(readable), ELSEWHERE);
          const whole = readAgain(client, readable);
          assert.deepEqual(comparable(client, meaningOf(whole)), expected, 'whole');
          const streamed = readStreamAgain(client, readable);
          assert.deepEqual(comparable(client, meaningOf(streamed)), expected, 'streamed');
        }),
        RUNS,
      );
    });
  }
});

/**
 * What models make besides text has no form in most dialects. Clients are shown it in the nearest one, which a gateway
 * takes for content that only the dialect's own clients know.
 */
const READ: Readonly<Record<ClientDialect, readonly Part['type'][]>> = {
  'openai-chat': ['image', 'audio'],
  'openai-responses': [],
  'anthropic-messages': [],
  gemini: ['image', 'file', 'audio'],
};

function withoutUnread(client: ClientDialect, answer: Answer): Answer {
  const isRead = ({ type }: Part): boolean =>
    !['image', 'file', 'audio'].includes(type) || READ[client].includes(type);
  // A response that failed is an error to whoever reads it, not an answer.
  const isAnswer = ({ reason }: Choice): boolean =>
    client !== 'openai-responses' || reason !== 'error';
  const choices = answer.choices.map((choice) => ({
    ...choice,
    reason: isAnswer(choice) ? choice.reason : ('length' as const),
    parts: choice.parts.filter(isRead),
  }));
  return { ...answer, choices };
}

function readAgain(client: ClientDialect, answer: Answer): Answer {
  return chatDialect(client).provider.parseAnswer(renderFor(client, answer), contextFor(''));
}

function readStreamAgain(client: ClientDialect, answer: Answer): Answer {
  const text = streamFor(client, answerToEvents(answer));
  return assembled(parseFrames(client, cut([Buffer.from(text)]), contextFor('')));
}
