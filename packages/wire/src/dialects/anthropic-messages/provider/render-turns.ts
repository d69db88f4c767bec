import type { Message } from '../../../call.ts';
import type { Part, ReasoningPart, TextPart, ToolCallPart, ToolResultPart } from '../../../part.ts';
import { isObject, parseNestedJson } from '../../../reading.ts';
import { encodeToolCallId, encodeToolName } from '../terms/tool-name.ts';
import {
  cacheControl,
  ownFields,
  renderAudio,
  renderFile,
  renderImage,
  renderNative,
  renderText,
} from './render-part.ts';
import { type Block, type Rendering, unsupported } from './rendering.ts';
import { createTurns, type Turn, type Turns } from './turns.ts';

/** The system prompt and the turns of a call. */
export interface RenderedTurns {
  readonly system: Block[];
  readonly turns: Turn[];
}

/** Splits a call into the leading system prompt and alternating turns. */
export function renderTurns(rendering: Rendering): RenderedTurns {
  const { messages } = rendering.call;
  const system: Block[] = [];
  const turns = createTurns();
  let isLeading = true;
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`;
    if (message.name !== undefined)
      rendering.warn('name', 'dropped', 'messages have no participant names in the Messages API');
    if (message.role !== 'system' && message.role !== 'developer') {
      isLeading = false;
      addTurn(message, turns, { path, rendering });
      continue;
    }
    const blocks = message.parts.map((part) => systemBlock(part, path)).filter(isBlock);
    if (isLeading) system.push(...blocks);
    else addLateSystem(blocks, turns, rendering);
  }
  return { system, turns: turns.finish() };
}

interface Place {
  readonly path: string;
  readonly rendering: Rendering;
}

function systemBlock(part: Part, path: string): Block | undefined {
  if (part.type === 'text') return renderText(part);
  throw unsupported(path, `${path} is a system turn with a ${part.type} part; only text can be`);
}

/**
 * A system turn behind other turns: as it is where the model takes one, else inside a user turn.
 */
function addLateSystem(blocks: readonly Block[], turns: Turns, rendering: Rendering): void {
  if (blocks.length === 0) return;
  if (rendering.traits.midSystem) {
    turns.addSystem(blocks);
    return;
  }
  rendering.warn('messages', 'changed', 'a late system turn was wrapped into a user turn');
  turns.addUser(
    blocks.map((block) => ({ ...block, text: `<system>\n${String(block['text'])}\n</system>` })),
  );
}

function addTurn(message: Message, turns: Turns, place: Place): void {
  if (message.role === 'assistant') {
    addAssistant(message.parts, turns, place);
    return;
  }
  for (const part of message.parts) {
    if (part.type === 'tool-result') turns.addResult(renderResult(part, place));
    else if (part.type === 'native' && part.name === 'tool_result')
      turns.addResult(renderNative(part, place.path));
    else turns.addUser([userBlock(part, place)].filter(isBlock));
  }
}

function userBlock(part: Part, place: Place): Block | undefined {
  switch (part.type) {
    case 'text':
      return renderText(part);
    case 'image':
      return renderImage(part, place.path, place.rendering);
    case 'file':
      return renderFile(part, place.path, place.rendering);
    case 'audio':
      return renderAudio(part, place.path, place.rendering);
    case 'native':
      return renderNative(part, place.path);
    case 'refusal':
      return renderText({ type: 'text', text: part.text });
    default:
      throw unsupported(place.path, `${place.path} is a user turn with a ${part.type} part`);
  }
}

/**
 * What an assistant made and may not be shown again in its own turn (pictures, files) goes into the
 * user turn behind it.
 */
function addAssistant(parts: readonly Part[], turns: Turns, place: Place): void {
  const blocks: Block[] = [];
  const moved: Block[] = [];
  for (const part of parts) {
    switch (part.type) {
      case 'tool-call':
        blocks.push(renderCall(part, place));
        break;
      case 'reasoning':
        blocks.push(...renderReasoning(part, place.rendering));
        break;
      case 'image':
      case 'file':
        moved.push(...[userBlock(part, place)].filter(isBlock));
        place.rendering.warn('messages', 'changed', 'media of the model went into the next turn');
        break;
      default:
        blocks.push(...[userBlock(part, place)].filter(isBlock));
    }
  }
  turns.addAssistant(blocks);
  if (moved.length > 0) turns.addUser(moved);
}

/**
 * Reasoning goes back only to who signed it, and is never turned into text that the model would
 * read on.
 */
function renderReasoning(part: ReasoningPart, rendering: Rendering): Block[] {
  const { signature } = part;
  if (rendering.traits.thinking === 'none') return dropReasoning(rendering);
  if (signature?.issuer === 'anthropic-messages') {
    if (part.isRedacted === true) return [{ type: 'redacted_thinking', data: signature.value }];
    return [{ type: 'thinking', thinking: part.text, signature: signature.value }];
  }
  // Servers that speak the dialect without signing anything may still want their reasoning back.
  if (signature === undefined && rendering.traits.reasoningReplay === 'required')
    return [{ type: 'thinking', thinking: part.text, signature: '' }];
  return dropReasoning(rendering);
}

function dropReasoning(rendering: Rendering): Block[] {
  rendering.warn('messages', 'dropped', 'reasoning of earlier turns that this model did not sign');
  return [];
}

function renderCall(part: ToolCallPart, place: Place): Block {
  return {
    type: 'tool_use',
    id: encodeToolCallId(part.id),
    name: encodeToolName(part.name),
    input: toolInput(part, place.rendering),
    ...cacheControl(part.cache),
    ...ownFields(part.native),
  };
}

/**
 * The wire wants an object. What is none (free text, JSON that a model broke) is kept whole under
 * one key.
 */
function toolInput(part: ToolCallPart, rendering: Rendering): unknown {
  if (part.kind === 'custom') return { input: part.arguments };
  if (part.arguments.trim() === '') return {};
  const value = parseNestedJson(part.arguments);
  if (isObject(value)) return value;
  rendering.warn('messages', 'changed', 'tool arguments that are no JSON object went as `_raw`');
  return { _raw: part.arguments };
}

function renderResult(part: ToolResultPart, place: Place): Block {
  const blocks = part.content.map((item) => userBlock(item, place)).filter(isBlock);
  return {
    type: 'tool_result',
    tool_use_id: encodeToolCallId(part.callId),
    ...resultContent(part.content, blocks),
    ...(part.isError === true ? { is_error: true } : {}),
    ...cacheControl(part.cache),
    ...ownFields(part.native),
  };
}

function resultContent(content: ToolResultPart['content'], blocks: readonly Block[]): Block {
  const first = content[0];
  if (blocks.length === 0) return {};
  if (content.length === 1 && isPlainText(first)) return { content: first.text };
  return { content: blocks };
}

function isPlainText(part: ToolResultPart['content'][number] | undefined): part is TextPart {
  return part?.type === 'text' && part.cache === undefined;
}

function isBlock(block: Block | undefined): block is Block {
  return block !== undefined;
}
