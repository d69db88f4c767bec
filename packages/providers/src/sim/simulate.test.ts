import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSeededRandom } from '@ocha/kernel';
import type { SimulatedAnswer } from '../provider.ts';
import { SIMULATED_PREFIX } from './chat.ts';
import { simulate } from './simulate.ts';

type Json = Record<string, unknown>;

const NOW = Date.UTC(2026, 10, 22);

function ask(model: string, body: Json, isStream = false): SimulatedAnswer {
  const request = { dialect: 'openai-chat' as const, model, isStream, body, nowMs: NOW };
  return simulate(request, createSeededRandom(1));
}

function textOf(answer: SimulatedAnswer): string {
  return answer.pieces.map(({ text }) => text).join('');
}

interface Whole {
  readonly choices: readonly {
    readonly message: {
      readonly content: string | null;
      readonly tool_calls?: readonly {
        readonly function: { readonly name: string; readonly arguments: string };
      }[];
    };
    readonly finish_reason: string;
  }[];
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
  };
}

function whole(model: string, body: Json): Whole {
  const answer = ask(model, body);
  assert.equal(answer.status, 200);
  return JSON.parse(textOf(answer)) as Whole;
}

interface Chunk {
  readonly choices: readonly {
    readonly index: number;
    readonly delta: {
      readonly content?: string | null;
      readonly tool_calls?: readonly {
        readonly function: { readonly name?: string; readonly arguments: string };
      }[];
    };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: unknown;
}

function chunksOf(answer: SimulatedAnswer): readonly Chunk[] {
  const frames = textOf(answer)
    .split('\n\n')
    .filter((frame) => frame !== '');
  assert.equal(frames.at(-1), 'data: [DONE]');
  return frames.slice(0, -1).map((frame) => JSON.parse(frame.slice('data: '.length)) as Chunk);
}

const user = (content: unknown): Json => ({ messages: [{ role: 'user', content }] });
const tools = [
  {
    type: 'function',
    function: {
      name: 'weather',
      parameters: {
        type: 'object',
        properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 3 } },
        required: ['city', 'days'],
      },
    },
  },
  { type: 'function', function: { name: 'clock' } },
];
const schema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };
const response_format = { type: 'json_schema', json_schema: { name: 'x', schema } };

describe('a simulated model', () => {
  test('echoes the last user turn, and says that it is simulated', () => {
    const answer = whole('echo', user('hello'));
    assert.equal(answer.choices[0]?.message.content, `${SIMULATED_PREFIX}hello`);
    assert.equal(answer.choices[0]?.finish_reason, 'stop');
    assert.ok(answer.usage.prompt_tokens > 0);
    assert.equal(
      answer.usage.total_tokens,
      answer.usage.prompt_tokens + answer.usage.completion_tokens,
    );
  });

  test('reads text parts, and is asked for with or without its provider', () => {
    const body = user([
      { type: 'text', text: 'a' },
      { type: 'image_url', image_url: {} },
    ]);
    assert.equal(whole('sim/echo', body).choices[0]?.message.content, `${SIMULATED_PREFIX}a`);
  });

  test('fills space with lorem ipsum', () => {
    assert.match(
      whole('lorem', user('x')).choices[0]?.message.content ?? '',
      /^\[simulated\] \w+.{100,}/,
    );
  });

  test('that is unknown is a 404 that lists the others', () => {
    const answer = ask('gpt-5', user('x'));
    assert.equal(answer.status, 404);
    assert.match(textOf(answer), /sim\/echo, sim\/lorem, sim\/tools, sim\/json.*"model_not_found"/);
  });

  test('refuses a request without messages, naming the field', () => {
    const answer = ask('echo', {});
    assert.equal(answer.status, 400);
    assert.match(textOf(answer), /"param":"messages"/);
  });

  test('stops at the limit of tokens, on a whole character', () => {
    const answer = whole('echo', { ...user('ä'.repeat(100)), max_tokens: 5 });
    assert.equal(answer.choices[0]?.finish_reason, 'length');
    assert.ok(answer.usage.completion_tokens <= 5);
    assert.doesNotMatch(answer.choices[0]?.message.content ?? '', /\uFFFD/);
  });

  test('stops before a stop sequence', () => {
    const answer = whole('echo', { ...user('one END two'), stop: ['END'] });
    assert.equal(answer.choices[0]?.message.content, `${SIMULATED_PREFIX}one `);
    assert.equal(answer.choices[0]?.finish_reason, 'stop');
  });

  test('gives as many choices as asked for', () => {
    assert.equal(whole('echo', { ...user('x'), n: 3 }).choices.length, 3);
  });

  test('honours a JSON schema, whichever it is', () => {
    for (const model of ['echo', 'lorem', 'json', 'tools']) {
      const content = whole(model, { ...user('x'), response_format }).choices[0]?.message.content;
      assert.deepEqual(JSON.parse(content ?? ''), { ok: true }, model);
    }
  });

  test('answers in JSON by habit or on request', () => {
    for (const [model, extra] of [
      ['json', {}],
      ['echo', { response_format: { type: 'json_object' } }],
    ] as const) {
      const content = whole(model, { ...user('x'), ...extra }).choices[0]?.message.content;
      assert.deepEqual(JSON.parse(content ?? ''), { simulated: true, echo: 'x' });
    }
  });
});

describe('a simulated tool call', () => {
  test('is made by sim/tools with arguments that fit the schema', () => {
    const { message, finish_reason } =
      whole('tools', { ...user('x'), tools }).choices[0] ?? assert.fail();
    assert.equal(finish_reason, 'tool_calls');
    assert.equal(message.content, null);
    const made = message.tool_calls?.[0]?.function;
    assert.equal(made?.name, 'weather');
    assert.deepEqual(JSON.parse(made?.arguments ?? ''), { city: 'simulated', days: 3 });
  });

  test('is followed by text when the tool has answered', () => {
    const messages = [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: null, tool_calls: [] },
      { role: 'tool', tool_call_id: 'c', content: 'sunny' },
    ];
    const { message } = whole('tools', { messages, tools }).choices[0] ?? assert.fail();
    assert.equal(message.content, `${SIMULATED_PREFIX}The tool answered: sunny`);
  });

  test('is made by any model when forced, of the tool that is named', () => {
    const named = { type: 'function', function: { name: 'clock' } };
    const calls = (tool_choice: unknown) =>
      whole('echo', { ...user('x'), tools, tool_choice }).choices[0]?.message.tool_calls;
    assert.equal(calls('required')?.[0]?.function.name, 'weather');
    assert.equal(calls(named)?.[0]?.function.name, 'clock');
    assert.equal(calls('auto'), undefined);
  });

  test('is not made when forbidden', () => {
    const answer = whole('tools', { ...user('x'), tools, tool_choice: 'none' });
    assert.equal(answer.choices[0]?.message.tool_calls, undefined);
  });
});

describe('a simulated stream', () => {
  test('says in several pieces, a little apart, what the whole answer says', () => {
    const text = 'a longer sentence with 😀 in it, so that it comes in several pieces';
    const answer = ask('echo', user(text), true);
    const chunks = chunksOf(answer);
    const said = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    assert.equal(said, `${SIMULATED_PREFIX}${text}`);
    assert.ok(chunks.length > 5);
    assert.equal(chunks.at(-1)?.choices[0]?.finish_reason, 'stop');
    assert.ok(answer.pieces.some(({ afterMs }) => afterMs > 0));
  });

  test('sends usage last, and only when asked', () => {
    const silent = chunksOf(ask('echo', user('x'), true));
    assert.ok(silent.every((chunk) => chunk.usage === undefined));
    const body = { ...user('x'), stream_options: { include_usage: true } };
    const last = chunksOf(ask('echo', body, true)).at(-1);
    assert.deepEqual(last?.choices, []);
    assert.ok(last?.usage);
  });

  test('sends a tool call as its name and then its arguments', () => {
    const chunks = chunksOf(ask('tools', { ...user('x'), tools }, true));
    const deltas = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    assert.equal(deltas[0]?.function.name, 'weather');
    const text = deltas.map((delta) => delta.function.arguments).join('');
    assert.deepEqual(JSON.parse(text), { city: 'simulated', days: 3 });
    assert.equal(chunks.at(-1)?.choices[0]?.finish_reason, 'tool_calls');
  });

  test('of a long text has a bounded number of pieces', () => {
    const answer = ask('echo', user('x'.repeat(500_000)), true);
    assert.ok(answer.pieces.length < 220, String(answer.pieces.length));
  });

  test('is the same for the same randomness', () => {
    assert.deepEqual(ask('lorem', user('x'), true), ask('lorem', user('x'), true));
  });
});
