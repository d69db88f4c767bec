import type { ChatCall, Message, Warning } from '../../../call.ts';
import type { Part, ReasoningPart, ToolCallPart, ToolResultPart } from '../../../part.ts';
import { isObject, parseJson } from '../../../reading.ts';
import { encodeSignature } from '../../../signature-carrier.ts';
import type { Traits } from '../../../traits.ts';
import { renderDetail } from '../terms/reasoning-details.ts';
import { encodeToolName } from '../terms/tool-name.ts';
import { mergeTurns, type WireMessage } from './merge-turns.ts';
import {
  type PartContext,
  renderCache,
  renderPart,
  renderText,
  unsupported,
} from './render-parts.ts';
import { createToolCallIds, type ToolCallIds } from './tool-call-ids.ts';

/** What Google documents for a replayed call whose signature is not at hand. */
const SIGNATURE_PLACEHOLDER = 'skip_thought_signature_validator';

interface Context {
  readonly call: ChatCall;
  readonly traits: Traits;
  readonly ids: ToolCallIds;
  readonly warnings: Warning[];
}

/** The turns of a call as `messages`. */
export function renderMessages(call: ChatCall, traits: Traits, warnings: Warning[]): WireMessage[] {
  const context: Context = { call, traits, warnings, ids: createToolCallIds(traits.toolCallIds) };
  const messages: WireMessage[] = [];
  // Media of tool results has no place in them here: it follows in a user turn, behind the whole
  // run of results.
  let media: Record<string, unknown>[] = [];
  const tellMedia = (): void => {
    if (media.length > 0) messages.push({ role: 'user', content: media });
    media = [];
  };
  for (const [index, message] of call.messages.entries()) {
    if (message.role !== 'tool') tellMedia();
    const path = `messages[${index}]`;
    if (message.role === 'tool') media.push(...renderResults(message, messages, { context, path }));
    else if (message.role === 'assistant')
      media.push(...renderAssistant(message, messages, { context, path }));
    else messages.push(renderTurn(message, { context, path }));
  }
  tellMedia();
  const merged = traits.mergesTurns ? mergeTurns(messages, warnings) : messages;
  return withPrefill(merged, context);
}

/** A system, developer or user turn. */
function renderTurn(
  message: Message,
  { context, path }: { readonly context: Context; readonly path: string },
): WireMessage {
  const { traits, call } = context;
  const isInstruction = message.role === 'system' || message.role === 'developer';
  const role = message.role === 'developer' ? developerRole(traits) : message.role;
  const name = message.name === undefined ? {} : { name: message.name };
  const isPlain = message.parts.every(
    (part) => part.type === 'text' && !(traits.cacheControl && part.cache !== undefined),
  );
  // One text is a string: many servers take nothing else in instructions.
  if (isPlain && (isInstruction || message.parts.length <= 1))
    return { role, content: textOfParts(message.parts, '\n\n'), ...name };
  const content = message.parts
    .filter((part) => part.type !== 'text' || part.text !== '')
    .map((part, position) => {
      const partContext: PartContext = {
        dialect: call.dialect,
        traits,
        path: `${path}.content[${position}]`,
      };
      return renderPart(part, partContext);
    });
  return { role, content, ...name };
}

function developerRole(traits: Traits): 'developer' | 'system' {
  return traits.developerRole === 'native' ? 'developer' : 'system';
}

function textOfParts(parts: readonly Part[], separator: string): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(separator);
}

// --- tool results

/** Writes the results of one turn; gives the media that must follow them. */
function renderResults(
  message: Message,
  messages: WireMessage[],
  { context, path }: { readonly context: Context; readonly path: string },
): Record<string, unknown>[] {
  const media: Record<string, unknown>[] = [];
  for (const [position, part] of message.parts.entries()) {
    const partPath = `${path}.content[${position}]`;
    if (part.type !== 'tool-result') throw unsupported(`a part of type \`${part.type}\``, partPath);
    const found = mediaOf(part, { context, path: partPath });
    // A client of this wire that puts media there has a server that takes it.
    const isKept = context.call.dialect === 'openai-chat';
    if (found.length > 0 && !isKept) {
      context.warnings.push({
        param: partPath,
        action: 'changed',
        reason: 'media of a tool result follows it in a user turn',
      });
      media.push({ type: 'text', text: `Content of the result of ${part.callId}:` }, ...found);
    }
    messages.push({
      role: 'tool',
      tool_call_id: context.ids(part.callId),
      content: resultContent(part, found, context),
      ...renderCache(part.cache, context.traits),
    });
  }
  return media;
}

function resultContent(
  part: ToolResultPart,
  media: readonly Record<string, unknown>[],
  { call, traits }: Context,
): unknown {
  const texts = part.content.filter((piece) => piece.type === 'text');
  const isCached = traits.cacheControl && texts.some((piece) => piece.cache !== undefined);
  const isKept = media.length > 0 && call.dialect === 'openai-chat';
  if (isCached || isKept)
    return [...texts.map((piece) => renderText(piece, traits)), ...(isKept ? media : [])];
  const text = textOfParts(texts, '\n');
  if (text === '' && media.length > 0) return 'The content follows in the next message.';
  // This wire has no flag for a failed call: the words must say it.
  const isSilent = part.isError === true && !/error|fail/i.test(text.slice(0, 200));
  return isSilent ? `Error: ${text}` : text;
}

function mediaOf(
  part: ToolResultPart,
  { context, path }: { readonly context: Context; readonly path: string },
): Record<string, unknown>[] {
  const { call, traits } = context;
  return part.content
    .filter((piece) => piece.type !== 'text')
    .map((piece) => renderPart(piece, { dialect: call.dialect, traits, path }));
}

// --- assistant turns

/** Writes an assistant turn; gives the images of it, which this wire only knows in user turns. */
function renderAssistant(
  message: Message,
  messages: WireMessage[],
  { context, path }: { readonly context: Context; readonly path: string },
): Record<string, unknown>[] {
  const { traits, call } = context;
  const media: Record<string, unknown>[] = [];
  const texts: string[] = [];
  const refusals: string[] = [];
  const calls: ToolCallPart[] = [];
  let audio: { readonly id: string } | undefined;
  for (const [position, part] of message.parts.entries()) {
    const partContext = { dialect: call.dialect, traits, path: `${path}.content[${position}]` };
    if (part.type === 'text') texts.push(part.text);
    else if (part.type === 'refusal') refusals.push(part.text);
    else if (part.type === 'tool-call') calls.push(part);
    else if (part.type === 'audio') {
      if (part.id !== undefined && call.dialect === 'openai-chat') audio = { id: part.id };
      else if (part.transcript !== undefined) texts.push(part.transcript);
      else throw unsupported('a sound that the assistant made', partContext.path);
    } else if (part.type !== 'reasoning') media.push(renderPart(part, partContext));
  }
  const text = texts.join('');
  const reasoning = renderReasoning(message.parts, context);
  const isSilent = text === '' && calls.length === 0 && refusals.length === 0;
  // Only reasoning was in it, and that may not be sent: an empty turn is refused by many.
  if (isSilent && audio === undefined && Object.keys(reasoning).length === 0) return media;
  messages.push({
    role: 'assistant',
    ...(message.name === undefined ? {} : { name: message.name }),
    ...contentOf(text, message.parts, { calls, context }),
    ...(refusals.length === 0 ? {} : { refusal: refusals.join('') }),
    ...(audio === undefined ? {} : { audio }),
    ...reasoning,
    ...(calls.length === 0 ? {} : { tool_calls: calls.map((part) => renderCall(part, context)) }),
  });
  return media;
}

/**
 * Text, or null beside tool calls: an empty string there is refused by some. Mistral's thinking
 * stands in the list.
 */
function contentOf(
  text: string,
  parts: readonly Part[],
  { calls, context }: { readonly calls: readonly ToolCallPart[]; readonly context: Context },
): { readonly content: unknown } {
  const plain = text === '' && calls.length > 0 ? null : text;
  const { traits } = context;
  const cached = parts.filter((part) => part.type === 'text' && part.cache !== undefined);
  if (traits.cacheControl && cached.length > 0) {
    const list = parts.filter((part) => part.type === 'text');
    return { content: list.map((part) => renderText(part, traits)) };
  }
  if (traits.reasoningField !== 'content-list') return { content: plain };
  const thinking = replayable(parts, context).filter((part) => part.text !== '');
  if (thinking.length === 0) return { content: plain };
  const list: unknown[] = thinking.map((part) => ({
    type: 'thinking',
    thinking: [{ type: 'text', text: part.text }],
  }));
  if (text !== '') list.push({ type: 'text', text });
  return { content: list };
}

function renderCall(part: ToolCallPart, context: Context): Record<string, unknown> {
  const id = context.ids(part.id);
  const cache = renderCache(part.cache, context.traits);
  if (part.kind === 'custom')
    return {
      id,
      type: 'custom',
      custom: { name: encodeToolName(part.name), input: part.arguments },
    };
  const called = { name: encodeToolName(part.name), arguments: validArguments(part.arguments) };
  const signature = signatureOf(part, context.traits);
  return {
    id,
    type: 'function',
    function: called,
    ...(signature === undefined
      ? {}
      : { extra_content: { google: { thought_signature: signature } } }),
    ...cache,
  };
}

/** Gemini behind this wire wants its signatures back, and a placeholder where there is none. */
function signatureOf(part: ToolCallPart, traits: Traits): string | undefined {
  if (!traits.needsThoughtSignature) return undefined;
  return part.signature?.issuer === 'gemini'
    ? encodeSignature(part.signature, 'gemini')
    : SIGNATURE_PLACEHOLDER;
}

/**
 * Servers parse the arguments of earlier calls; what a model left broken would fail the whole
 * conversation.
 */
function validArguments(text: string): string {
  if (text === '') return '{}';
  const looksWhole = text.startsWith('{') && text.trimEnd().endsWith('}');
  if (looksWhole || isObject(parseJson(text))) return text;
  return JSON.stringify({ _raw: text });
}

// --- reasoning

/**
 * What of a turn's reasoning this provider may be given: its own, or such as bears no signature.
 */
function replayable(parts: readonly Part[], context: Context): readonly ReasoningPart[] {
  if (context.traits.reasoningReplay === 'forbidden') return [];
  return parts.filter(
    (part): part is ReasoningPart =>
      part.type === 'reasoning' &&
      (part.signature === undefined || part.signature.issuer === 'openai-chat'),
  );
}

function renderReasoning(parts: readonly Part[], context: Context): Record<string, unknown> {
  const { reasoningField: field, reasoningReplay } = context.traits;
  const kept = replayable(parts, context);
  switch (field) {
    case 'reasoning_details':
      return kept.length === 0 ? {} : { reasoning_details: kept.map(renderDetail) };
    case 'reasoning_content':
    case 'reasoning': {
      const text = kept.map((part) => part.text).join('');
      // Where it is demanded, an absent field is an error and an empty one is not.
      return text === '' && reasoningReplay !== 'required' ? {} : { [field]: text };
    }
    case 'content-list':
    case 'none':
      return {};
    default:
      return field satisfies never;
  }
}

// --- prefill

/** A history that ends with the assistant: the model is to go on from there. */
function withPrefill(messages: WireMessage[], { call, traits }: Context): WireMessage[] {
  const last = messages.at(-1);
  if (last === undefined || last['role'] !== 'assistant' || last['tool_calls'] !== undefined)
    return messages;
  if (traits.prefill === 'prefix') return [...messages.slice(0, -1), { ...last, prefix: true }];
  if (traits.prefill === 'refused')
    throw unsupported('a beginning of the answer', `messages[${call.messages.length - 1}]`);
  return messages;
}
