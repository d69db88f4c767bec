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
  logprobs: TokenLogprob[];
}

type MutablePart = { -readonly [Key in keyof Part]: Part[Key] } & Record<string, unknown>;

/** An assembler for one answer. */
export function createAnswerAssembler(): AnswerAssembler {
  const head: {
    id: string;
    model: string;
    createdAt?: number;
    serviceTier?: string;
    systemFingerprint?: string;
  } = {
    id: '',
    model: '',
  };
  const choices = new Map<number, OpenChoice>();
  let usage: Usage | undefined;

  const choiceAt = (index: number): OpenChoice => {
    let choice = choices.get(index);
    if (choice === undefined) {
      choice = {
        blocks: new Map(),
        reason: undefined,
        nativeReason: undefined,
        stopSequence: undefined,
        logprobs: [],
      };
      choices.set(index, choice);
    }
    return choice;
  };
  const open = (event: { choice: number; block: number }, part: Record<string, unknown>): void => {
    choiceAt(event.choice).blocks.set(event.block, part as MutablePart);
  };
  const patch = (
    event: { choice: number; block: number },
    change: (part: MutablePart) => void,
  ): void => {
    const part = choiceAt(event.choice).blocks.get(event.block);
    if (part !== undefined) change(part);
  };

  return {
    push(event) {
      switch (event.type) {
        case 'message-start': {
          const { type: _type, ...rest } = event;
          Object.assign(head, rest);
          break;
        }
        case 'text-start':
          open(event, { type: 'text', text: '', ...pick(event, ['native']) });
          break;
        case 'reasoning-start':
          open(event, { type: 'reasoning', text: '', ...pick(event, ['isSummary', 'itemId']) });
          break;
        case 'refusal-start':
          open(event, { type: 'refusal', text: '' });
          break;
        case 'tool-input-start':
          open(event, {
            type: 'tool-call',
            id: event.id,
            name: event.name,
            arguments: '',
            ...pick(event, ['kind', 'signature', 'itemId', 'native']),
          });
          break;
        case 'text-delta':
        case 'reasoning-delta':
        case 'refusal-delta':
          patch(event, (part) => {
            part['text'] = `${part['text']}${event.text}`;
          });
          break;
        case 'tool-input-delta':
          patch(event, (part) => {
            part['arguments'] = `${part['arguments']}${event.text}`;
          });
          break;
        case 'text-end':
          patch(event, (part) => Object.assign(part, pick(event, ['annotations', 'signature'])));
          break;
        case 'reasoning-end':
          patch(event, (part) => Object.assign(part, pick(event, ['signature', 'isRedacted'])));
          break;
        case 'tool-input-end':
          patch(event, (part) => {
            Object.assign(part, pick(event, ['signature']));
            if (part['arguments'] === '' && part['kind'] !== 'custom') part['arguments'] = '{}';
          });
          break;
        case 'media':
          open(event, mediaPart(event));
          break;
        case 'native':
          open(event, {
            type: 'native',
            dialect: event.dialect,
            name: event.name,
            value: event.value,
          });
          break;
        case 'logprobs':
          choiceAt(event.choice).logprobs.push(...event.content);
          break;
        case 'choice-end': {
          const choice = choiceAt(event.choice);
          choice.reason = event.reason;
          choice.nativeReason = event.nativeReason;
          choice.stopSequence = event.stopSequence;
          break;
        }
        case 'usage':
          usage = event.usage;
          if (event.serviceTier !== undefined) head.serviceTier = event.serviceTier;
          break;
        case 'refusal-end':
        case 'message-end':
        case 'error':
          break;
        default:
          event satisfies never;
      }
    },
    answer() {
      const indexes = [...choices.keys()].sort((left, right) => left - right);
      return {
        ...head,
        choices: indexes.map((index) => closeChoice(index, choices.get(index) as OpenChoice)),
        ...(usage === undefined ? {} : { usage }),
      };
    },
  };
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

/** A whole answer as the events that would have made it: one delta a block. Lets a stream client be served from JSON. */
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
