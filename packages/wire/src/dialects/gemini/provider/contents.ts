import { OchaError } from '@ocha/kernel';
import type { Message } from '../../../call.ts';
import type { Part, TextPart, ToolCallPart, ToolResultPart } from '../../../part.ts';
import { isObject, parseNestedJson } from '../../../reading.ts';
import { MISSING_SIGNATURE, writeThoughtSignature } from '../terms/thought-signature.ts';
import { writeToolName } from '../terms/tool-name.ts';
import { renderMedia } from './media.ts';
import type { RenderScope } from './scope.ts';
import { type KnownCall, renderResult } from './tool-result.ts';

type WirePart = Record<string, unknown>;

export interface WireContent {
  readonly role: 'user' | 'model';
  readonly parts: WirePart[];
}

export interface RenderedContents {
  readonly contents: readonly WireContent[];
  /** The system prompt's texts, in order. */
  readonly system: readonly string[];
}

/** Kinds of turn: function responses must be alone in theirs. */
type Turn = 'user' | 'model' | 'function';

/** The conversation: turns of one kind in a row are one content, function responses never share theirs. */
export function renderContents(scope: RenderScope): RenderedContents {
  const writer = createWriter(scope);
  for (const message of scope.call.messages) writer.message(message);
  return writer.finish();
}

interface Writer {
  message(message: Message): void;
  finish(): RenderedContents;
}

function createWriter(scope: RenderScope): Writer {
  const contents: WireContent[] = [];
  const system: string[] = [];
  const calls = new Map<string, KnownCall>();
  let results: ToolResultPart[] = [];
  let lastTurn: Turn | undefined;

  const append = (turn: Turn, parts: readonly WirePart[]): void => {
    if (parts.length === 0) return;
    const last = contents.at(-1);
    if (last !== undefined && lastTurn === turn) last.parts.push(...parts);
    else contents.push({ role: turn === 'model' ? 'model' : 'user', parts: [...parts] });
    lastTurn = turn;
  };
  /** Results come in the order of their calls, whatever order the client sent them in. */
  const flushResults = (): void => {
    if (results.length === 0) return;
    const rendered = results.map((result) => renderResult(result, calls, scope));
    results = [];
    rendered.sort((left, right) => left.order - right.order);
    append(
      'function',
      rendered.map((result) => result.part),
    );
    append(
      'user',
      rendered.flatMap((result) => result.behind),
    );
  };
  return {
    message(message) {
      noteLosses(message, scope);
      if (message.role === 'system' || message.role === 'developer') {
        if (contents.length > 0 || results.length > 0)
          scope.changed('messages', 'a later system message moved to the front');
        system.push(...systemTexts(message));
        return;
      }
      const found = message.parts.filter((part) => part.type === 'tool-result');
      if (found.length < message.parts.length || message.parts.length === 0) flushResults();
      results.push(...found);
      const rest = message.parts.filter((part) => part.type !== 'tool-result');
      if (found.length > 0 && rest.length > 0) flushResults();
      const parts = rest.flatMap((part) => renderPart(part, { scope, calls }));
      if (message.role === 'assistant') append('model', signFirstCall(parts, scope));
      else append('user', parts);
    },
    finish() {
      flushResults();
      return completed(contents, system, scope);
    },
  };
}

/** A request needs a content, and not every model goes on where the history ends with its own turn. */
function completed(
  contents: WireContent[],
  system: readonly string[],
  scope: RenderScope,
): RenderedContents {
  if (contents.length === 0) {
    if (system.length === 0)
      throw new OchaError('invalid_request', '`messages` hold no content', { param: 'messages' });
    scope.changed('messages', 'a system prompt alone is sent as the user turn');
    return { contents: [{ role: 'user', parts: [{ text: system.join('\n\n') }] }], system: [] };
  }
  if (contents.at(-1)?.role === 'model' && scope.traits.prefill !== 'native') {
    scope.changed('messages', 'a user turn asks to go on, since the last turn is the model’s');
    const text = 'Continue exactly where your last message stopped, without repeating any of it.';
    contents.push({ role: 'user', parts: [{ text }] });
  }
  return { contents, system };
}

function noteLosses(message: Message, scope: RenderScope): void {
  if (message.name !== undefined)
    scope.dropped('name', 'this deployment knows no names of participants');
  if (message.parts.some((part) => 'cache' in part && part.cache !== undefined))
    scope.dropped('cache_control', 'this deployment caches prompts by itself');
}

function systemTexts(message: Message): readonly string[] {
  return message.parts.flatMap((part) => {
    if (part.type === 'text') return part.text === '' ? [] : part.text;
    throw new OchaError(
      'unsupported_feature',
      `this deployment takes only text in system messages, not ${part.type}`,
      { param: 'messages' },
    );
  });
}

interface Place {
  readonly scope: RenderScope;
  readonly calls: Map<string, KnownCall>;
}

function renderPart(part: Part, { scope, calls }: Place): WirePart | readonly WirePart[] {
  switch (part.type) {
    case 'text':
      return renderText(part);
    case 'refusal':
      return part.text === '' ? [] : { text: part.text };
    case 'image':
    case 'file':
    case 'audio':
      return renderMedia(part, scope);
    case 'reasoning':
      // Only our own signed thoughts may return; anything else would be taken for the model's words.
      if (part.signature?.issuer !== 'gemini') return [];
      return {
        text: part.text,
        thought: true,
        thoughtSignature: writeThoughtSignature(part.signature),
      };
    case 'tool-call':
      calls.set(part.id, { name: part.name, order: calls.size });
      return renderCallPart(part, scope);
    case 'native':
      if (part.dialect === 'gemini') return part.value as WirePart;
      throw new OchaError(
        'unsupported_feature',
        `this deployment cannot be sent content of the kind "${part.name}"`,
        { param: 'messages' },
      );
    case 'tool-result':
      return [];
  }
}

/** An empty text is an error at some endpoints, unless it carries a signature. */
function renderText(part: TextPart): WirePart | readonly WirePart[] {
  if (part.signature?.issuer === 'gemini')
    return { text: part.text, thoughtSignature: writeThoughtSignature(part.signature) };
  return part.text === '' ? [] : { text: part.text };
}

function renderCallPart(part: ToolCallPart, scope: RenderScope): WirePart {
  return {
    functionCall: {
      ...(scope.traits.functionCallIds === 'send' ? { id: part.id } : {}),
      name: writeToolName(part.name),
      args: argumentsOf(part, scope),
    },
    ...(part.signature?.issuer === 'gemini'
      ? { thoughtSignature: writeThoughtSignature(part.signature) }
      : {}),
  };
}

function argumentsOf(part: ToolCallPart, scope: RenderScope): WirePart {
  if (part.kind === 'custom') return { input: part.arguments };
  if (part.arguments.trim() === '') return {};
  const value = parseNestedJson(part.arguments);
  if (isObject(value)) return { ...value };
  if (value === null) return {};
  scope.changed('messages', 'arguments of an earlier tool call that are no JSON object');
  return { _raw: part.arguments };
}

/** Only the first of parallel calls carries a signature, and Gemini 3 refuses a turn whose first call has none. */
function signFirstCall(parts: readonly WirePart[], scope: RenderScope): readonly WirePart[] {
  if (!scope.traits.needsThoughtSignature) return parts;
  const first = parts.findIndex((part) => 'functionCall' in part);
  if (first < 0 || parts[first]?.['thoughtSignature'] !== undefined) return parts;
  return parts.map((part, index) =>
    index === first ? { ...part, thoughtSignature: MISSING_SIGNATURE } : part,
  );
}
