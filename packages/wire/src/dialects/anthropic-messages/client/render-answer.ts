import type { Answer } from '../../../answer.ts';
import type { RenderContext } from '../../../dialect.ts';
import type {
  AudioPart,
  FilePart,
  ImagePart,
  Part,
  ReasoningPart,
  Signature,
  ToolCallPart,
} from '../../../part.ts';
import { isObject, parseNestedJson } from '../../../reading.ts';
import { encodeSignature } from '../../../signature-carrier.ts';
import { ownFields } from '../provider/render-part.ts';
import type { Block } from '../provider/rendering.ts';
import { citationsOf } from '../terms/citation.ts';
import { stopReasonWord } from '../terms/stop-reason.ts';
import { renderUsage } from '../terms/usage.ts';

/** An answer as a Messages API message. The dialect knows one choice only. */
export function renderAnswer(answer: Answer, context: RenderContext): unknown {
  const choice = answer.choices[0];
  return {
    ...messageHead(answer, context),
    content: (choice?.parts ?? []).flatMap(blocksOf),
    stop_reason: stopReasonWord(choice?.reason ?? 'other', choice?.nativeReason),
    stop_sequence: choice?.stopSequence ?? null,
    usage: { ...renderUsage(answer.usage), ...tierOf(answer.serviceTier) },
  };
}

/** The fields that a message begins with, whole or streamed. */
export function messageHead(
  answer: { readonly id: string; readonly model: string },
  context: RenderContext,
): Block {
  return {
    id: answer.id === '' ? context.mintId('msg') : answer.id,
    type: 'message',
    role: 'assistant',
    model: answer.model === '' ? context.call.model : answer.model,
  };
}

const SERVED_TIERS: readonly string[] = ['standard', 'priority', 'batch'];

/** The tier that served the request, in the dialect's words. */
export function tierOf(tier: string | undefined): Block {
  if (tier === undefined) return {};
  return { service_tier: SERVED_TIERS.includes(tier) ? tier : 'standard' };
}

function blocksOf(part: Part): readonly Block[] {
  switch (part.type) {
    case 'text': {
      const citations = citationsOf(part.annotations);
      // Nothing is cited by no text, and an empty block could not be sent back.
      if (part.text === '') return [];
      return [{ type: 'text', text: part.text, ...(citations.length === 0 ? {} : { citations }) }];
    }
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'reasoning':
      return [thinkingBlock(part)];
    case 'tool-call':
      return [...signatureBlocks(part.signature, part.id), toolUseBlock(part)];
    case 'image':
    case 'audio':
    case 'file':
      return mediaBlocks(part);
    case 'native':
      return part.dialect === 'anthropic-messages' && isObject(part.value) ? [part.value] : [];
    case 'tool-result':
      return [];
    default:
      return part satisfies never;
  }
}

/**
 * Reasoning as a block that clients send back: its signature is wrapped where another dialect
 * issued it.
 */
export function thinkingBlock(part: ReasoningPart): Block {
  const { signature } = part;
  const text = signature === undefined ? '' : encodeSignature(signature, 'anthropic-messages');
  if (part.isRedacted === true) return { type: 'redacted_thinking', data: text };
  return { type: 'thinking', thinking: part.text, signature: text };
}

/**
 * A tool call's signature (Gemini) has no field here: it travels as an empty thinking block that
 * names the call. Clients replay it like any other, and `parseMessages` puts it back where it
 * belongs.
 */
export function signatureBlocks(
  signature: Signature | undefined,
  callId: string,
): readonly Block[] {
  if (signature === undefined) return [];
  const text = encodeSignature(signature, 'anthropic-messages', { callId });
  return [{ type: 'thinking', thinking: '', signature: text }];
}

function toolUseBlock(part: ToolCallPart): Block {
  return {
    type: 'tool_use',
    id: part.id,
    name: part.name,
    input: inputOf(part),
    ...ownFields(part.native),
  };
}

function inputOf(part: ToolCallPart): unknown {
  if (part.kind === 'custom') return { input: part.arguments };
  if (part.arguments.trim() === '') return {};
  const value = parseNestedJson(part.arguments);
  // Broken JSON of a model reaches the client whole, under a key that says so.
  return isObject(value) ? value : { _raw: part.arguments };
}

/**
 * Media that a model made. The dialect has no answer block for them: the request's form is what its
 * clients know.
 */
export function mediaBlocks(part: ImagePart | AudioPart | FilePart): readonly Block[] {
  const blocks: Block[] = [];
  if (part.source.kind === 'base64') {
    blocks.push({
      type: part.type === 'file' ? 'document' : part.type,
      source: {
        type: 'base64',
        media_type: part.mediaType ?? 'application/octet-stream',
        data: part.source.data,
      },
    });
  }
  if (part.type === 'audio' && part.transcript !== undefined && part.transcript !== '')
    blocks.push({ type: 'text', text: part.transcript });
  return blocks;
}
