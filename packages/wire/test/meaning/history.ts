import type { ClientDialect } from './expectation.ts';
import { framesOf, type Loose } from './meaning.ts';

/*
 * What the stock clients keep of an answer and send back with the next request. Streams are gathered as their SDKs
 * gather them.
 */

/** The next request of a client that read this whole answer. */
export function afterAnswer(client: ClientDialect, body: Loose): Loose {
  switch (client) {
    case 'openai-chat':
      return { model: 'smart', messages: [ASKED, body.choices[0].message] };
    case 'openai-responses':
      return { model: 'smart', input: [ASKED, ...body.output] };
    case 'anthropic-messages': {
      const answered = { role: 'assistant', content: body.content };
      return { model: 'smart', max_tokens: 100, messages: [ASKED, answered] };
    }
    case 'gemini':
      return { contents: [ASKED_GEMINI, body.candidates[0].content] };
    default:
      return client satisfies never;
  }
}

/** The next request of a client that read this stream. */
export function afterStream(client: ClientDialect, text: string): Loose {
  const events = framesOf(text).map(({ data }) => data);
  switch (client) {
    case 'openai-chat':
      return afterAnswer(client, { choices: [{ message: gatherChunks(events) }] });
    case 'openai-responses':
      return afterAnswer(client, events.at(-1).response);
    case 'anthropic-messages':
      return afterAnswer(client, { content: gatherBlocks(events) });
    case 'gemini': {
      const parts = events
        .flatMap((event) => event.candidates)
        .filter((candidate: Loose) => candidate.index === 0)
        .flatMap((candidate: Loose) => candidate.content.parts);
      return afterAnswer(client, { candidates: [{ content: { role: 'model', parts } }] });
    }
    default:
      return client satisfies never;
  }
}

const ASKED = { role: 'user', content: 'hello' };
const ASKED_GEMINI = { role: 'user', parts: [{ text: 'hello' }] };

function gatherChunks(chunks: readonly Loose[]): Loose {
  const message: Loose = { role: 'assistant', content: null };
  for (const { choices } of chunks) {
    const delta = choices[0]?.index === 0 ? choices[0].delta : {};
    for (const field of ['content', 'reasoning_content', 'refusal'])
      if (typeof delta[field] === 'string') message[field] = (message[field] ?? '') + delta[field];
    for (const field of ['reasoning_details', 'images'])
      if (delta[field]) message[field] = [...(message[field] ?? []), ...delta[field]];
    if (delta.extra_content) message.extra_content = delta.extra_content;
    if (delta.tool_calls) message.tool_calls ??= [];
    for (const call of delta.tool_calls ?? []) gatherCall(message.tool_calls, call);
  }
  return message;
}

function gatherCall(calls: Loose[], { index, function: said, ...rest }: Loose): void {
  const known = calls[index] ?? { function: { name: '', arguments: '' } };
  calls[index] = {
    ...known,
    ...rest,
    function: {
      name: known.function.name + (said?.name ?? ''),
      arguments: known.function.arguments + (said?.arguments ?? ''),
    },
  };
}

function gatherBlocks(events: readonly Loose[]): readonly Loose[] {
  const blocks: Loose[] = [];
  for (const { type, index, content_block: start, delta } of events) {
    if (type === 'content_block_start') blocks[index] = { ...start, json: '' };
    if (type !== 'content_block_delta') continue;
    const block = blocks[index];
    block.text += delta.text ?? '';
    block.thinking += delta.thinking ?? '';
    block.json += delta.partial_json ?? '';
    if (delta.signature !== undefined) block.signature = delta.signature;
  }
  return blocks.map(({ json, text, thinking, ...block }) => ({
    ...block,
    ...(block.type === 'text' ? { text } : {}),
    ...(block.type === 'thinking' ? { thinking } : {}),
    ...(block.type === 'tool_use' ? { input: inputOf(json) } : {}),
  }));
}

/** Some SDKs fail on broken JSON; those that go on send what an object can hold of it. */
function inputOf(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json === '' ? '{}' : json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? value
      : { _raw: json };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { _raw: json };
  }
}
