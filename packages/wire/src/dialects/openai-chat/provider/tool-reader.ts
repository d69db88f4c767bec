import type { Event } from '../../../event.ts';
import type { Signature } from '../../../part.ts';
import { isObject, type JsonObject, parseJson, textOf } from '../../../reading.ts';
import { parseThoughtSignature } from '../terms/thought-signature.ts';
import { decodeToolName } from '../terms/tool-name.ts';

interface Slot {
  /** The id as the provider sent it; empty while unknown. */
  id: string;
  name: string;
  kind: 'function' | 'custom';
  text: string;
  /**
   * What of `text` has not been told yet. Apart, as slicing the growing text would copy it again
   * for every delta.
   */
  untold: string;
  /** Set once the start has been told. */
  block: number | undefined;
  isClosed: boolean;
  signature: Signature | undefined;
  isSigned: boolean;
}

/** One tool call's news, whatever its shape. */
interface Delta {
  readonly index: number | undefined;
  readonly id: string;
  readonly name: string;
  readonly isCustom: boolean;
  readonly text: string;
  readonly signature: Signature | undefined;
}

/** Gathers the tool calls of one choice from deltas in every shape that providers send. */
export class ToolReader {
  readonly #choice: number;
  readonly #nextBlock: () => number;
  readonly #mintId: (prefix: string) => string;
  readonly #slots: Slot[] = [];
  readonly #byIndex = new Map<number, Slot>();
  readonly #toldIds = new Set<string>();

  /** `nextBlock` numbers the choice's blocks. */
  constructor(options: {
    readonly choice: number;
    readonly nextBlock: () => number;
    readonly mintId: (prefix: string) => string;
  }) {
    this.#choice = options.choice;
    this.#nextBlock = options.nextBlock;
    this.#mintId = options.mintId;
  }

  get hasCalls(): boolean {
    return this.#slots.some((slot) => slot.name !== '' || slot.text !== '');
  }

  /** Whether a call is open whose arguments are not whole yet. */
  hasUnfinished(): boolean {
    return this.#slots.some((slot) => !slot.isClosed && !isWhole(slot));
  }

  /** Takes a `tool_calls` list. */
  read(list: readonly unknown[], out: Event[]): void {
    for (const [position, entry] of list.entries()) {
      if (!isObject(entry)) continue;
      const delta = readDelta(entry);
      const known = findSlot(delta, { slots: this.#slots, byIndex: this.#byIndex, position });
      const isEmpty = delta.id === '' && delta.name === '' && delta.text === '';
      if (known?.isClosed === true || (known === undefined && isEmpty)) continue;
      this.#take(delta, known ?? this.#open(delta), out);
    }
  }

  /** Takes the older `function_call`. */
  readFunction(call: JsonObject, out: Event[]): void {
    const delta = readDelta({ index: 0, function: call });
    this.#take(delta, this.#byIndex.get(0) ?? this.#open(delta), out);
  }

  /** Takes a signature that stood on the message: the first call's, if it has none of its own. */
  sign(signature: Signature): void {
    const [first] = this.#slots;
    if (first !== undefined && !first.isSigned) first.signature = signature;
  }

  /** Ends every open call. */
  close(out: Event[]): void {
    for (const slot of this.#slots) this.#end(slot, out);
  }

  #open(delta: Delta): Slot {
    const slot: Slot = {
      id: '',
      name: '',
      kind: 'function',
      text: '',
      untold: '',
      block: undefined,
      isClosed: false,
      signature: undefined,
      isSigned: false,
    };
    this.#slots.push(slot);
    if (delta.index !== undefined) this.#byIndex.set(delta.index, slot);
    return slot;
  }

  #take(delta: Delta, slot: Slot, out: Event[]): void {
    if (slot.id === '') slot.id = delta.id;
    if (slot.name === '') slot.name = delta.name;
    if (delta.isCustom) slot.kind = 'custom';
    slot.signature = delta.signature ?? slot.signature;
    slot.isSigned ||= delta.signature !== undefined;
    slot.text += delta.text;
    slot.untold += delta.text;
    this.#tell(slot, out);
  }

  #tell(slot: Slot, out: Event[]): void {
    // Without a name there is nothing to start; an id may still come as long as no argument has.
    const canStart = slot.name !== '' && (slot.id !== '' || slot.text !== '');
    if (slot.block === undefined && canStart) this.#start(slot, out);
    if (slot.block === undefined || slot.untold === '') return;
    const { block, untold: text } = slot;
    out.push({ type: 'tool-input-delta', choice: this.#choice, block, text });
    slot.untold = '';
  }

  #start(slot: Slot, out: Event[]): void {
    slot.block = this.#nextBlock();
    const isFree = slot.id !== '' && !this.#toldIds.has(slot.id);
    const id = isFree ? slot.id : this.#mintId('call');
    this.#toldIds.add(id);
    out.push({
      type: 'tool-input-start',
      choice: this.#choice,
      block: slot.block,
      id,
      name: slot.name,
      ...(slot.kind === 'custom' ? { kind: slot.kind } : {}),
      ...(slot.signature === undefined ? {} : { signature: slot.signature }),
    });
    slot.signature = undefined;
  }

  #end(slot: Slot, out: Event[]): void {
    if (slot.isClosed) return;
    slot.isClosed = true;
    if (slot.block === undefined) {
      if (slot.name === '' && slot.text === '') return;
      slot.name ||= 'unknown';
      this.#start(slot, out);
      this.#tell(slot, out);
    }
    if (slot.block === undefined) return;
    const signature = slot.signature === undefined ? {} : { signature: slot.signature };
    const { block } = slot;
    out.push({ type: 'tool-input-end', choice: this.#choice, block, ...signature });
  }
}

/**
 * The call that a delta continues; undefined when it begins a new one. By index, else by id, else
 * by position.
 */
function findSlot(
  delta: Delta,
  known: {
    readonly slots: readonly Slot[];
    readonly byIndex: ReadonlyMap<number, Slot>;
    readonly position: number;
  },
): Slot | undefined {
  const { slots, byIndex, position } = known;
  if (delta.index !== undefined) {
    const slot = byIndex.get(delta.index);
    return slot !== undefined && beginsAnother(delta, slot) ? undefined : slot;
  }
  if (delta.id !== '') {
    const slot = slots.find((candidate) => candidate.id === delta.id && !candidate.isClosed);
    if (slot !== undefined) return slot;
    // The id of a call that began without one.
    const last = slots.at(-1);
    const isLate = delta.name === '' && last !== undefined && last.id === '' && !last.isClosed;
    return isLate ? last : undefined;
  }
  if (delta.name !== '') {
    const last = slots.at(-1);
    if (last === undefined || last.isClosed) return undefined;
    const isRepeated = last.name === delta.name && last.text !== '' && !isWhole(last);
    return last.name === '' || isRepeated ? last : undefined;
  }
  const open = slots.filter((slot) => !slot.isClosed);
  return open.length > 1 && position > 0 ? open[position] : open.at(-1);
}

/** Whole calls sent one after another under one index: seen of servers that number every call 0. */
function beginsAnother(delta: Delta, slot: Slot): boolean {
  if (delta.name === '' || slot.name === '') return false;
  if (slot.isClosed) return true;
  if (delta.id !== '' && slot.id !== '') return delta.id !== slot.id;
  return delta.text !== '' && isWhole(slot);
}

function isWhole(slot: Slot): boolean {
  return parseJson(slot.text) !== undefined;
}

function readDelta(entry: JsonObject): Delta {
  const called = isObject(entry['function']) ? entry['function'] : {};
  const custom = isObject(entry['custom']) ? entry['custom'] : {};
  // Snowflake fills both, one of them with empty text.
  const isCustom = textOf(called['name']) === undefined && textOf(custom['name']) !== undefined;
  const index = entry['index'];
  return {
    index: typeof index === 'number' ? index : undefined,
    id: textOf(entry['id']) ?? '',
    name: decodeToolName(textOf(isCustom ? custom['name'] : called['name']) ?? ''),
    isCustom: isCustom || entry['type'] === 'custom',
    text: argumentsOf(called['arguments']) || argumentsOf(custom['input']),
    signature: parseThoughtSignature(entry['extra_content']),
  };
}

function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : '';
}
