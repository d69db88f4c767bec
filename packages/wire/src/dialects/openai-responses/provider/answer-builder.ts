import type { ParseContext } from '../../../dialect.ts';
import type { Event } from '../../../event.ts';
import type { Annotation, NativeFields } from '../../../part.ts';
import { countOf, defined, type JsonObject, textOf } from '../../../reading.ts';
import { DIALECT } from '../terms/names.ts';
import type { ContentFacts } from '../terms/stop-reason.ts';
import { type ItemKind, kindOf, readToolEcho, type ToolEcho } from './output-item.ts';

/** Blocks of which only one is open at a time. */
export type TextKind = 'text' | 'reasoning' | 'refusal';

/** One output item while it grows. */
export interface ItemState {
  readonly kind: ItemKind;
  /** The item as it was added. */
  readonly value: JsonObject;
  /** How much of each text was given out already, by its place in the item. */
  readonly lengths: Map<string, number>;
  /** How many annotations of each text were given out already. */
  readonly annotationCounts: Map<string, number>;
  /** The block of a tool call. */
  block: number | undefined;
  isDone: boolean;
}

/**
 * Where a piece of text belongs: parts of one `key` (the summary of a reasoning item) share a
 * block.
 */
export interface TextPlace {
  readonly kind: TextKind;
  readonly key: string;
  /** The number of the part below the key. */
  readonly index: number;
}

interface OpenBlock {
  readonly kind: TextKind;
  readonly key: string;
  readonly block: number;
  readonly item: ItemState;
  readonly annotations: Annotation[];
}

/** Turns what a provider says about its output items into canonical events, in canonical order. */
export class AnswerBuilder {
  readonly #context: ParseContext;
  readonly #items: ItemState[] = [];
  readonly #byIndex = new Map<number, ItemState>();
  readonly #byId = new Map<string, ItemState>();
  #events: Event[] = [];
  #hasStarted = false;
  #echo: ToolEcho = readToolEcho(undefined);
  #blockCount = 0;
  #open: OpenBlock | undefined;
  readonly #facts = { hasToolCall: false, hasRefusal: false, hasText: false };

  constructor(context: ParseContext) {
    this.#context = context;
  }

  /** Begins the message with what a response object tells of it; does nothing the second time. */
  start(response: JsonObject): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#echo = readToolEcho(response['tools']);
    this.emit(messageStart(response, this.#context));
  }

  emit(event: Event): void {
    this.#events.push(event);
  }

  /** The events since the last time. */
  take(): Event[] {
    const taken = this.#events;
    this.#events = [];
    return taken;
  }

  /**
   * The item that was added under this index or id, or a new one. Some servers change ids between
   * events.
   */
  item(data: JsonObject, value: JsonObject): ItemState {
    this.start({});
    const { output_index: index } = data;
    const id = textOf(data['item_id']) ?? textOf(value['id']);
    const known = this.#find(index, id);
    if (known !== undefined) return known;
    const item: ItemState = {
      kind: kindOf(value, this.#echo),
      value,
      lengths: new Map(),
      annotationCounts: new Map(),
      block: undefined,
      isDone: false,
    };
    this.#items.push(item);
    if (typeof index === 'number') this.#byIndex.set(index, item);
    if (id !== undefined) this.#byId.set(id, item);
    return item;
  }

  /** The item that a delta speaks of; made up from its type where it was never announced. */
  itemOf(data: JsonObject, type: string): ItemState {
    const { output_index: index } = data;
    const id = textOf(data['item_id']);
    const known = this.#find(index, id);
    if (known !== undefined) return known;
    const isAnonymous = typeof index !== 'number' && id === undefined;
    const last = isAnonymous ? this.#items.at(-1) : undefined;
    return last ?? this.item(data, { type, ...(id === undefined ? {} : { id }) });
  }

  #find(index: unknown, id: string | undefined): ItemState | undefined {
    const placed = typeof index === 'number' ? this.#byIndex.get(index) : undefined;
    return placed ?? (id === undefined ? undefined : this.#byId.get(id));
  }

  /** Gives out a piece of text, in the block it belongs to. */
  append(item: ItemState, place: TextPlace, text: string): void {
    if (text === '') return;
    const block = this.#openText(item, place);
    const name = `${place.key}${place.index}`;
    // Parts of one summary become one text: their headings would stick to the paragraph before.
    const isNext = place.index > 0 && !item.lengths.has(name) && block.wasOpen;
    const separator = isNext && place.key === 'summary' ? '\n\n' : '';
    item.lengths.set(name, (item.lengths.get(name) ?? 0) + text.length);
    if (place.kind === 'text') this.#facts.hasText = true;
    if (place.kind === 'refusal') this.#facts.hasRefusal = true;
    this.emit({
      type: `${place.kind}-delta`,
      text: separator + text,
      choice: 0,
      block: block.number,
    });
  }

  /** Gives out what is still missing of a text whose whole is now known. */
  settle(item: ItemState, place: TextPlace, whole: unknown): void {
    if (typeof whole !== 'string') return;
    const given = item.lengths.get(`${place.key}${place.index}`) ?? 0;
    if (whole.length > given) this.append(item, place, whole.slice(given));
  }

  /**
   * Remembers the annotations of an open text for its end. `isWhole`: the list holds those given
   * before, too.
   */
  annotate(
    item: ItemState,
    place: TextPlace,
    { annotations, isWhole }: { annotations: readonly Annotation[]; isWhole: boolean },
  ): void {
    if (this.#open?.item !== item || this.#open.key !== place.key) return;
    const given = item.annotationCounts.get(place.key) ?? 0;
    const fresh = isWhole ? annotations.slice(given) : annotations;
    item.annotationCounts.set(place.key, given + fresh.length);
    this.#open.annotations.push(...fresh);
  }

  /** Begins an item's tool call, once. Gives its block. */
  openTool(item: ItemState): number {
    if (item.block !== undefined) return item.block;
    this.close();
    item.block = this.newBlock();
    this.#facts.hasToolCall = true;
    this.emit(toolStart(item.value, item.block, this.#context));
    return item.block;
  }

  /** Closes the item's text block, where it is open. */
  closeItem(item: ItemState): void {
    if (this.#open?.item === item) this.close();
  }

  /** Closes the open text block. `signature` is of the reasoning item that it belongs to. */
  close(signature?: string): void {
    if (this.#open === undefined) return;
    this.emit(blockEnd(this.#open, signature));
    this.#open = undefined;
  }

  /** Ends a reasoning item: its signature needs a block also where there was no text. */
  closeReasoning(item: ItemState, signature: string | undefined): void {
    if (signature !== undefined && this.#open?.item !== item)
      this.#openText(item, { kind: 'reasoning', key: 'summary', index: 0 });
    if (this.#open?.item === item) this.close(signature);
  }

  /** What the answer holds so far. */
  get facts(): ContentFacts {
    return this.#facts;
  }

  /** Tool calls that were begun and not ended. */
  openTools(): readonly ItemState[] {
    return this.#items.filter((item) => item.block !== undefined && !item.isDone);
  }

  newBlock(): number {
    this.#blockCount += 1;
    return this.#blockCount - 1;
  }

  #openText(item: ItemState, { kind, key }: TextPlace): { number: number; wasOpen: boolean } {
    const { key: openKey, kind: openKind, item: openItem } = this.#open ?? {};
    const wasOpen = openItem === item && openKey === key && openKind === kind;
    if (!wasOpen) {
      this.start({});
      this.close();
      this.#open = { kind, key, item, block: this.newBlock(), annotations: [] };
      this.emit(blockStart(this.#open));
    }
    return { number: this.#open?.block ?? 0, wasOpen };
  }
}

function messageStart(response: JsonObject, context: ParseContext): Event {
  const createdAt = countOf(response['created_at']);
  return defined({
    type: 'message-start' as const,
    id: textOf(response['id']) ?? context.mintId('resp'),
    model: textOf(response['model']) ?? '',
    createdAt: createdAt > 0 ? createdAt : undefined,
    serviceTier: textOf(response['service_tier']),
  });
}

function blockStart({ kind, key, item, block }: OpenBlock): Event {
  const at = { choice: 0, block };
  if (kind === 'refusal') return { type: 'refusal-start', ...at };
  if (kind === 'text') {
    const native = nativeFields(item.value, ['phase']);
    return defined({ type: 'text-start' as const, ...at, native });
  }
  return defined({
    type: 'reasoning-start' as const,
    ...at,
    isSummary: key === 'summary' ? true : undefined,
    itemId: textOf(item.value['id']),
  });
}

function blockEnd({ kind, block, annotations }: OpenBlock, signature: string | undefined): Event {
  const at = { choice: 0, block };
  if (kind === 'refusal') return { type: 'refusal-end', ...at };
  if (kind === 'text')
    return annotations.length === 0
      ? { type: 'text-end', ...at }
      : { type: 'text-end', ...at, annotations };
  return signature === undefined
    ? { type: 'reasoning-end', ...at }
    : { type: 'reasoning-end', ...at, signature: { issuer: DIALECT, value: signature } };
}

function toolStart(value: JsonObject, block: number, context: ParseContext): Event {
  return defined({
    type: 'tool-input-start' as const,
    id: textOf(value['call_id']) ?? textOf(value['id']) ?? context.mintId('call'),
    name: textOf(value['name']) ?? '',
    choice: 0,
    block,
    kind: value['type'] === 'custom_tool_call' ? ('custom' as const) : undefined,
    itemId: textOf(value['id']),
    native: nativeFields(value, ['namespace', 'caller']),
  });
}

function nativeFields(value: JsonObject, keys: readonly string[]): NativeFields | undefined {
  const fields: Record<string, unknown> = {};
  for (const key of keys) {
    if (value[key] !== undefined && value[key] !== null) fields[key] = value[key];
  }
  return Object.keys(fields).length === 0 ? undefined : { dialect: DIALECT, fields };
}
