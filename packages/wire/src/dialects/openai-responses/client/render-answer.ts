import type { Answer, Choice } from '../../../answer.ts';
import type { RenderContext } from '../../../dialect.ts';
import type { Part, ReasoningPart, TextPart, ToolCallPart } from '../../../part.ts';
import { DIALECT } from '../terms/names.ts';
import { type Ending, writeStop } from '../terms/stop-reason.ts';
import { NO_USAGE, writeUsage } from '../terms/usage.ts';
import { IN_PROGRESS, type ResponseProgress, responseBase } from './response-object.ts';
import {
  callCarrier,
  contentPart,
  createItemIds,
  type ItemStatus,
  imageItem,
  isVisible,
  messageItem,
  reasoningCarrier,
  reasoningItem,
  toolItem,
  toolPrefix,
} from './write-item.ts';

/** A whole answer as a response object. Only the first choice: the Responses API knows no other. */
export function renderAnswer(answer: Answer, context: RenderContext): unknown {
  const choice = answer.choices[0] ?? { index: 0, parts: [], reason: 'other' };
  const hasRefusal = choice.parts.some((part) => part.type === 'refusal' && part.text !== '');
  const ending = writeStop(choice.reason, hasRefusal);
  return {
    ...responseBase(answer, context),
    ...progressOf(ending),
    output: writeItems(choice, ending, context),
    usage: writeUsage(answer.usage ?? NO_USAGE),
  };
}

/** The fields of a response object that say how it ended. */
export function progressOf(ending: Ending): ResponseProgress {
  const reason = ending.incompleteReason;
  return {
    ...IN_PROGRESS,
    status: ending.status,
    error:
      ending.status === 'failed'
        ? { code: 'server_error', message: 'The provider reported a failure as its stop reason.' }
        : null,
    incomplete_details: reason === undefined ? null : { reason },
  };
}

type ItemId = ReturnType<typeof createItemIds>;

function writeItems(choice: Choice, ending: Ending, context: RenderContext): unknown[] {
  const itemId = createItemIds(context.mintId);
  const parts = choice.parts.filter(isVisible);
  const firstText = parts.find((part) => part.type === 'text');
  return parts.flatMap((part, index) => {
    const isCut = ending.status === 'incomplete' && index === parts.length - 1;
    const status: ItemStatus = isCut ? 'incomplete' : 'completed';
    if (part.type === 'text')
      return [
        writeText(part, { status, itemId, logprobs: part === firstText ? choice.logprobs : [] }),
      ];
    return writePart(part, { status, itemId });
  });
}

interface Writing {
  readonly status: ItemStatus;
  readonly itemId: ItemId;
}

function writeText(
  part: TextPart,
  { status, itemId, logprobs }: Writing & { readonly logprobs: Choice['logprobs'] },
): unknown {
  const content = contentPart({
    kind: 'text',
    text: part.text,
    annotations: part.annotations ?? [],
    logprobs: logprobs ?? [],
  });
  return messageItem(itemId('msg'), status, { content, native: part.native });
}

function writePart(part: Part, { status, itemId }: Writing): unknown[] {
  switch (part.type) {
    case 'refusal': {
      const content = contentPart({ kind: 'refusal', text: part.text });
      return [messageItem(itemId('msg'), status, { content })];
    }
    case 'reasoning':
      return [writeReasoning(part, itemId)];
    case 'tool-call':
      return writeToolCall(part, { status, itemId });
    case 'image':
      return part.source.kind === 'base64'
        ? [imageItem(itemId('ig'), part.source.data, part.mediaType ?? 'image/png')]
        : [];
    case 'audio':
      return part.transcript === undefined
        ? []
        : [writeText({ type: 'text', text: part.transcript }, { status, itemId, logprobs: [] })];
    case 'native':
      return part.dialect === DIALECT ? [part.value] : [];
    default:
      return [];
  }
}

function writeReasoning(part: ReasoningPart, itemId: ItemId): unknown {
  return reasoningItem(itemId('rs', part.itemId), part.text, reasoningCarrier(part));
}

function writeToolCall(part: ToolCallPart, { status, itemId }: Writing): unknown[] {
  const isCustom = part.kind === 'custom';
  const call = toolItem(itemId(toolPrefix(isCustom), part.itemId), status, {
    callId: part.id,
    name: part.name,
    isCustom,
    arguments: isCustom || part.arguments !== '' ? part.arguments : '{}',
    native: part.native,
  });
  // A function call has no field for its signature, so that a reasoning item carries it: `parse-
  // items` joins them again.
  const encrypted = callCarrier(part.signature, part.id);
  return encrypted === undefined ? [call] : [reasoningItem(itemId('rs'), '', encrypted), call];
}
