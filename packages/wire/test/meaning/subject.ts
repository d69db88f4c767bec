import assert from 'node:assert/strict';
import type { Answer } from '../../src/answer.ts';
import type { Event } from '../../src/event.ts';
import { renderFor, streamFor } from './client.ts';
import { CLIENT_DIALECTS, type ClientDialect, comparable, expectedAt } from './expectation.ts';
import { readRendered, readRenderedStream } from './grammar.ts';
import type { Loose, Meaning } from './meaning.ts';
import { readChat } from './read-chat.ts';
import { readGemini } from './read-gemini.ts';
import { readMessage, readMessageEvents } from './read-messages.ts';
import { readResponse, readResponseEvents } from './read-responses.ts';

/** One answer of a provider, to be told to clients of every dialect. */
export interface Subject {
  readonly id: string;
  readonly from: ClientDialect;
  /** What its bodies say, without any code of ours. */
  readonly meaning: () => Meaning;
  /** What the gateway reads. */
  readonly read: () => { readonly events: readonly Event[]; readonly answer: Answer };
  /** The tools of the request, as a response of the Responses API repeats them. */
  readonly tools: Loose;
}

/** What bodies of a dialect say: the chunks or events of a stream, or one whole answer. */
export function readBodies(
  from: ClientDialect,
  bodies: readonly Loose[],
  isStreamed: boolean,
): Meaning {
  switch (from) {
    case 'openai-chat':
      return readChat(bodies, isStreamed ? 'delta' : 'message');
    case 'openai-responses':
      return isStreamed ? readResponseEvents(bodies) : readResponse(bodies[0]);
    case 'anthropic-messages':
      return isStreamed ? readMessageEvents(bodies) : readMessage(bodies[0]);
    case 'gemini':
      return readGemini(bodies);
    default:
      return from satisfies never;
  }
}

/** Where clients of any dialect, whole or streamed, would read something else than the provider said. */
export function failuresOf(subject: Subject): readonly string[] {
  return CLIENT_DIALECTS.flatMap((client) => {
    try {
      checkAt(client, subject);
      return [];
    } catch (error) {
      return [`${subject.id} at ${client}: ${error instanceof Error ? error.message : error}`];
    }
  });
}

function checkAt(client: ClientDialect, { from, meaning, read, tools }: Subject): void {
  const { events, answer } = read();
  assert.equal(events.at(-1)?.type, 'message-end', 'the answer is whole');
  const expected = expectedAt(client, meaning(), from);
  const whole = readRendered(client, renderFor(client, answer, tools));
  assert.deepEqual(comparable(client, whole), expected, 'whole');
  const streamed = readRenderedStream(client, streamFor(client, events, tools));
  assert.deepEqual(comparable(client, streamed), expected, 'streamed');
}
