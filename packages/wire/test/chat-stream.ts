import type { Answer } from '../src/answer.ts';
import { createAnswerAssembler } from '../src/assemble.ts';
import type { ParseContext, RenderContext, StreamParser } from '../src/dialect.ts';
import { openaiChat } from '../src/dialects/openai-chat/index.ts';
import type { Event } from '../src/event.ts';
import type { Part } from '../src/part.ts';
import { DEFAULT_TRAITS, type Traits } from '../src/traits.ts';

/** Traits that differ from the defaults in what is named. */
export function traitsWith(traits: Partial<Traits> = {}): Traits {
  return { ...DEFAULT_TRAITS, ...traits };
}

/** A context whose minted ids are `call_1`, `call_2`, … */
export function parseContext(traits: Partial<Traits> = {}): ParseContext {
  let minted = 0;
  return {
    traits: traitsWith(traits),
    mintId: (prefix) => {
      minted += 1;
      return `${prefix}_${minted}`;
    },
  };
}

/** What a renderer is told of the request it answers. */
export function renderContext(request: Record<string, unknown> = {}): RenderContext {
  const body = { model: 'asked/model', messages: [{ role: 'user', content: 'hi' }], ...request };
  return {
    call: openaiChat.client.parseCall(body, {}),
    createdAt: 1_700_000_000,
    mintId: (prefix) => `${prefix}-minted`,
  };
}

/** One chunk of a stream with one choice. */
export function chunk(
  delta: Record<string, unknown>,
  choice: Record<string, unknown> = {},
  top: Record<string, unknown> = {},
): Record<string, unknown> {
  const choices = [{ index: 0, delta, finish_reason: null, ...choice }];
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices,
    ...top,
  };
}

/** A finished stream in events; the end mark is added. */
export function readChunks(
  chunks: readonly (Record<string, unknown> | string)[],
  traits: Partial<Traits> = {},
): { readonly events: Event[]; readonly parser: StreamParser } {
  const parser = openaiChat.provider.createStreamParser(parseContext(traits));
  const events = chunks.flatMap((entry) =>
    parser.push({
      event: undefined,
      data: typeof entry === 'string' ? entry : JSON.stringify(entry),
    }),
  );
  events.push(...parser.end());
  return { events, parser };
}

/** Events as the answer they make. */
export function assemble(events: Iterable<Event>): Answer {
  const assembler = createAnswerAssembler();
  for (const event of events) assembler.push(event);
  return assembler.answer();
}

/** The parts of the first choice of a stream that ended with its end mark. */
export function partsOfStream(
  chunks: readonly Record<string, unknown>[],
  traits: Partial<Traits> = {},
): readonly Part[] {
  return assemble(readChunks([...chunks, '[DONE]'], traits).events).choices[0]?.parts ?? [];
}
