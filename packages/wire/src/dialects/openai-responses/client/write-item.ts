import type { TokenLogprob } from '../../../event.ts';
import type { Annotation, NativeFields, Part, Signature } from '../../../part.ts';
import { encodeSignature } from '../../../signature-carrier.ts';
import { writeAnnotations } from '../terms/annotation.ts';
import { DIALECT } from '../terms/names.ts';

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** A text or refusal as the content part of a message item. */
export interface MessageContent {
  readonly kind: 'text' | 'refusal';
  readonly text: string;
  readonly annotations?: readonly Annotation[];
  readonly logprobs?: readonly TokenLogprob[];
}

/** A tool call as its item shows it. */
export interface ToolContent {
  readonly callId: string;
  readonly name: string;
  readonly isCustom: boolean;
  readonly arguments: string;
  readonly native?: NativeFields | undefined;
}

/** The content part of a message item. */
export function contentPart(content: MessageContent): Record<string, unknown> {
  if (content.kind === 'refusal') return { type: 'refusal', refusal: content.text };
  return {
    type: 'output_text',
    text: content.text,
    annotations: writeAnnotations(content.annotations, content.text),
    logprobs: content.logprobs ?? [],
  };
}

/** A message item around one content part; around none while it begins. */
export function messageItem(
  id: string,
  status: ItemStatus,
  message: { readonly content?: unknown; readonly native?: NativeFields | undefined },
): Record<string, unknown> {
  return {
    type: 'message',
    id,
    status,
    role: 'assistant',
    content: message.content === undefined ? [] : [message.content],
    ...ownFields(message.native),
  };
}

/** A reasoning item. Its text always stands in the summary, which is what clients show. */
export function reasoningItem(
  id: string,
  text: string,
  encrypted: string | undefined,
): Record<string, unknown> {
  return {
    type: 'reasoning',
    id,
    summary: text === '' ? [] : [{ type: 'summary_text', text }],
    ...(encrypted === undefined ? {} : { encrypted_content: encrypted }),
  };
}

/** Stands for reasoning that nobody signed, as most servers of OpenAI's chat dialect give it. */
const UNSIGNED: Signature = { issuer: 'openai-chat', value: '' };

/**
 * The field of a reasoning item that brings its signature back whatever its issuer. Unsigned reasoning has it too,
 * unless its provider stores it under the item's id: without the field stateless clients leave the item away, and some
 * models want their reasoning back.
 */
export function reasoningCarrier(part: {
  readonly signature?: Signature | undefined;
  readonly isRedacted?: boolean | undefined;
  readonly itemId?: string | undefined;
}): string | undefined {
  const { signature, isRedacted } = part;
  if (signature === undefined && part.itemId !== undefined) return undefined;
  const note = isRedacted === true ? { isRedacted } : undefined;
  return encodeSignature(signature ?? UNSIGNED, DIALECT, note);
}

/** The same for the signature of a tool call, which has no field of its own; undefined where there is none. */
export function callCarrier(signature: Signature | undefined, callId: string): string | undefined {
  return signature === undefined ? undefined : encodeSignature(signature, DIALECT, { callId });
}

/** A function call or custom tool call item. */
export function toolItem(
  id: string,
  status: ItemStatus,
  call: ToolContent,
): Record<string, unknown> {
  return {
    type: call.isCustom ? 'custom_tool_call' : 'function_call',
    id,
    status,
    call_id: call.callId,
    name: call.name,
    [call.isCustom ? 'input' : 'arguments']: call.arguments,
    ...ownFields(call.native),
  };
}

/** An image the model made, in the only item that holds one. */
export function imageItem(id: string, data: string, mediaType: string): Record<string, unknown> {
  return {
    type: 'image_generation_call',
    id,
    status: 'completed',
    result: data,
    output_format: mediaType.slice(mediaType.indexOf('/') + 1),
  };
}

/**
 * The id of an item: the provider's own where it is one of this dialect and not yet used, else a
 * fresh one.
 */
export function createItemIds(
  mintId: (prefix: string) => string,
): (prefix: string, own?: string) => string {
  const used = new Set<string>();
  return (prefix, own) => {
    const id = own?.startsWith(`${prefix}_`) === true && !used.has(own) ? own : mintId(prefix);
    used.add(id);
    return id;
  };
}

/** The prefix of a tool call's item id. */
export function toolPrefix(isCustom: boolean): string {
  return isCustom ? 'ctc' : 'fc';
}

function ownFields(native: NativeFields | undefined): Readonly<Record<string, unknown>> {
  return native?.dialect === DIALECT ? native.fields : {};
}

/** Whether a part shows in a response at all. */
export function isVisible(part: Part): boolean {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text !== '';
    case 'reasoning':
      return part.text !== '' || part.signature !== undefined;
    default:
      return true;
  }
}
