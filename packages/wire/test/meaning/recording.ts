import { createAnswerAssembler } from '../../src/assemble.ts';
import type { ChatDialect, DialectId, ParseContext } from '../../src/dialect.ts';
import { chatDialect } from '../../src/dialects/registry.ts';
import type { Event } from '../../src/event.ts';
import { answerToEvents } from '../../src/index.ts';
import type { Answer } from '../../src/answer.ts';
import { createSseDecoder } from '../../src/sse/decoder.ts';
import type { SseFrame } from '../../src/sse/frame.ts';
import { DEFAULT_TRAITS } from '../../src/traits.ts';
import { bodyBytes, type CorpusRecord, loadRecords } from '../corpus.ts';
import { framesOf, type Loose, type Meaning } from './meaning.ts';
import { readChat } from './read-chat.ts';
import { readGemini } from './read-gemini.ts';
import { readMessage, readMessageEvents } from './read-messages.ts';
import { readResponse, readResponseEvents } from './read-responses.ts';

/** The dialect of every protocol that we speak; Vertex AI and Bedrock take the Messages API's bodies for Claude. */
const DIALECT_OF: Readonly<Record<string, DialectId>> = {
  'openai-chat': 'openai-chat',
  'openai-responses': 'openai-responses',
  'anthropic-messages': 'anthropic-messages',
  'vertex-rawpredict': 'anthropic-messages',
  'bedrock-invoke': 'anthropic-messages',
  'gemini-generate-content': 'gemini',
};

/** Providers whose usage leaves reasoning out of the output: what their gallery entries say. */
const COUNTS_REASONING_BESIDE: readonly string[] = ['xai'];

const FRAME_BYTES_MAX = 8 << 20;

/** Every chat recording that is true to the bytes, or undefined where the corpus is absent. */
export function loadChatRecords(): readonly CorpusRecord[] | undefined {
  return loadRecords(Object.keys(DIALECT_OF))?.filter(
    (record) => record.fidelity !== 'maintainer-fixture',
  );
}

export function dialectOf(record: CorpusRecord): ChatDialect {
  return chatDialect(DIALECT_OF[record.protocol] ?? 'openai-chat');
}

export function textOf(record: CorpusRecord): string {
  return Buffer.from(bodyBytes(record)).toString('utf8');
}

/** Whether the recorded body is a stream of server-sent events. Gemini without `alt=sse` streams one JSON list. */
export function isStream(record: CorpusRecord): boolean {
  return /^(?:data|event|:)/.test(textOf(record).trimStart());
}

/** What the recorded bytes say, without any code of ours. */
export function recordedMeaning(record: CorpusRecord): Meaning {
  const text = textOf(record);
  const { id } = dialectOf(record);
  const isStreamed = isStream(record);
  const bodies = isStreamed ? framesOf(text).map(({ data }) => data) : [JSON.parse(text)].flat();
  if (id === 'openai-chat') return readChat(bodies, isStreamed ? 'delta' : 'message');
  if (id === 'gemini') return readGemini(bodies);
  if (id === 'openai-responses')
    return isStreamed ? readResponseEvents(bodies) : readResponse(bodies[0]);
  return isStreamed ? readMessageEvents(bodies) : readMessage(bodies[0]);
}

/** The tools of the request, as a recorded response of the Responses API repeats them. */
export function repeatedTools(record: CorpusRecord): Loose {
  if (dialectOf(record).id !== 'openai-responses') return [];
  const text = textOf(record);
  const first = isStream(record) ? framesOf(text)[0]?.data.response : JSON.parse(text);
  return first.tools ?? [];
}

/** A recording as the gateway reads it. */
export interface Read {
  readonly events: readonly Event[];
  readonly answer: Answer;
}

export function readRecord(record: CorpusRecord): Read {
  if (isStream(record)) {
    const events = eventsOf(record, cut([bodyBytes(record)]));
    return { events, answer: assembled(events) };
  }
  const { provider } = dialectOf(record);
  const answer = provider.parseAnswer(JSON.parse(textOf(record)), contextOf(record));
  return { events: [...answerToEvents(answer)], answer };
}

/** The frames of a body that comes in these pieces. */
export function cut(pieces: Iterable<Uint8Array>): readonly SseFrame[] {
  const decoder = createSseDecoder({ frameBytesMax: FRAME_BYTES_MAX });
  const frames: SseFrame[] = [];
  for (const piece of pieces) frames.push(...decoder.push(piece));
  return [...frames, ...decoder.end()];
}

export function eventsOf(record: CorpusRecord, frames: readonly SseFrame[]): readonly Event[] {
  const parser = dialectOf(record).provider.createStreamParser(contextOf(record));
  return [...frames.flatMap((frame) => parser.push(frame)), ...parser.end()];
}

export function assembled(events: Iterable<Event>): Answer {
  const assembler = createAnswerAssembler();
  for (const event of events) assembler.push(event);
  return assembler.answer();
}

export function contextOf(record: CorpusRecord): ParseContext {
  let minted = 0;
  return {
    traits: {
      ...DEFAULT_TRAITS,
      usageIncludesReasoning: !COUNTS_REASONING_BESIDE.includes(record.provider),
    },
    mintId: (prefix) => {
      minted += 1;
      return `${prefix}_${minted}`;
    },
  };
}
