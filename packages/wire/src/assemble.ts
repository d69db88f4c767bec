import type { Answer, Choice } from './answer.ts';
import type { Event, StopReason, TokenLogprob } from './event.ts';
import type { Part } from './part.ts';
import type { Usage } from './usage.ts';

/** Gathers events into a whole answer. */
export interface AnswerAssembler {
  push(event: Event): void;
  /** The answer so far. Open blocks are closed as they are. */
  answer(): Answer;
}

interface OpenChoice {
  readonly blocks: Map<number, MutablePart>;
  reason: StopReason | undefined;
  nativeReason: string | undefined;
  stopSequence: string | undefined;
  readonly logprobs: TokenLogprob[];
}

type MutablePart = { -readonly [Key in keyof Part]: Part[Key] } & Record<string, unknown>;

type EventOf<Type extends Event['type']> = Extract<Event, { type: Type }>;

/** Where a block is. */
interface Place {
  readonly choice: number;
  readonly block: number;
}

/** An assembler for one answer. */
export function createAnswerAssembler(): AnswerAssembler {
  return new Assembler();
}

class Assembler implements AnswerAssembler {
  readonly #head: { id: string; model: string; serviceTier?: string } = { id: '', model: '' };
  readonly #choices = new Map<number, OpenChoice>();
  #usage: Usage | undefined;

  push(event: Event): void {
    switch (event.type) {
      case 'message-start': {
        const { type: _type, ...rest } = event;
        Object.assign(this.#head, rest);
        break;
      }
      case 'text-start':
        this.#open(event, { type: 'text', text: '', ...pick(event, ['native']) });
        break;
      case 'reasoning-start': {
        const rest = pick(event, ['isSummary', 'itemId']);
        this.#open(event, { type: 'reasoning', text: '', ...rest });
        break;
      }
      case 'refusal-start':
        this.#open(event, { type: 'refusal', text: '' });
        break;
      case 'tool-input-start':
        this.#openTool(event);
        break;
      case 'text-delta':
      case 'reasoning-delta':
      case 'refusal-delta':
        this.#append(event, 'text', event.text);
        break;
      case 'tool-input-delta':
        this.#append(event, 'arguments', event.text);
        break;
      case 'text-end':
        Object.assign(this.#at(event), pick(event, ['annotations', 'signature']));
        break;
      case 'reasoning-end':
        Object.assign(this.#at(event), pick(event, ['signature', 'isRedacted']));
        break;
      case 'tool-input-end':
        this.#closeTool(event);
        break;
      case 'media':
        this.#open(event, mediaPart(event));
        break;
      case 'native': {
        const { dialect, name, value } = event;
        this.#open(event, { type: 'native', dialect, name, value });
        break;
      }
      case 'logprobs':
        for (const token of event.content) this.#choiceAt(event.choice).logprobs.push(token);
        break;
      case 'choice-end':
        this.#endChoice(event);
        break;
      case 'usage':
        this.#usage = event.usage;
        if (event.serviceTier !== undefined) this.#head.serviceTier = event.serviceTier;
        break;
      case 'refusal-end':
      case 'message-end':
      case 'error':
        break;
      default:
        event satisfies never;
    }
  }

  answer(): Answer {
    const choices = [...this.#choices].sort(([left], [right]) => left - right);
    return {
      ...this.#head,
      choices: choices.map(([index, choice]) => closeChoice(index, choice)),
      ...(this.#usage === undefined ? {} : { usage: this.#usage }),
    };
  }

  #choiceAt(index: number): OpenChoice {
    let choice = this.#choices.get(index);
    if (choice === undefined) {
      choice = {
        blocks: new Map(),
        reason: undefined,
        nativeReason: undefined,
        stopSequence: undefined,
        logprobs: [],
      };
      this.#choices.set(index, choice);
    }
    return choice;
  }

  #open(place: Place, part: Record<string, unknown>): void {
    this.#choiceAt(place.choice).blocks.set(place.block, part as MutablePart);
  }

  #openTool(event: EventOf<'tool-input-start'>): void {
    const { id, name } = event;
    const rest = pick(event, ['kind', 'signature', 'itemId', 'native']);
    this.#open(event, { type: 'tool-call', id, name, arguments: '', ...rest });
  }

  /** The block of an event; a throw-away where it was never opened. */
  #at(place: Place): Record<string, unknown> {
    return this.#choiceAt(place.choice).blocks.get(place.block) ?? {};
  }

  #append(place: Place, field: 'text' | 'arguments', text: string): void {
    const part = this.#at(place);
    part[field] = `${part[field] ?? ''}${text}`;
  }

  #closeTool(event: EventOf<'tool-input-end'>): void {
    const part = this.#at(event);
    Object.assign(part, pick(event, ['signature']));
    if (part['arguments'] === '' && part['kind'] !== 'custom') part['arguments'] = '{}';
  }

  #endChoice(event: EventOf<'choice-end'>): void {
    const choice = this.#choiceAt(event.choice);
    choice.reason = event.reason;
    choice.nativeReason = event.nativeReason;
    choice.stopSequence = event.stopSequence;
  }
}

function closeChoice(index: number, choice: OpenChoice): Choice {
  const blocks = [...choice.blocks.entries()].sort(([left], [right]) => left - right);
  return {
    index,
    parts: blocks.map(([, part]) => part as unknown as Part),
    reason: choice.reason ?? 'other',
    ...(choice.nativeReason === undefined ? {} : { nativeReason: choice.nativeReason }),
    ...(choice.stopSequence === undefined ? {} : { stopSequence: choice.stopSequence }),
    ...(choice.logprobs.length === 0 ? {} : { logprobs: choice.logprobs }),
  };
}

function mediaPart(event: Extract<Event, { type: 'media' }>): Record<string, unknown> {
  return {
    type: event.kind,
    source: { kind: 'base64', data: event.data },
    mediaType: event.mediaType,
    ...pick(event, ['transcript', 'id', 'signature']),
  };
}

function pick(source: object, keys: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const key of keys) {
    const value = (source as Record<string, unknown>)[key];
    if (value !== undefined) picked[key] = value;
  }
  return picked;
}

/**
 * A whole answer as the events that would have made it: one delta a block. Lets a stream client be
 * served from JSON.
 */
export function* answerToEvents(answer: Answer): Generator<Event, void, void> {
  const { choices, usage, ...head } = answer;
  yield { type: 'message-start', ...head };
  for (const choice of choices) {
    for (const [block, part] of choice.parts.entries())
      yield* partToEvents(part, choice.index, block);
    if (choice.logprobs !== undefined)
      yield { type: 'logprobs', choice: choice.index, content: choice.logprobs };
  }
  for (const choice of choices) {
    yield {
      type: 'choice-end',
      choice: choice.index,
      reason: choice.reason,
      ...(choice.nativeReason === undefined ? {} : { nativeReason: choice.nativeReason }),
      ...(choice.stopSequence === undefined ? {} : { stopSequence: choice.stopSequence }),
    };
  }
  if (usage !== undefined) {
    yield {
      type: 'usage',
      usage,
      ...(answer.serviceTier === undefined ? {} : { serviceTier: answer.serviceTier }),
    };
  }
  yield { type: 'message-end' };
}

function* partToEvents(part: Part, choice: number, block: number): Generator<Event, void, void> {
  const at = { choice, block };
  switch (part.type) {
    case 'text':
      yield { type: 'text-start', ...at, ...(pick(part, ['native']) as object) };
      yield { type: 'text-delta', text: part.text, ...at };
      yield { type: 'text-end', ...at, ...(pick(part, ['annotations', 'signature']) as object) };
      break;
    case 'reasoning':
      yield { type: 'reasoning-start', ...at, ...(pick(part, ['isSummary', 'itemId']) as object) };
      if (part.text !== '') yield { type: 'reasoning-delta', text: part.text, ...at };
      yield {
        type: 'reasoning-end',
        ...at,
        ...(pick(part, ['signature', 'isRedacted']) as object),
      };
      break;
    case 'refusal':
      yield { type: 'refusal-start', ...at };
      yield { type: 'refusal-delta', text: part.text, ...at };
      yield { type: 'refusal-end', ...at };
      break;
    case 'tool-call':
      yield {
        type: 'tool-input-start',
        id: part.id,
        name: part.name,
        ...at,
        ...(pick(part, ['kind', 'signature', 'itemId', 'native']) as object),
      };
      yield { type: 'tool-input-delta', text: part.arguments, ...at };
      yield { type: 'tool-input-end', ...at };
      break;
    case 'image':
    case 'audio':
    case 'file':
      if (part.source.kind !== 'base64') break;
      yield {
        type: 'media',
        kind: part.type,
        mediaType: part.mediaType ?? 'application/octet-stream',
        data: part.source.data,
        ...at,
        ...(pick(part, ['transcript', 'id', 'signature']) as object),
      };
      break;
    case 'native':
      yield { type: 'native', dialect: part.dialect, name: part.name, value: part.value, ...at };
      break;
    case 'tool-result':
      break;
    default:
      part satisfies never;
  }
}
