import type { ChatCall, Message } from '../../../call.ts';
import type { Part, ReasoningPart, ToolCallPart, ToolResultPart } from '../../../part.ts';
import { defined } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';
import { DIALECT } from '../terms/names.ts';
import {
  type ContentContext,
  renderAssistantText,
  renderContent,
  renderNative,
  renderToolOutput,
  unsupported,
} from './render-content.ts';
import type { WarningList } from './warnings.ts';

/** The instructions and items that a call's turns become. */
export interface RenderedInput {
  readonly instructions: string | undefined;
  readonly items: readonly unknown[];
}

interface InputContext extends ContentContext {
  readonly traits: Traits;
  /** The conversation may be stored at the provider, so that item ids mean something there. */
  readonly isStored: boolean;
}

const CALL_ID_LENGTH_MAX = 64;

/** Writes the turns of a call. */
export function renderInput(call: ChatCall, traits: Traits, warnings: WarningList): RenderedInput {
  const context: InputContext = {
    dialect: call.dialect,
    warnings,
    traits,
    isStored: call.dialect === DIALECT && call.extra['store'] !== false,
  };
  const [first] = call.messages;
  const instructions = first === undefined ? undefined : instructionsOf(first);
  const rest = instructions === undefined ? call.messages : call.messages.slice(1);
  return { instructions, items: rest.flatMap((message) => renderMessage(message, context)) };
}

/** A system prompt of one text in front goes where this dialect keeps it. */
function instructionsOf(message: Message): string | undefined {
  const [only] = message.parts;
  const isPrompt = message.role === 'system' && message.parts.length === 1;
  return isPrompt && only?.type === 'text' && only.text !== '' ? only.text : undefined;
}

function renderMessage(message: Message, context: InputContext): unknown[] {
  if (message.name !== undefined)
    context.warnings.dropped('name', 'messages have no name in the Responses API');
  switch (message.role) {
    case 'assistant':
      return renderAssistant(message.parts, context);
    case 'tool':
      return message.parts.map((part) => renderOutcome(part, context));
    default:
      return renderInputMessage(message, context);
  }
}

function renderInputMessage(message: Message, context: InputContext): unknown[] {
  const isDeveloper = message.role === 'developer' && context.traits.developerRole === 'native';
  const role = message.role === 'developer' && !isDeveloper ? 'system' : message.role;
  // Anthropic's clients put tool results beside text in a user turn.
  const outcomes = message.parts.filter((part) => part.type === 'tool-result');
  const content = message.parts.filter((part) => part.type !== 'tool-result');
  const items = outcomes.map((part) => renderOutcome(part, context));
  if (content.length > 0 || outcomes.length === 0)
    items.push({ type: 'message', role, content: renderContent(content, context) });
  return items;
}

function renderOutcome(part: Part, context: InputContext): unknown {
  if (part.type === 'native') return renderNative(part);
  if (part.type !== 'tool-result')
    throw unsupported(`${part.type} content in a tool turn`, 'input');
  return renderToolResult(part, context);
}

function renderToolResult(part: ToolResultPart, context: InputContext): unknown {
  if (part.isError === true)
    context.warnings.dropped('is_error', 'tool results cannot be marked as errors');
  return {
    type: part.kind === 'custom' ? 'custom_tool_call_output' : 'function_call_output',
    call_id: callId(part.callId),
    output: renderToolOutput(part.content, context),
    ...(part.native?.dialect === DIALECT ? part.native.fields : {}),
  };
}

// ---- the assistant's turns

function renderAssistant(parts: readonly Part[], context: InputContext): unknown[] {
  const items: unknown[] = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] as Part;
    if (part.type !== 'reasoning') {
      items.push(renderAssistantPart(part, context));
      continue;
    }
    const group = reasoningGroup(parts, index);
    index += group.length - 1;
    // A reasoning item whose answer is missing (a turn that was cut) is refused: it goes with what
    // it led to.
    const item = index + 1 < parts.length ? renderReasoning(group, context) : undefined;
    if (item !== undefined) items.push(item);
  }
  return items;
}

/** Reasoning parts that were one item: its text and its summary. */
function reasoningGroup(parts: readonly Part[], start: number): ReasoningPart[] {
  const group: ReasoningPart[] = [];
  for (const part of parts.slice(start)) {
    const isSibling =
      part.type === 'reasoning' &&
      (group.length === 0 ||
        (part.itemId !== undefined &&
          part.itemId === group[0]?.itemId &&
          group.at(-1)?.signature === undefined));
    if (!isSibling) break;
    group.push(part);
  }
  return group;
}

function renderReasoning(group: readonly ReasoningPart[], context: InputContext): unknown {
  const { traits, isStored } = context;
  const id = group[0]?.itemId;
  const signature = group.findLast((part) => part.signature !== undefined)?.signature;
  const isOwn = signature?.issuer === DIALECT;
  const isKnown = signature === undefined && isStored && id !== undefined;
  const isPlain = signature === undefined && traits.reasoningReplay === 'required';
  // Reasoning of another issuer, or that the provider has not stored, would be refused; as text it
  // would mislead.
  if (!isOwn && !isKnown && !isPlain) return undefined;
  const texts = (isSummary: boolean): readonly string[] =>
    group
      .filter((part) => (part.isSummary ?? !isPlain) === isSummary && part.text !== '')
      .map((part) => part.text);
  const content = texts(false).map((text) => ({ type: 'reasoning_text', text }));
  return defined({
    type: 'reasoning',
    id,
    summary: texts(true).map((text) => ({ type: 'summary_text', text })),
    content: content.length === 0 ? undefined : content,
    encrypted_content: isOwn ? signature.value : undefined,
  });
}

function renderAssistantPart(part: Part, context: InputContext): unknown {
  switch (part.type) {
    case 'text':
      return renderAssistantText(part);
    case 'refusal':
      return {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'refusal', refusal: part.text }],
      };
    case 'tool-call':
      return renderToolCall(part, context);
    case 'native':
      return renderNative(part);
    case 'audio':
      if (part.transcript === undefined) throw unsupported('sounds the model made', 'input');
      context.warnings.changed('audio', 'a sound the model made is sent as its transcript');
      return renderAssistantText({ type: 'text', text: part.transcript });
    default:
      throw unsupported(`${part.type} content in an assistant turn`, 'input');
  }
}

function renderToolCall(part: ToolCallPart, { isStored }: InputContext): unknown {
  const isCustom = part.kind === 'custom';
  return defined({
    type: isCustom ? 'custom_tool_call' : 'function_call',
    // With its id, a call must come with the stored reasoning that led to it; without, it stands
    // for itself.
    id: isStored ? part.itemId : undefined,
    call_id: callId(part.id),
    name: part.name,
    [isCustom ? 'input' : 'arguments']: isCustom || part.arguments !== '' ? part.arguments : '{}',
    ...(part.native?.dialect === DIALECT ? part.native.fields : {}),
  });
}

/**
 * Ids of other providers may be longer than is taken: shortened the same way every time, so that
 * turns still match.
 */
function callId(id: string): string {
  if (id.length > 0 && id.length <= CALL_ID_LENGTH_MAX) return id;
  return `${id.slice(0, 40)}_${hash(id, 0x811c9dc5)}${hash(id, 0x01000193)}`;
}

function hash(text: string, seed: number): string {
  let state = seed;
  for (let index = 0; index < text.length; index += 1)
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return state.toString(16).padStart(8, '0');
}
