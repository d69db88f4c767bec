/*
 * What an answer means, in words that belong to no wire. The readers beside this file find it in recorded and in
 * rendered bodies alike; they share nothing with the dialects, so that the two check each other.
 */

// Bodies are whatever was on the wire: there is nothing to be said of their types.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Loose = any;

export type SpokenKind = 'text' | 'reasoning' | 'refusal';

export type MediaType = 'image' | 'audio' | 'file';

export type Segment =
  | { readonly kind: SpokenKind; readonly text: string }
  | { readonly kind: 'call'; readonly name: string; readonly input: unknown }
  | {
      readonly kind: 'media';
      readonly type: MediaType;
      readonly data: string;
      readonly transcript: string;
    }
  | { readonly kind: 'native'; readonly name: string };

export interface ChoiceMeaning {
  readonly index: number;
  /** In the order of the wire. */
  readonly segments: readonly Segment[];
  /** The canonical word. */
  readonly stop: string;
}

export interface UsageMeaning {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
}

export interface Meaning {
  readonly choices: readonly ChoiceMeaning[];
  /** Zeros where the wire tells nothing. */
  readonly usage: UsageMeaning;
}

export const NO_USAGE: UsageMeaning = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  reasoning: 0,
};

interface Call {
  name: string;
  text: string;
  isFreeText: boolean;
  readonly place: number;
}

interface CallPiece {
  readonly name?: unknown;
  readonly input?: unknown;
  /** Custom tools take free text, which wires without such tools send as an object's `input`. */
  readonly isFreeText?: boolean;
}

/** Takes down what one choice says, piece by piece, in order of first appearance. */
export class ChoiceNotes {
  readonly #segments: Segment[] = [];
  readonly #calls = new Map<unknown, Call>();

  say(kind: SpokenKind, text: unknown): void {
    if (typeof text !== 'string' || text === '') return;
    this.#segments.push({ kind, text });
  }

  /** Notes a piece of a tool call; pieces of one key belong together. */
  call(key: unknown, piece: CallPiece): void {
    let call = this.#calls.get(key);
    if (call === undefined) {
      call = { name: '', text: '', isFreeText: false, place: this.#segments.length };
      this.#calls.set(key, call);
      this.#segments.push({ kind: 'call', name: '', input: {} });
    }
    if (typeof piece.name === 'string') call.name ||= piece.name;
    call.isFreeText ||= piece.isFreeText === true;
    call.text += typeof piece.input === 'string' ? piece.input : jsonText(piece.input);
    const input = call.isFreeText ? { input: call.text } : inputOf(call.text);
    this.#segments[call.place] = { kind: 'call', name: call.name, input };
  }

  media(type: MediaType, data: string, transcript = ''): void {
    this.#segments.push({ kind: 'media', type, data, transcript });
  }

  native(name: string): void {
    this.#segments.push({ kind: 'native', name });
  }

  get hasCalls(): boolean {
    return this.#calls.size > 0;
  }

  segments(): readonly Segment[] {
    return this.#segments;
  }
}

/** The data of every frame that is JSON, by a cutting of lines that knows nothing of the decoder. */
export function framesOf(text: string): { readonly event: string; readonly data: Loose }[] {
  const frames: { event: string; data: Loose }[] = [];
  let event = '';
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.startsWith('event:')) event = line.slice('event:'.length).trim();
    if (line === '') event = '';
    if (!line.startsWith('data:')) continue;
    const data = line.slice('data:'.length).trim();
    if (data !== '[DONE]') frames.push({ event, data: JSON.parse(data) });
  }
  return frames;
}

/** An object sent as it is; what is no object says nothing. */
function jsonText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
}

/**
 * A tool's input as a value. An answer cut at its length leaves broken JSON behind, which stays text; wires that must
 * send an object hold it under one key.
 */
function inputOf(text: string): unknown {
  if (text.trim() === '') return {};
  let value: Loose;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text;
  }
  if (value === null) return {};
  return isWrapped(value) ? inputOf(value._raw) : value;
}

function isWrapped(value: Loose): boolean {
  return typeof value === 'object' && Object.keys(value).join() === '_raw';
}
