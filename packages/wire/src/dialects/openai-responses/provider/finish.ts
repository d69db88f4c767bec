import { isObject, type JsonObject, textOf } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';
import { readAnnotations } from '../terms/annotation.ts';
import { DIALECT } from '../terms/names.ts';
import { readStop } from '../terms/stop-reason.ts';
import { readUsage } from '../terms/usage.ts';
import type { AnswerBuilder, ItemState } from './answer-builder.ts';
import { argumentsOf, readLogprobs, textsOf } from './output-item.ts';

/**
 * Gives out what is missing of an item that is now whole: everything, where a server sends no
 * deltas.
 */
export function finishItem(builder: AnswerBuilder, item: ItemState, value: JsonObject): void {
  if (item.isDone) return;
  switch (item.kind) {
    case 'message':
      finishMessage(builder, item, value);
      break;
    case 'reasoning':
      finishReasoning(builder, item, value);
      break;
    case 'tool':
      finishTool(builder, item, value);
      break;
    default:
      finishNative(builder, value);
  }
  item.isDone = true;
}

/** Ends the message: the items that were never announced, the reason, the usage. */
export function finishResponse(builder: AnswerBuilder, response: JsonObject, traits: Traits): void {
  builder.start(response);
  const output = Array.isArray(response['output']) ? response['output'] : [];
  for (const [index, value] of output.entries()) {
    if (!isObject(value)) continue;
    finishItem(builder, builder.item({ output_index: index }, value), value);
  }
  builder.close();
  for (const item of builder.openTools()) finishTool(builder, item, item.value);
  builder.emit({ type: 'choice-end', choice: 0, ...readStop(response, builder.facts) });
  const usage = readUsage(response['usage'], traits);
  const serviceTier = textOf(response['service_tier']);
  if (usage !== undefined)
    builder.emit({ type: 'usage', usage, ...(serviceTier === undefined ? {} : { serviceTier }) });
  builder.emit({ type: 'message-end' });
}

function finishMessage(builder: AnswerBuilder, item: ItemState, value: JsonObject): void {
  const content = Array.isArray(value['content']) ? value['content'] : [];
  for (const [index, part] of content.entries()) {
    if (!isObject(part)) continue;
    if (part['type'] === 'refusal')
      builder.settle(item, { kind: 'refusal', key: `refusal ${index}:`, index }, part['refusal']);
    else finishText(builder, item, { part, index });
  }
  builder.closeItem(item);
}

function finishText(
  builder: AnswerBuilder,
  item: ItemState,
  { part, index }: { readonly part: JsonObject; readonly index: number },
): void {
  const place = { kind: 'text', key: `text ${index}:`, index } as const;
  const isNew = !item.lengths.has(`${place.key}${index}`);
  builder.settle(item, place, part['text']);
  const annotations = readAnnotations(part['annotations']);
  builder.annotate(item, place, { annotations, isWhole: true });
  const logprobs = isNew ? readLogprobs(part['logprobs']) : [];
  if (logprobs.length > 0) builder.emit({ type: 'logprobs', choice: 0, content: logprobs });
}

function finishReasoning(builder: AnswerBuilder, item: ItemState, value: JsonObject): void {
  for (const [index, text] of textsOf(value['content']).entries())
    builder.settle(item, { kind: 'reasoning', key: 'content', index }, text);
  for (const [index, text] of textsOf(value['summary']).entries())
    builder.settle(item, { kind: 'reasoning', key: 'summary', index }, text);
  builder.closeReasoning(item, textOf(value['encrypted_content']));
}

function finishTool(builder: AnswerBuilder, item: ItemState, value: JsonObject): void {
  const block = builder.openTool(item);
  const missing = argumentsOf(value).slice(item.lengths.get('arguments') ?? 0);
  if (missing !== '') builder.emit({ type: 'tool-input-delta', text: missing, choice: 0, block });
  builder.emit({ type: 'tool-input-end', choice: 0, block });
  item.isDone = true;
}

function finishNative(builder: AnswerBuilder, value: JsonObject): void {
  builder.start({});
  builder.close();
  builder.emit({
    type: 'native',
    dialect: DIALECT,
    name: textOf(value['type']) ?? 'item',
    value,
    choice: 0,
    block: builder.newBlock(),
  });
}
