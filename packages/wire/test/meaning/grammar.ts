import assert from 'node:assert/strict';
import type { ClientDialect } from './expectation.ts';
import { grammarOfChat, grammarOfChatStream } from './grammar-chat.ts';
import { grammarOfMessage, grammarOfMessageStream } from './grammar-messages.ts';
import { grammarOfResponse, grammarOfResponseStream } from './grammar-responses.ts';
import { framesOf, type Loose, type Meaning } from './meaning.ts';
import { readChat } from './read-chat.ts';
import { readGemini } from './read-gemini.ts';
import { readMessage, readMessageEvents } from './read-messages.ts';
import { readResponse, readResponseEvents } from './read-responses.ts';

/** Reads a whole rendered answer, after a look at the fields that the stock clients cannot do without. */
export function readRendered(client: ClientDialect, body: Loose): Meaning {
  switch (client) {
    case 'openai-chat':
      grammarOfChat(body);
      return readChat([body], 'message');
    case 'openai-responses':
      grammarOfResponse(body);
      return readResponse(body);
    case 'anthropic-messages':
      grammarOfMessage(body);
      return readMessage(body);
    case 'gemini':
      assert.ok(body.candidates.every((candidate: Loose) => candidate.content.role === 'model'));
      return readGemini([body]);
    default:
      return client satisfies never;
  }
}

/** Reads a rendered stream, after a look at its order and its mandatory fields. */
export function readRenderedStream(client: ClientDialect, text: string): Meaning {
  const frames = framesOf(text);
  const events = frames.map(({ data }) => data);
  switch (client) {
    case 'openai-chat':
      assert.ok(text.endsWith('\n\ndata: [DONE]\n\n'), 'the terminator is last');
      grammarOfChatStream(events);
      return readChat(events, 'delta');
    case 'openai-responses':
      assertNames(frames);
      grammarOfResponseStream(events);
      return readResponseEvents(events);
    case 'anthropic-messages':
      assertNames(frames);
      grammarOfMessageStream(events);
      return readMessageEvents(events);
    case 'gemini':
      assertGeminiEnd(events);
      return readGemini(events);
    default:
      return client satisfies never;
  }
}

function assertNames(frames: readonly { readonly event: string; readonly data: Loose }[]): void {
  for (const { event, data } of frames) assert.equal(event, data.type);
}

function assertGeminiEnd(responses: readonly Loose[]): void {
  const ends = responses.map((response) =>
    (response.candidates ?? []).some((candidate: Loose) => candidate.finishReason !== undefined),
  );
  assert.equal(ends.indexOf(true), responses.length - 1, 'finish reasons come on the last frame');
  for (const { candidates } of responses)
    for (const candidate of candidates) assert.equal(candidate.content.role, 'model');
}
