import fc from 'fast-check';
import type { Answer, Choice } from '../src/answer.ts';
import { DIALECT_IDS } from '../src/dialect.ts';
import type { StopReason, TokenLogprob } from '../src/event.ts';
import type { Part, Signature } from '../src/part.ts';
import type { Usage } from '../src/usage.ts';

const REASONS: readonly StopReason[] = [
  'stop',
  'stop-sequence',
  'length',
  'tool-calls',
  'content-filter',
  'refusal',
  'pause',
  'context-exceeded',
  'error',
  'other',
];

/** Objects as JSON gives them, with a prototype. */
function record<Shape extends object>(
  shape: {
    [Key in keyof Shape]: fc.Arbitrary<Shape[Key]>;
  },
): fc.Arbitrary<Shape> {
  return fc.record(shape, { noNullPrototype: true }) as fc.Arbitrary<Shape>;
}

const base64 = fc
  .uint8Array({ maxLength: 12 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));
const count = fc.nat({ max: 100_000 });

export const signatures = (): fc.Arbitrary<Signature> =>
  record({ issuer: fc.constantFrom(...DIALECT_IDS), value: fc.base64String({ minLength: 4 }) });

/** Values of an object, present or absent. */
function sometimes<Shape extends object>(
  shape: {
    [Key in keyof Shape]: fc.Arbitrary<Shape[Key]>;
  },
): fc.Arbitrary<Partial<Shape>> {
  return fc.record(shape, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<
    Partial<Shape>
  >;
}

const text = fc.tuple(
  record({ type: fc.constant('text' as const), text: fc.string({ unit: 'binary' }) }),
  sometimes({
    signature: signatures(),
    annotations: fc.array(
      record({ type: fc.constant('url' as const), url: fc.webUrl(), title: fc.string() }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
);

const reasoning = fc.tuple(
  record({ type: fc.constant('reasoning' as const), text: fc.string() }),
  sometimes({
    signature: signatures(),
    isSummary: fc.constant(true),
    isRedacted: fc.constant(true),
    itemId: fc.string({ minLength: 1 }),
  }),
);

const toolCall = fc.tuple(
  record({
    type: fc.constant('tool-call' as const),
    id: fc.string({ minLength: 1 }),
    name: fc.stringMatching(/^[a-z_]{1,12}$/),
    arguments: fc.oneof(
      fc
        .dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true })
        .map((value) => JSON.stringify(value)),
      fc.string({ minLength: 1 }),
    ),
  }),
  sometimes({ signature: signatures(), itemId: fc.string({ minLength: 1 }) }),
);

const media = fc.tuple(
  record({
    type: fc.constantFrom('image' as const, 'file' as const),
    source: record({ kind: fc.constant('base64' as const), data: base64 }),
    mediaType: fc.constantFrom('image/png', 'application/pdf'),
  }),
  fc.constant({}),
);

const audio = fc.tuple(
  record({
    type: fc.constant('audio' as const),
    source: record({ kind: fc.constant('base64' as const), data: base64 }),
    mediaType: fc.constantFrom('audio/wav', 'audio/pcm'),
  }),
  sometimes({ transcript: fc.string(), id: fc.string() }),
);

const refusal = fc.tuple(
  record({ type: fc.constant('refusal' as const), text: fc.string() }),
  fc.constant({}),
);

const native = fc.tuple(
  record({
    type: fc.constant('native' as const),
    dialect: fc.constantFrom(...DIALECT_IDS),
    name: fc.string(),
    value: fc.jsonValue(),
  }),
  fc.constant({}),
);

/** Any part that an answer may hold. */
export const parts = (): fc.Arbitrary<Part> =>
  fc
    .oneof(text, reasoning, toolCall, refusal, media, audio, native)
    .map(([part, rest]) => ({ ...part, ...rest }) as Part);

const logprob: fc.Arbitrary<TokenLogprob> = record({
  token: fc.string(),
  logprob: fc.double({ min: -20, max: -0.001, noNaN: true }),
  top_logprobs: fc.constant([]),
});

/** Usage whose parts are no larger than the whole they belong to. */
export const usages = (): fc.Arbitrary<Usage> =>
  fc
    .tuple(
      sometimes({ cacheReadTokens: count, cacheWriteTokens: count, reasoningTokens: count }),
      count,
      count,
    )
    .map(([parts, input, output]) => ({
      inputTokens: input + (parts.cacheReadTokens ?? 0) + (parts.cacheWriteTokens ?? 0),
      outputTokens: output + (parts.reasoningTokens ?? 0),
      ...parts,
    }));

const choice = (index: number): fc.Arbitrary<Choice> =>
  fc
    .tuple(
      record({
        index: fc.constant(index),
        parts: fc.array(parts(), { maxLength: 5 }),
        reason: fc.constantFrom(...REASONS),
      }),
      sometimes({
        nativeReason: fc.string(),
        stopSequence: fc.string(),
        logprobs: fc.array(logprob, { minLength: 1, maxLength: 3 }),
      }),
    )
    .map(([known, rest]) => ({ ...known, ...rest }));

/** Any canonical answer. */
export const answers = (): fc.Arbitrary<Answer> =>
  fc
    .tuple(
      record({ id: fc.string(), model: fc.string() }),
      fc
        .integer({ min: 0, max: 3 })
        .chain((size) => fc.tuple(...Array.from({ length: size }, (_, index) => choice(index)))),
      sometimes({ createdAt: count, serviceTier: fc.string(), systemFingerprint: fc.string() }),
      sometimes({ usage: usages() }),
    )
    .map(([head, choices, rest, usage]) => ({ ...head, ...rest, choices, ...usage }));
