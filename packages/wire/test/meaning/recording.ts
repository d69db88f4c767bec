import type { Answer } from '../../src/answer.ts';
import { answerToEvents, createAnswerAssembler } from '../../src/assemble.ts';
import type { ParseContext } from '../../src/dialect.ts';
import { chatDialect } from '../../src/dialects/registry.ts';
import type { Event } from '../../src/event.ts';
import { createSseDecoder } from '../../src/sse/decoder.ts';
import type { SseFrame } from '../../src/sse/frame.ts';
import { DEFAULT_TRAITS } from '../../src/traits.ts';
import { bodyBytes, type CorpusRecord, loadRecords } from '../corpus.ts';
import type { ClientDialect } from './expectation.ts';
import { framesOf, type Loose } from './meaning.ts';
import { readBodies, type Subject } from './subject.ts';

/**
 * The dialect of every protocol that we speak; Vertex AI and Bedrock take the Messages API's bodies
 * for Claude.
 */
const DIALECT_OF: Readonly<Record<string, ClientDialect>> = {
  'openai-chat': 'openai-chat',
  'openai-responses': 'openai-responses',
  'anthropic-messages': 'anthropic-messages',
  'vertex-rawpredict': 'anthropic-messages',
  'bedrock-invoke': 'anthropic-messages',
  'gemini-generate-content': 'gemini',
};

/** Recordings that no client can be served from, each with the reason. */
export const UNSERVED: Readonly<Record<string, string>> = {
  'aws-bedrock.bedrock-invoke.stream-image-tool_result-tools.7faf6533':
    'a binary AWS event stream, which no provider of the gallery speaks',
  'aws-bedrock.bedrock-invoke.json-tool_call-tools.8a457765':
    'not a Messages API body: the invoke API passes on what another model family says',
  'aws-bedrock.bedrock-invoke.json.7fe932ea':
    'not a Messages API body: the invoke API passes on what another model family says',
};

/** Providers whose usage leaves reasoning out of the output: what their gallery entries say. */
const COUNTS_REASONING_BESIDE: readonly string[] = ['xai'];

const FRAME_BYTES_MAX = 8 << 20;

/** Every chat answer that was recorded, or undefined where the corpus is absent. */
export function loadChatAnswers(): readonly CorpusRecord[] | undefined {
  return loadChatRecords()?.filter(({ response }) => response.status < 400);
}

/** Every error that was recorded instead of a chat answer, or undefined where the corpus is absent. */
export function loadChatErrors(): readonly CorpusRecord[] | undefined {
  return loadChatRecords()?.filter(({ response }) => response.status >= 400);
}

/** What maintainers made up or edited is no ground truth. */
function loadChatRecords(): readonly CorpusRecord[] | undefined {
  return loadRecords(Object.keys(DIALECT_OF))?.filter(
    ({ fidelity }) => fidelity !== 'maintainer-fixture',
  );
}

export function subjectOf(record: CorpusRecord): Subject {
  return {
    id: record.id,
    from: dialectOf(record),
    tools: repeatedTools(record),
    meaning: () => readBodies(dialectOf(record), bodiesOf(record), isStream(record)),
    read: () => readRecord(record),
  };
}

/** Whether the recorded body is a stream of server-sent events. */
export function isStream(record: CorpusRecord): boolean {
  return /^(?:data|event|:)/.test(textOf(record).trimStart());
}

/** The frames of a body that comes in these pieces. */
export function cut(pieces: Iterable<Uint8Array>): readonly SseFrame[] {
  const decoder = createSseDecoder({ frameBytesMax: FRAME_BYTES_MAX });
  const frames: SseFrame[] = [];
  for (const piece of pieces) frames.push(...decoder.push(piece));
  return [...frames, ...decoder.end()];
}

/** What the gateway reads from these frames of a recorded stream. */
export function eventsOf(record: CorpusRecord, frames: readonly SseFrame[]): readonly Event[] {
  const context = contextFor(record.provider);
  return parseFrames(dialectOf(record), frames, context);
}

export function parseFrames(
  from: ClientDialect,
  frames: readonly SseFrame[],
  context: ParseContext,
): readonly Event[] {
  const parser = chatDialect(from).provider.createStreamParser(context);
  return [...frames.flatMap((frame) => parser.push(frame)), ...parser.end()];
}

export function assembled(events: Iterable<Event>): Answer {
  const assembler = createAnswerAssembler();
  for (const event of events) assembler.push(event);
  return assembler.answer();
}

/** How answers of a provider are read. Minted ids count up. */
export function contextFor(provider: string): ParseContext {
  let minted = 0;
  const usageIncludesReasoning = !COUNTS_REASONING_BESIDE.includes(provider);
  return {
    traits: { ...DEFAULT_TRAITS, usageIncludesReasoning },
    mintId: (prefix) => {
      minted += 1;
      return `${prefix}_${minted}`;
    },
  };
}

export function dialectOf(record: CorpusRecord): ClientDialect {
  return DIALECT_OF[record.protocol] ?? 'openai-chat';
}

function textOf(record: CorpusRecord): string {
  return Buffer.from(bodyBytes(record)).toString('utf8');
}

/** Gemini without `alt=sse` streams one JSON list, which is read as a whole answer. */
function bodiesOf(record: CorpusRecord): readonly Loose[] {
  const text = textOf(record);
  return isStream(record) ? framesOf(text).map(({ data }) => data) : [JSON.parse(text)].flat();
}

function repeatedTools(record: CorpusRecord): Loose {
  if (UNSERVED[record.id] !== undefined || dialectOf(record) !== 'openai-responses') return [];
  const [first] = bodiesOf(record);
  return (first.response ?? first).tools ?? [];
}

function readRecord(record: CorpusRecord): ReturnType<Subject['read']> {
  if (isStream(record)) {
    const events = eventsOf(record, cut([bodyBytes(record)]));
    return { events, answer: assembled(events) };
  }
  const { provider } = chatDialect(dialectOf(record));
  const answer = provider.parseAnswer(JSON.parse(textOf(record)), contextFor(record.provider));
  return { events: [...answerToEvents(answer)], answer };
}
