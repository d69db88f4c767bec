import type { Event, TokenLogprob } from '../../../event.ts';
import type { Signature } from '../../../part.ts';
import { isObject, type JsonObject, textOf } from '../../../reading.ts';
import { finishWord, toStopReason } from '../terms/finish-reason.ts';
import { createSources, gatherSources, type Sources, takeAnnotations } from '../terms/grounding.ts';
import { mediaKind } from '../terms/media-type.ts';
import { heldBy, kindOf, type PartKind, unknownKind } from '../terms/part-kind.ts';
import { readThoughtSignature } from '../terms/thought-signature.ts';
import { readToolName } from '../terms/tool-name.ts';

interface OpenBlock {
  readonly kind: 'text' | 'reasoning';
  readonly block: number;
  text: string;
  signature: Signature | undefined;
}

/** One candidate of an answer, read piece by piece. */
export interface CandidateReader {
  /** The events of one chunk of the candidate. */
  read(candidate: JsonObject): Event[];
  /** Marks the prompt as blocked: there will be no content. */
  block(reason: string): void;
  /** Closes what is open. */
  close(): Event[];
  /** The candidate's end. `fallback` is the reason where the provider gave none. */
  end(fallback: 'other' | 'stop'): Event;
  readonly isFinished: boolean;
}

interface State {
  readonly choice: number;
  readonly mintId: (prefix: string) => string;
  readonly sources: Sources;
  nextBlock: number;
  open: OpenBlock | undefined;
  sawToolCall: boolean;
  finish: string | undefined;
  isBlocked: boolean;
}

/** A reader for the candidate with this index. */
export function createCandidateReader(
  choice: number,
  mintId: (prefix: string) => string,
): CandidateReader {
  const state: State = {
    choice,
    mintId,
    sources: createSources(),
    nextBlock: 0,
    open: undefined,
    sawToolCall: false,
    finish: undefined,
    isBlocked: false,
  };
  return {
    read(candidate) {
      // Sources first: they may come in the chunk that ends the text they belong to.
      gatherSources(state.sources, candidate);
      const events: Event[] = [];
      for (const part of partsOf(candidate)) readPart(state, part, events);
      const logprobs = readLogprobs(candidate['logprobsResult']);
      if (logprobs.length > 0) events.push({ type: 'logprobs', choice, content: logprobs });
      state.finish = finishWord(candidate['finishReason']) ?? state.finish;
      return events;
    },
    block(reason) {
      state.isBlocked = true;
      state.finish = reason;
    },
    close: () => closeBlock(state),
    end(fallback) {
      const { finish } = state;
      if (finish === undefined) {
        const reason = fallback === 'stop' && state.sawToolCall ? 'tool-calls' : fallback;
        return { type: 'choice-end', choice, reason };
      }
      const reason = state.isBlocked ? 'content-filter' : toStopReason(finish, state.sawToolCall);
      return { type: 'choice-end', choice, reason, nativeReason: finish };
    },
    get isFinished() {
      return state.finish !== undefined;
    },
  };
}

/** The parts of a candidate: blocked ones have a content without parts, or no content at all. */
export function partsOf(candidate: JsonObject): readonly JsonObject[] {
  const content = candidate['content'];
  const parts = isObject(content) ? content['parts'] : undefined;
  return Array.isArray(parts) ? parts.filter(isObject) : [];
}

type PartReader = (state: State, part: Held, events: Event[]) => void;

interface Held {
  readonly part: JsonObject;
  readonly value: unknown;
  readonly signature: Signature | undefined;
}

const READERS: Readonly<Record<PartKind, PartReader>> = {
  text: readText,
  functionCall: readCall,
  inlineData: readInline,
  functionResponse: (state, held, events) =>
    readNative('functionResponse', { state, held, events }),
  fileData: (state, held, events) => readNative('fileData', { state, held, events }),
  executableCode: (state, held, events) => readNative('executableCode', { state, held, events }),
  codeExecutionResult: (state, held, events) =>
    readNative('codeExecutionResult', { state, held, events }),
  toolCall: (state, held, events) => readNative('toolCall', { state, held, events }),
  toolResponse: (state, held, events) => readNative('toolResponse', { state, held, events }),
};

function readPart(state: State, part: JsonObject, events: Event[]): void {
  const signed = textOf(part['thoughtSignature']);
  const signature = signed === undefined ? undefined : readThoughtSignature(signed).signature;
  const kind = kindOf(part);
  if (kind !== undefined) {
    READERS[kind](state, { part, value: heldBy(part, kind), signature }, events);
    return;
  }
  const name = unknownKind(part);
  const held = { part, value: '', signature };
  if (name !== undefined) readNative(name, { state, held, events });
  else if (signature !== undefined) readText(state, held, events);
}

function readText(state: State, { part, value, signature }: Held, events: Event[]): void {
  const text = typeof value === 'string' ? value : '';
  if (text === '' && signature === undefined) return;
  const kind = part['thought'] === true ? 'reasoning' : 'text';
  const isMark = text === '' && signature !== undefined;
  const { open } = state;
  // A signature proves the text before it; text behind it is another block.
  const canGoOn = open?.kind === kind && open.signature === undefined;
  const block = canGoOn ? open : openBlock(state, kind, events);
  if (!isMark) {
    block.text += text;
    const at = { choice: state.choice, block: block.block };
    events.push(
      kind === 'text'
        ? { type: 'text-delta', text, ...at }
        : { type: 'reasoning-delta', text, ...at },
    );
  }
  block.signature = signature;
}

function openBlock(state: State, kind: OpenBlock['kind'], events: Event[]): OpenBlock {
  events.push(...closeBlock(state));
  const open: OpenBlock = { kind, block: state.nextBlock, text: '', signature: undefined };
  state.nextBlock += 1;
  state.open = open;
  const at = { choice: state.choice, block: open.block };
  events.push({ type: kind === 'text' ? 'text-start' : 'reasoning-start', ...at });
  return open;
}

function closeBlock(state: State): Event[] {
  const { open } = state;
  if (open === undefined) return [];
  state.open = undefined;
  const at = { choice: state.choice, block: open.block };
  const signature = open.signature === undefined ? {} : { signature: open.signature };
  if (open.kind === 'reasoning') return [{ type: 'reasoning-end', ...at, ...signature }];
  const annotations = takeAnnotations(state.sources, open.text);
  const cited = annotations.length === 0 ? {} : { annotations };
  return [{ type: 'text-end', ...at, ...cited, ...signature }];
}

function nextAt(state: State, events: Event[]): { choice: number; block: number } {
  events.push(...closeBlock(state));
  const at = { choice: state.choice, block: state.nextBlock };
  state.nextBlock += 1;
  return at;
}

function readCall(state: State, { value, signature }: Held, events: Event[]): void {
  const call = isObject(value) ? value : {};
  const name = readToolName(textOf(call['name']) ?? '');
  // Vertex AI can send arguments in fragments, but only where the request asks for it, which ours never does.
  if (name === '' && call['args'] === undefined) return;
  const at = nextAt(state, events);
  state.sawToolCall = true;
  events.push(
    {
      type: 'tool-input-start',
      id: textOf(call['id']) ?? state.mintId('call'),
      name,
      ...at,
      ...(signature === undefined ? {} : { signature }),
    },
    { type: 'tool-input-delta', text: argumentsText(call['args']), ...at },
    { type: 'tool-input-end', ...at },
  );
}

function argumentsText(value: unknown): string {
  if (value === undefined || value === null) return '{}';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function readInline(state: State, { value, signature }: Held, events: Event[]): void {
  const inline = isObject(value) ? value : {};
  const mediaType = textOf(inline['mimeType']) ?? 'application/octet-stream';
  const at = nextAt(state, events);
  events.push({
    type: 'media',
    kind: mediaKind(mediaType),
    mediaType,
    data: textOf(inline['data']) ?? '',
    ...at,
    ...(signature === undefined ? {} : { signature }),
  });
}

function readNative(
  name: string,
  at: { readonly state: State; readonly held: Held; readonly events: Event[] },
): void {
  const place = nextAt(at.state, at.events);
  at.events.push({ type: 'native', dialect: 'gemini', name, value: at.held.part, ...place });
}

function readLogprobs(value: unknown): TokenLogprob[] {
  if (!isObject(value) || !Array.isArray(value['chosenCandidates'])) return [];
  const tops = Array.isArray(value['topCandidates']) ? value['topCandidates'] : [];
  return value['chosenCandidates'].filter(isObject).map((chosen, index) => {
    const top: unknown = tops[index];
    const candidates = isObject(top) && Array.isArray(top['candidates']) ? top['candidates'] : [];
    return { ...tokenOf(chosen), top_logprobs: candidates.filter(isObject).map(tokenOf) };
  });
}

function tokenOf(candidate: JsonObject): { token: string; logprob: number } {
  const logprob = candidate['logProbability'];
  return {
    token: textOf(candidate['token']) ?? '',
    logprob: typeof logprob === 'number' ? logprob : 0,
  };
}
