import fc from 'fast-check';
import type { ChatCall, Message, ResponseFormat, Tool } from '../src/call.ts';
import type { DialectId } from '../src/dialect.ts';
import type { FilePart, ImagePart, Part, TextPart, ToolCallPart } from '../src/part.ts';

/** Objects as JSON gives them, with a prototype. */
const PLAIN = { noNullPrototype: true } as const;

/** Words that no dialect trims or refuses. */
const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((text) => `a${text}b`);

/** Real beginnings of files, so that a dialect that looks at the bytes sees what it is told. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAE';
const PDF = 'JVBERi0xLjQKJcfsj6IK';
const tail = fc.uint8Array({ minLength: 3, maxLength: 9 }).map((bytes) => hex(bytes));

/** Different for every file, and still base64. */
function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

const text = words.map((said): TextPart => ({ type: 'text', text: said }));

const image = tail.map(
  (end): ImagePart => ({
    type: 'image',
    source: { kind: 'base64', data: base64(PNG, end) },
    mediaType: 'image/png',
  }),
);

const file = tail.map(
  (end): FilePart => ({
    type: 'file',
    source: { kind: 'base64', data: base64(PDF, end) },
    mediaType: 'application/pdf',
    filename: 'a.pdf',
  }),
);

function base64(start: string, end: string): string {
  const whole = start + end;
  return whole.slice(0, whole.length - (whole.length % 4));
}

const TOOL_NAMES = ['get_weather', 'search', 'list'] as const;

/** A round of tools: what the model says, what it calls, and what comes back, in order. */
const toolRound = fc
  .tuple(
    fc.option(text, { nil: undefined }),
    fc.array(
      fc.tuple(
        fc.constantFrom(...TOOL_NAMES),
        fc.dictionary(fc.string(), fc.jsonValue(), { ...PLAIN, maxKeys: 3 }),
        fc.tuple(words, fc.option(image, { nil: undefined }), fc.boolean()),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    fc.boolean(),
  )
  .map(([said, calls, isReversed]) => (round: number): readonly Message[] => {
    const ids = calls.map((_, index) => `call_${round}_${index}`);
    const called = calls.map(
      ([name, input], index): ToolCallPart => ({
        type: 'tool-call',
        id: ids[index] ?? '',
        name,
        arguments: JSON.stringify(input),
      }),
    );
    const results = calls.map(
      ([name, , [answer, picture, isError]], index): Part => ({
        type: 'tool-result',
        callId: ids[index] ?? '',
        name,
        content: [{ type: 'text', text: answer }, ...(picture === undefined ? [] : [picture])],
        ...(isError ? { isError } : {}),
      }),
    );
    return [
      { role: 'assistant', parts: [...(said === undefined ? [] : [said]), ...called] },
      { role: 'tool', parts: isReversed ? results.reverse() : results },
    ];
  });

const userTurn = fc
  .tuple(text, fc.array(fc.oneof(text, image, file), { maxLength: 2 }))
  .map(([first, rest]): Message => ({ role: 'user', parts: [first, ...rest] }));

const modelTurn = text.map((said) => (_round: number): readonly Message[] => [
  { role: 'assistant', parts: [said] },
]);

/** A conversation as every API takes it: instructions first, turns in order, the user last. */
const conversation = fc
  .tuple(
    fc.array(text, { maxLength: 2 }),
    fc.array(fc.tuple(userTurn, fc.oneof(toolRound, modelTurn)), { maxLength: 3 }),
    userTurn,
  )
  .map(([instructions, rounds, last]): readonly Message[] => [
    ...instructions.map((said): Message => ({ role: 'system', parts: [said] })),
    ...rounds.flatMap(([asked, answered], round) => [asked, ...answered(round)]),
    last,
  ]);

/** OpenAI's clients have no word for a tool that failed. */
function withoutFailures(message: Message): Message {
  const parts = message.parts.map((part): Part => {
    if (part.type !== 'tool-result') return part;
    const { isError: _isError, ...rest } = part;
    return rest;
  });
  return { ...message, parts };
}

const tools: readonly Tool[] = TOOL_NAMES.map((name) => ({
  type: 'function',
  name,
  description: `does ${name}`,
  parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
}));

const format: fc.Arbitrary<ResponseFormat> = fc.constant({
  type: 'json-schema',
  name: 'answer',
  schema: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
});

const settings = fc.record(
  {
    temperature: fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
    stop: fc.array(words, { minLength: 1, maxLength: 2 }),
  },
  { ...PLAIN, requiredKeys: [] },
);

const wishes = fc.record(
  {
    outputTokensMax: fc.integer({ min: 16, max: 4096 }),
    responseFormat: format,
    toolChoice: fc.constantFrom(
      { type: 'none' as const },
      { type: 'required' as const },
      { type: 'tool' as const, name: 'search' },
    ),
  },
  { ...PLAIN, requiredKeys: [] },
);

/** Any call that every dialect can express; made by a client of `dialect`. */
export const calls = (dialect: DialectId): fc.Arbitrary<ChatCall> =>
  fc.tuple(conversation, settings, wishes).map(
    ([messages, sampling, rest]): ChatCall => ({
      operation: 'chat',
      dialect,
      model: 'smart',
      isStream: false,
      messages: dialect.startsWith('openai-') ? messages.map(withoutFailures) : messages,
      tools,
      sampling,
      extra: {},
      ...rest,
    }),
  );
