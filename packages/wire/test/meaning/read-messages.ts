import { ChoiceNotes, type Loose, type Meaning, type UsageMeaning } from './meaning.ts';

/** What a whole message of the Messages API means. */
export function readMessage(message: Loose): Meaning {
  return read(message.content, message.stop_reason, message.usage ?? {});
}

/** What the events of a stream mean. Counts of usage are cumulative: the last one stands. */
export function readMessageEvents(events: readonly Loose[]): Meaning {
  const blocks: Loose[] = [];
  let stop: string | undefined;
  let usage: Loose = {};
  for (const event of events) {
    const block = blocks[event.index];
    if (event.type === 'message_start') usage = { ...event.message.usage };
    if (event.type === 'content_block_start')
      blocks[event.index] = { ...event.content_block, json: '' };
    if (event.type === 'content_block_delta') takeDelta(block, event.delta);
    if (event.type !== 'message_delta') continue;
    stop = event.delta.stop_reason;
    usage = { ...usage, ...withoutNulls(event.usage ?? {}) };
  }
  const whole = blocks.map(({ json, ...block }) =>
    json === '' ? block : { ...block, input: json },
  );
  return read(whole, stop, usage);
}

function takeDelta(block: Loose, delta: Loose): void {
  if (delta.type === 'text_delta') block.text += delta.text;
  if (delta.type === 'thinking_delta') block.thinking += delta.thinking;
  if (delta.type === 'input_json_delta') block.json += delta.partial_json;
}

function read(blocks: readonly Loose[], stop: string | undefined, usage: Loose): Meaning {
  const notes = new ChoiceNotes();
  for (const block of blocks) takeBlock(notes, block);
  return {
    choices: [{ index: 0, segments: notes.segments(), stop: stopOf(stop, notes.hasCalls) }],
    usage: readUsage(usage),
  };
}

function takeBlock(notes: ChoiceNotes, block: Loose): void {
  switch (block.type) {
    case 'text':
      notes.say('text', block.text);
      break;
    case 'thinking':
      notes.say('reasoning', block.thinking);
      break;
    case 'redacted_thinking':
      break;
    case 'tool_use':
      notes.call(block.id, { name: block.name, input: block.input });
      break;
    case 'image':
    case 'audio':
    case 'document':
      notes.media(block.type === 'document' ? 'file' : block.type, block.source.data);
      break;
    default:
      notes.native(block.type);
  }
}

const STOPS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  stop_sequence: 'stop-sequence',
  pause_turn: 'pause',
  refusal: 'refusal',
  model_context_window_exceeded: 'context-exceeded',
};

function stopOf(word: string | undefined, hasCalls: boolean): string {
  const stop = STOPS[word ?? 'end_turn'] ?? 'other';
  return hasCalls && stop === 'stop' ? 'tool-calls' : stop;
}

/** What was read from or written to the cache is beside `input_tokens`. */
function readUsage(usage: Loose): UsageMeaning {
  const cacheRead = usage.cache_read_input_tokens ?? 0;
  const cacheWrite = usage.cache_creation_input_tokens ?? 0;
  return {
    input: (usage.input_tokens ?? 0) + cacheRead + cacheWrite,
    output: usage.output_tokens ?? 0,
    cacheRead,
    cacheWrite,
    reasoning: usage.output_tokens_details?.thinking_tokens ?? 0,
  };
}

function withoutNulls(usage: Loose): Loose {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));
}
