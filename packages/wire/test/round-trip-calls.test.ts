import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { ChatCall, Message } from '../src/call.ts';
import type { DialectId } from '../src/dialect.ts';
import { chatDialect } from '../src/dialects/registry.ts';
import type { Part, ToolResultPart } from '../src/part.ts';
import { DEFAULT_TRAITS, type Traits } from '../src/traits.ts';
import { calls } from './calls.ts';
import { CLIENT_DIALECTS, type ClientDialect } from './meaning/expectation.ts';

const RUNS = { numRuns: 100 };

/** A model that takes everything: what is lost is lost by the dialect. */
const CAPABLE: Traits = {
  ...DEFAULT_TRAITS,
  acceptsJsonWithTools: true,
  thinkingConfig: 'level',
};

describe('any call', () => {
  for (const to of CLIENT_DIALECTS) {
    for (const from of CLIENT_DIALECTS) {
      test(`of a client of ${from} is read by a deployment of ${to} as it was meant`, () => {
        fc.assert(
          fc.property(calls(from), toolResultMedia, (call, media) => {
            const again = sentTo(to, call, media);
            assert.deepEqual(essence(again, to), essence(call, to));
          }),
          RUNS,
        );
      });
    }
  }
});

/** Where media of tool results may go differs among models. */
const toolResultMedia = fc.constantFrom('function-response' as const, 'user-turn' as const);

function sentTo(to: ClientDialect, call: ChatCall, media: Traits['toolResultMedia']): ChatCall {
  const dialect = chatDialect(to);
  const traits = { ...CAPABLE, toolResultMedia: media };
  const { body } = dialect.provider.renderCall(call, 'served', traits);
  const path = { model: 'served', isStream: false };
  return dialect.client.parseCall(JSON.parse(JSON.stringify(body)), path);
}

/** What a call asks, without what a dialect has no word for. */
function essence(call: ChatCall, at: DialectId): unknown {
  return {
    turns: turnsOf(call.messages),
    calls: pairsOf(call.messages, at),
    media: mediaOf(call.messages),
    tools: (call.tools ?? []).map((tool) =>
      tool.type === 'function'
        ? { name: tool.name, description: tool.description, parameters: open(tool.parameters) }
        : tool,
    ),
    choice: choiceOf(call),
    format: call.responseFormat?.type === 'json-schema' ? open(call.responseFormat.schema) : null,
    temperature: call.sampling.temperature,
    // The Responses API has no stop sequences, and says so in a warning.
    stop: at === 'openai-responses' ? undefined : call.sampling.stop,
    // Anthropic demands a limit, so that one is made up where there was none.
    max: at === 'anthropic-messages' ? undefined : call.outputTokensMax,
  };
}

function choiceOf({ toolChoice }: ChatCall): unknown {
  if (toolChoice === undefined || toolChoice.type === 'auto') return 'auto';
  return toolChoice.type === 'tool' ? toolChoice.name : toolChoice.type;
}

/** Strict schemas close their objects, which one dialect cannot say. */
function open(schema: unknown): unknown {
  const { additionalProperties: _closed, ...rest } = Object(schema);
  return rest;
}

/** Who says what, turns of one side in a row taken together. Words that stand for moved media are no words. */
function turnsOf(messages: readonly Message[]): readonly [string, string][] {
  const turns: [string, string][] = [];
  for (const { role, parts } of messages) {
    if (role === 'tool') continue;
    const side = role === 'developer' ? 'system' : role;
    const said = parts.map((part) => (part.type === 'text' ? wordsOf(part.text) : '')).join('');
    const last = turns.at(-1);
    if (last?.[0] === side) last[1] += said;
    else turns.push([side, said]);
  }
  return turns.filter(([, said]) => said !== '');
}

/** What stands beside media that had to be moved, so that the model knows where they are from, is nobody's word. */
function wordsOf(text: string): string {
  return /^(?:Content of|Attached to) the result of \S+:$/.test(text) ? '' : text;
}

/** Every tool call with what came back for it. Ids may be rewritten, but must join the same two. */
function pairsOf(messages: readonly Message[], at: DialectId): unknown {
  const parts = messages.flatMap((message) => message.parts);
  const results = new Map<string, unknown>();
  for (const part of parts)
    if (part.type === 'tool-result') results.set(part.callId, resultOf(part, at));
  return parts
    .filter((part) => part.type === 'tool-call')
    .map((part) => ({
      name: part.name,
      arguments: JSON.parse(part.arguments),
      result: results.get(part.id),
    }));
}

/** A failure is a word of its text where the dialect has no other; OpenAI's Responses API has none at all. */
function resultOf({ content, isError }: ToolResultPart, at: DialectId): unknown {
  const said = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const isMarked = at === 'openai-chat' && said.startsWith('Error: ');
  return {
    text: isMarked ? said.slice('Error: '.length) : said,
    isError: at === 'openai-responses' ? undefined : isError === true || isMarked,
  };
}

/** All media, wherever they stand: those of tool results may have to be moved into a turn of the user. */
function mediaOf(messages: readonly Message[]): readonly string[] {
  const parts = messages.flatMap((message) => message.parts);
  const nested = parts.flatMap((part): readonly Part[] =>
    part.type === 'tool-result' ? part.content : [part],
  );
  return nested
    .flatMap((part) => ('source' in part && part.source.kind === 'base64' ? part.source.data : []))
    .sort();
}
