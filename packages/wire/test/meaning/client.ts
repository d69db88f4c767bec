import type { Answer } from '../../src/answer.ts';
import type { ChatCall } from '../../src/call.ts';
import type { RenderContext, StreamRenderer } from '../../src/dialect.ts';
import { chatDialect } from '../../src/dialects/registry.ts';
import type { Event } from '../../src/event.ts';
import type { ClientDialect } from './expectation.ts';
import type { Loose } from './meaning.ts';

const MESSAGES = [{ role: 'user', content: 'hello' }];

/** The plainest request that every client dialect has. */
const REQUESTS: Readonly<Record<ClientDialect, Record<string, unknown>>> = {
  'openai-chat': { messages: MESSAGES, stream_options: { include_usage: true } },
  'openai-responses': { input: 'hello' },
  'anthropic-messages': { messages: MESSAGES, max_tokens: 100 },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] },
};

/** A whole answer as the JSON that a client of this dialect reads. */
export function renderFor(client: ClientDialect, answer: Answer, tools: Loose = []): Loose {
  const context = contextFor(client, { isStream: false, tools });
  const body = chatDialect(client).client.renderAnswer(answer, context);
  return JSON.parse(JSON.stringify(body));
}

/** A stream as the text that a client of this dialect reads. */
export function streamFor(
  client: ClientDialect,
  events: Iterable<Event>,
  tools: Loose = [],
): string {
  const renderer = rendererFor(client, tools);
  let text = '';
  for (const event of events) text += renderer.push(event);
  return text;
}

/** A renderer of a stream for a client of this dialect. */
export function rendererFor(client: ClientDialect, tools: Loose = []): StreamRenderer {
  const context = contextFor(client, { isStream: true, tools });
  return chatDialect(client).client.createStreamRenderer(context);
}

/** What a renderer is told of the call that it answers. */
function contextFor(client: ClientDialect, asked: Asked): RenderContext {
  let minted = 0;
  return {
    call: callFor(client, asked),
    createdAt: 1_700_000_000,
    mintId: (prefix) => {
      minted += 1;
      return `${prefix}_${minted}`;
    },
    path: { model: 'smart', isStream: asked.isStream },
  };
}

interface Asked {
  readonly isStream: boolean;
  /** Of the Responses API: they tell the client's custom tools from the provider's own. */
  readonly tools: Loose;
}

function callFor(client: ClientDialect, { isStream, tools }: Asked): ChatCall {
  const body = { ...REQUESTS[client] };
  if (client !== 'gemini') Object.assign(body, { model: 'smart', stream: isStream });
  if (client === 'openai-responses') Object.assign(body, { tools });
  // Only a stream may ask for usage.
  if (!isStream) delete body['stream_options'];
  return chatDialect(client).client.parseCall(body, { model: 'smart', isStream });
}
