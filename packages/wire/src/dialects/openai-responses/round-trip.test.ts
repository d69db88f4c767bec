import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Answer } from '../../answer.ts';
import { answerToEvents, createAnswerAssembler } from '../../assemble.ts';
import type { ParseContext } from '../../dialect.ts';
import type { Part } from '../../part.ts';
import { createSseDecoder } from '../../sse/decoder.ts';
import { DEFAULT_TRAITS } from '../../traits.ts';
import { openaiResponses } from './index.ts';

const words = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
const part: fc.Arbitrary<Part> = fc.oneof(
  words.map((text): Part => ({ type: 'text', text })),
  words.map((text): Part => ({ type: 'refusal', text })),
  fc.tuple(fc.string({ maxLength: 8 }), words).map(
    ([text, value]): Part => ({
      type: 'reasoning',
      text,
      signature: { issuer: 'anthropic-messages', value },
    }),
  ),
  fc
    .tuple(fc.uuid(), fc.json({ maxDepth: 2 }))
    .map(([id, json]): Part => ({ type: 'tool-call', id, name: 'f', arguments: `{"a":${json}}` })),
  fc.tuple(fc.uuid(), words).map(
    ([id, value]): Part => ({
      type: 'tool-call',
      id,
      name: 'g',
      arguments: '{}',
      signature: { issuer: 'gemini', value },
    }),
  ),
);
const answers: fc.Arbitrary<Answer> = fc
  .tuple(fc.array(part, { maxLength: 6 }), fc.nat(1000), fc.nat(1000))
  .map(([parts, inputTokens, outputTokens]) => ({
    id: 'resp_1',
    model: 'm',
    choices: [{ index: 0, parts, reason: 'stop' }],
    usage: { inputTokens, outputTokens },
  }));

function context(): ParseContext {
  let minted = 0;
  return { traits: DEFAULT_TRAITS, mintId: (prefix) => `${prefix}_${++minted}` };
}

function rendering() {
  const call = openaiResponses.client.parseCall({ model: 'm', input: 'x' }, {});
  return { call, createdAt: 1, mintId: context().mintId };
}

/** What our own stream says, read back as if it came from a provider. */
function throughStream(answer: Answer): Answer {
  const renderer = openaiResponses.client.createStreamRenderer(rendering());
  let text = '';
  for (const event of answerToEvents(answer)) text += renderer.push(event);
  const decoder = createSseDecoder({ frameBytesMax: 1_000_000 });
  const parser = openaiResponses.provider.createStreamParser(context());
  const assembler = createAnswerAssembler();
  for (const frame of [...decoder.push(Buffer.from(text)), ...decoder.end()])
    for (const event of parser.push(frame)) assembler.push(event);
  assert.ok(parser.isComplete);
  return assembler.answer();
}

function throughBody(answer: Answer): Answer {
  const body = openaiResponses.client.renderAnswer(answer, rendering());
  return openaiResponses.provider.parseAnswer(JSON.parse(JSON.stringify(body)), context());
}

/** Without the ids of items, which are fresh every time. */
function essence(answer: Answer): unknown {
  const [choice] = answer.choices;
  return {
    usage: answer.usage,
    parts: choice?.parts.map((entry) => ({ ...entry, itemId: undefined })),
  };
}

describe('an answer that goes through this dialect', () => {
  test('comes out of the stream as out of the body, whatever it holds', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        assert.deepEqual(essence(throughStream(answer)), essence(throughBody(answer)));
      }),
      { numRuns: 300 },
    );
  });

  test('loses no text, no call, no usage and no signature when a client replays it', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const body = openaiResponses.client.renderAnswer(answer, rendering()) as {
          output: unknown[];
        };
        const input = JSON.parse(JSON.stringify(body.output));
        const { messages } = openaiResponses.client.parseCall({ model: 'm', input }, {});
        const replayed = messages.flatMap((message) => message.parts);
        assert.deepEqual(
          replayed.map((entry) => ({ ...entry, itemId: undefined })),
          answer.choices[0]?.parts.map((entry) => ({ ...entry, itemId: undefined })),
        );
        assert.deepEqual(throughBody(answer).usage, answer.usage);
      }),
      { numRuns: 300 },
    );
  });
});
