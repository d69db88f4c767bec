import { ChoiceNotes, type Loose, type Meaning, NO_USAGE, type UsageMeaning } from './meaning.ts';

/** What a whole response object means. */
export function readResponse(response: Loose): Meaning {
  return read(response.output ?? [], response);
}

/** What the events of a stream mean: texts from their deltas, everything else from the items that are done. */
export function readResponseEvents(events: readonly Loose[]): Meaning {
  const places: Loose[] = [];
  let last: Loose = {};
  for (const event of events) {
    if (event.response) last = { ...last, ...event.response };
    const { output_index: at } = event;
    if (event.item) places[at] = { ...event.item, texts: places[at]?.texts ?? {} };
    const key = `${event.type}`.match(/response\.(.*)\.delta/)?.[1];
    if (key === undefined) continue;
    places[at] ??= { texts: {} };
    const { texts } = places[at];
    const part = event.summary_index ?? event.content_index ?? 0;
    texts[key] ??= [];
    texts[key][part] = `${texts[key][part] ?? ''}${event.delta}`;
  }
  return read(places.filter(Boolean).map(fromDeltas), last);
}

/** An item whose texts are put together from deltas alone. */
function fromDeltas({ texts, ...item }: Loose): Loose {
  const parts = (key: string, type: string, field: string): Loose[] =>
    (texts[key] ?? []).map((text: string) => ({ type, [field]: text }));
  if (item.type === 'message')
    return {
      ...item,
      content: [
        ...parts('output_text', 'output_text', 'text'),
        ...parts('refusal', 'refusal', 'refusal'),
      ],
    };
  if (item.type === 'reasoning')
    return {
      ...item,
      summary: parts('reasoning_summary_text', 'summary_text', 'text'),
      content: parts('reasoning_text', 'reasoning_text', 'text'),
    };
  return item;
}

function read(items: readonly Loose[], response: Loose): Meaning {
  const notes = new ChoiceNotes();
  const facts = { refusal: false, text: false };
  const customs = (response.tools ?? [])
    .filter((tool: Loose) => ['custom', 'namespace'].includes(tool.type))
    .map((tool: Loose) => tool.name);
  for (const item of items) {
    if (item.type === 'message') {
      for (const part of item.content) {
        notes.say('text', part.text);
        notes.say('refusal', part.refusal);
        facts.text ||= Boolean(part.text);
        facts.refusal ||= Boolean(part.refusal);
      }
    } else if (item.type === 'reasoning') {
      const textOf = (parts: Loose, separator: string): string =>
        (parts ?? []).map((part: Loose) => part.text).join(separator);
      notes.say('reasoning', textOf(item.summary, '\n\n'));
      notes.say('reasoning', textOf(item.content, ''));
    } else if (item.type === 'function_call') {
      notes.call(item.call_id, { name: item.name, input: item.arguments });
    } else if (item.type === 'custom_tool_call' && isOwn(item.name, response, customs)) {
      notes.call(item.call_id, { name: item.name, input: item.input, isFreeText: true });
    } else if (item.type === 'image_generation_call' && item.result) {
      notes.media('image', item.result);
    } else {
      notes.native(item.type);
    }
  }
  const stop = stopOf(response, { ...facts, call: notes.hasCalls });
  return {
    choices: [{ index: 0, segments: notes.segments(), stop }],
    usage: readResponseUsage(response.usage),
  };
}

/** Custom calls of names that the request did not declare are searches that the provider ran itself. */
function isOwn(name: string, response: Loose, customs: readonly string[]): boolean {
  return (response.tools ?? []).length === 0 || customs.includes(name);
}

function stopOf(
  { status, incomplete_details: details }: Loose,
  has: { readonly refusal: boolean; readonly text: boolean; readonly call: boolean },
): string {
  if (status === 'failed') return 'error';
  if (status === 'incomplete')
    return details?.reason === 'content_filter' ? 'content-filter' : 'length';
  if (has.call) return 'tool-calls';
  return has.refusal && !has.text ? 'refusal' : 'stop';
}

function readResponseUsage(usage: Loose): UsageMeaning {
  if (!usage) return NO_USAGE;
  return {
    input: usage.input_tokens,
    output: usage.output_tokens,
    cacheRead: usage.input_tokens_details?.cached_tokens ?? 0,
    cacheWrite: usage.input_tokens_details?.cache_write_tokens ?? 0,
    reasoning: usage.output_tokens_details?.reasoning_tokens ?? 0,
  };
}
