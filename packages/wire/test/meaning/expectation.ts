import type { DialectId } from '../../src/dialect.ts';
import type { ChoiceMeaning, Meaning, Segment, SpokenKind } from './meaning.ts';

/** The dialects that clients speak to us in chats. */
export const CLIENT_DIALECTS = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini',
] as const;

const MEDIA_TYPES = ['image', 'file', 'audio'] as const;

export type ClientDialect = (typeof CLIENT_DIALECTS)[number];

/** What a client can be told at most: everything but the losses that are written here. */
export function expectedAt(client: ClientDialect, meaning: Meaning, from: DialectId): unknown {
  // The Responses and Messages APIs know one answer only.
  const hasOne = client === 'openai-responses' || client === 'anthropic-messages';
  const choices = hasOne ? meaning.choices.slice(0, 1) : meaning.choices;
  const cacheWrite = client === 'gemini' ? 0 : meaning.usage.cacheWrite;
  return comparable(client, {
    choices: choices.map((choice) => {
      const segments = choice.segments.flatMap((segment) => tell(client, segment, from));
      return { ...choice, segments, stop: stopAt(client, { ...choice, segments }, from) };
    }),
    // `usageMetadata` has no word for what was written to a cache.
    usage: { ...meaning.usage, cacheWrite },
  });
}

/** A meaning in the one form in which it can be compared at this client. */
export function comparable(client: ClientDialect, meaning: Meaning): unknown {
  const usage = meaning.usage;
  if (client !== 'openai-chat') {
    const choices = meaning.choices.map((choice) => ({
      ...choice,
      segments: joined(choice.segments),
    }));
    return { choices, usage };
  }
  // A Chat message has one field a kind: the order between them is lost.
  const choices = meaning.choices.map(({ index, segments, stop }) => {
    const said = (kind: SpokenKind): string =>
      segments.map((segment) => (segment.kind === kind ? segment.text : '')).join('');
    return {
      index,
      stop,
      text: said('text'),
      reasoning: said('reasoning'),
      refusal: said('refusal'),
      calls: segments.filter(({ kind }) => kind === 'call'),
      media: MEDIA_TYPES.map((type) =>
        segments.filter((segment) => segment.kind === 'media' && segment.type === type),
      ),
    };
  });
  return { choices, usage };
}

function tell(client: ClientDialect, segment: Segment, from: DialectId): readonly Segment[] {
  switch (segment.kind) {
    case 'native':
      // A provider's own blocks mean nothing in another dialect.
      return client === from && client !== 'openai-chat' ? [segment] : [];
    case 'refusal':
      // Neither has a field for it: the words are shown as the answer.
      return client === 'anthropic-messages' || client === 'gemini'
        ? [{ kind: 'text', text: segment.text }]
        : [segment];
    case 'media':
      return tellMedia(client, segment);
    default:
      return [segment];
  }
}

function tellMedia(
  client: ClientDialect,
  segment: Extract<Segment, { kind: 'media' }>,
): readonly Segment[] {
  if (client === 'openai-chat') return [segment];
  const spoken: Segment[] =
    segment.transcript === '' ? [] : [{ kind: 'text', text: segment.transcript }];
  // The Responses API has images only in its output: of a sound the transcript is told.
  if (client === 'openai-responses' && segment.type !== 'image') return spoken;
  return [{ ...segment, transcript: '' }, ...spoken];
}

/** The nearest word that the client's dialect has. */
function stopAt(client: ClientDialect, choice: ChoiceMeaning, from: DialectId): string {
  const words = WORDS[client];
  if (client === from && client === 'gemini') return choice.stop;
  const word = words[choice.stop] ?? choice.stop;
  const isRefusal = word === 'refusal' || (word === 'stop' && choice.segments.some(isRefused));
  return isRefusal && client.startsWith('openai-') ? refusalAt(client, choice) : word;
}

/** A refusal without words would look like an empty success. */
function refusalAt(client: ClientDialect, { segments }: ChoiceMeaning): string {
  if (!segments.some(isRefused)) return 'content-filter';
  if (segments.some(({ kind }) => kind === 'call')) return 'tool-calls';
  const isAlone = !segments.some(({ kind }) => kind === 'text');
  return client === 'openai-responses' && isAlone ? 'refusal' : 'stop';
}

function isRefused({ kind }: Segment): boolean {
  return kind === 'refusal';
}

const WORDS: Readonly<Record<ClientDialect, Readonly<Record<string, string>>>> = {
  'openai-chat': {
    'context-exceeded': 'length',
    pause: 'length',
    other: 'stop',
  },
  'openai-responses': {
    'stop-sequence': 'stop',
    'context-exceeded': 'length',
    pause: 'length',
    other: 'stop',
  },
  'anthropic-messages': {
    'content-filter': 'refusal',
    // The only word that does not claim a whole answer.
    error: 'length',
    other: 'stop',
  },
  gemini: {
    'stop-sequence': 'stop',
    refusal: 'content-filter',
    'context-exceeded': 'length',
    pause: 'other',
    error: 'other',
  },
};

/** Neighbours of one kind as one: where a text is cut into blocks is not its meaning. */
function joined(segments: readonly Segment[]): readonly Segment[] {
  const list: Segment[] = [];
  for (const segment of segments) {
    const last = list.at(-1);
    if (last !== undefined && 'text' in last && last.kind === segment.kind)
      list[list.length - 1] = { kind: last.kind, text: last.text + segment.text };
    else list.push(segment);
  }
  return list;
}
