import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { answers } from '../../../test/answers.ts';
import { assemble, parseContext, renderContext, traitsWith } from '../../../test/chat-stream.ts';
import { CORPUS_ABSENT, loadRecords } from '../../../test/corpus.ts';
import type { Answer, Choice } from '../../answer.ts';
import { answerToEvents } from '../../assemble.ts';
import type { ChatCall } from '../../call.ts';
import type { Part } from '../../part.ts';
import { createSseDecoder } from '../../sse/decoder.ts';
import { openaiChat } from './index.ts';

/** Through the client side's stream and back through the provider side's. */
function streamed(answer: Answer): Answer {
  const renderer = openaiChat.client.createStreamRenderer(
    renderContext({ stream: true, stream_options: { include_usage: true } }),
  );
  const text = [...answerToEvents(answer)].map((event) => renderer.push(event)).join('');
  const decoder = createSseDecoder({ frameBytesMax: 1 << 20 });
  const frames = [...decoder.push(Buffer.from(text)), ...decoder.end()];
  const parser = openaiChat.provider.createStreamParser(parseContext());
  return assemble(frames.flatMap((frame) => parser.push(frame)));
}

/** Through the client side's JSON and back. */
function whole(answer: Answer): Answer {
  const body = openaiChat.client.renderAnswer(answer, renderContext());
  return openaiChat.provider.parseAnswer(JSON.parse(JSON.stringify(body)), parseContext());
}

const textOf = (parts: readonly Part[], type: 'text' | 'reasoning' | 'refusal'): string =>
  parts.flatMap((part) => (part.type === type ? [part.text] : [])).join('');

/**
 * What must survive on this wire: one text, one refusal, the calls, the images, the signed
 * reasoning.
 */
function essence(answer: Answer) {
  return answer.choices.map((choice: Choice) => ({
    index: choice.index,
    text: textOf(choice.parts, 'text'),
    refusal: textOf(choice.parts, 'refusal'),
    calls: choice.parts.flatMap((part) =>
      part.type === 'tool-call' ? [[part.name, part.arguments]] : [],
    ),
    images: choice.parts.flatMap((part) =>
      part.type === 'image' && part.source.kind === 'base64' ? [part.source.data] : [],
    ),
    logprobs: choice.logprobs,
  }));
}

const signedReasoning = (answer: Answer) =>
  answer.choices.map((choice) =>
    choice.parts.flatMap((part) =>
      part.type === 'reasoning' &&
      part.signature !== undefined &&
      part.signature.issuer !== 'openai-chat'
        ? [[part.text, part.signature]]
        : [],
    ),
  );

describe('an answer that goes out on this wire and comes back', () => {
  for (const [mode, through] of [
    ['streamed', streamed],
    ['whole', whole],
  ] as const) {
    test(`means the same, ${mode}`, () => {
      fc.assert(
        fc.property(answers(), (answer) => {
          fc.pre(answer.choices.length > 0);
          const again = through(answer);
          assert.deepEqual(essence(again), essence(answer));
          assert.deepEqual(
            [again.usage?.inputTokens, again.usage?.outputTokens ?? 0],
            [answer.usage?.inputTokens, answer.usage?.outputTokens ?? 0],
          );
        }),
      );
    });
  }

  test('carries signed reasoning of other issuers whole, in order, both ways', () => {
    fc.assert(
      fc.property(answers(), (answer) => {
        // A redacted block has no text of its own; the generator gives it one.
        const isClean = answer.choices.every((choice) =>
          choice.parts.every((part) => part.type !== 'reasoning' || part.isRedacted !== true),
        );
        fc.pre(isClean && answer.choices.length > 0);
        assert.deepEqual(signedReasoning(streamed(answer)), signedReasoning(answer));
        assert.deepEqual(signedReasoning(whole(answer)), signedReasoning(answer));
      }),
    );
  });
});

/**
 * A call without what rewriting may change: how texts of one turn are cut, and words said by
 * default.
 */
function meaning(call: ChatCall) {
  const { messages, extra, allowsParallelToolCalls, ...rest } = call;
  const turns = messages.map(({ role, parts, name }) => ({
    role,
    name,
    text: textOf(parts, 'text'),
    reasoning: textOf(parts, 'reasoning'),
    others: parts
      .filter((part) => part.type !== 'text' && part.type !== 'reasoning')
      .map((part) =>
        part.type === 'tool-result'
          ? { ...part, content: textOf(part.content, 'text'), name: '' }
          : part,
      ),
  }));
  const { functions: _functions, function_call: _call, ...kept } = extra;
  // Without tools it says nothing, and OpenAI refuses it.
  const parallel = call.tools === undefined ? undefined : allowsParallelToolCalls;
  return { turns, extra: kept, parallel, ...rest };
}

/** The ways to ask for reasoning: a client uses the one that its provider knows. */
const CONTROLS = ['thinking', 'reasoning', 'enable_thinking'] as const;

describe('recorded requests', () => {
  const records = loadRecords(['openai-chat']);

  test('mean the same when they are written again', {
    skip: records === undefined ? CORPUS_ABSENT : false,
  }, (t) => {
    // What a provider refused was wrong on purpose.
    const bodies = (records ?? []).flatMap(({ id, request, response }) =>
      response.status === 200 && typeof request.body === 'object' && request.body !== null
        ? [{ id, body: request.body }]
        : [],
    );
    let ok = 0;
    for (const { id, body } of bodies) {
      // Azure names the model in its path.
      const call = openaiChat.client.parseCall(body, { model: 'in-path' });
      const reasoningControl = CONTROLS.find((field) => field in body) ?? 'reasoning_effort';
      const traits = traitsWith({
        reasoningField: 'reasoning_details',
        cacheControl: true,
        reasoningControl,
      });
      const { body: again, warnings } = openaiChat.provider.renderCall(call, call.model, traits);
      const reread = openaiChat.client.parseCall(JSON.parse(JSON.stringify(again)), {});
      const expected = meaning(call);
      // We ask for usage whatever the client asked.
      const found = { ...meaning(reread), wantsStreamUsage: expected.wantsStreamUsage };
      assert.deepEqual(found, expected, id);
      assert.deepEqual(warnings, [], id);
      ok += 1;
    }
    t.diagnostic(`requests written again: ${ok} of ${bodies.length}`);
  });
});
