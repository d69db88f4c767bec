import type { Answer, Choice } from '../../../answer.ts';
import type { RenderContext } from '../../../dialect.ts';
import { renderDataUrl } from '../../../media/data-url.ts';
import type { Part, ReasoningPart, RefusalPart, ToolCallPart } from '../../../part.ts';
import { defined } from '../../../reading.ts';
import { renderAnnotations } from '../terms/annotations.ts';
import { losesMeaning, renderFinishReason } from '../terms/finish-reason.ts';
import { renderDetail } from '../terms/reasoning-details.ts';
import { renderThoughtSignature } from '../terms/thought-signature.ts';
import { renderUsage } from '../terms/usage.ts';

/** A whole answer as a `chat.completion`. */
export function renderAnswer(answer: Answer, context: RenderContext): Record<string, unknown> {
  const isOlder = expectsFunctionCall(context);
  return defined({
    id: answer.id === '' ? context.mintId('chatcmpl') : answer.id,
    object: 'chat.completion',
    created: answer.createdAt ?? context.createdAt,
    model: answer.model === '' ? context.call.model : answer.model,
    choices: answer.choices.map((choice) => renderChoice(choice, isOlder)),
    usage: answer.usage === undefined ? undefined : renderUsage(answer.usage),
    service_tier: answer.serviceTier,
    system_fingerprint: answer.systemFingerprint ?? null,
  });
}

/**
 * Whether the client speaks the older form of tools: it sent `functions` and knows no `tool_calls`.
 */
export function expectsFunctionCall(context: RenderContext): boolean {
  return context.call.dialect === 'openai-chat' && Array.isArray(context.call.extra['functions']);
}

/** What stands beside `finish_reason` where that says less than the provider did. */
export function renderStop(choice: {
  readonly reason: Choice['reason'];
  readonly nativeReason?: string;
  readonly stopSequence?: string;
}): Record<string, unknown> {
  return defined({
    native_finish_reason: losesMeaning(choice.reason) ? choice.nativeReason : undefined,
    stop_reason: choice.stopSequence,
  });
}

/** An image that the model made, as OpenRouter sends them. */
export function renderImage(mediaType: string, data: string, index: number): unknown {
  return { type: 'image_url', image_url: { url: renderDataUrl(mediaType, data) }, index };
}

function renderChoice(choice: Choice, isOlder: boolean): Record<string, unknown> {
  const reason = renderFinishReason(choice.reason, choice.parts.some(isRefusal));
  return {
    index: choice.index,
    message: renderMessage(choice.parts, isOlder),
    logprobs: choice.logprobs === undefined ? null : { content: choice.logprobs, refusal: null },
    finish_reason: isOlder && reason === 'tool_calls' ? 'function_call' : reason,
    ...renderStop(choice),
  };
}

/** A refusal without words would make an answer that was refused look like an empty success. */
function isRefusal(part: Part): part is RefusalPart {
  return part.type === 'refusal' && part.text !== '';
}

function renderMessage(parts: readonly Part[], isOlder: boolean): Record<string, unknown> {
  const texts = parts.filter((part) => part.type === 'text');
  const refusals = parts.filter(isRefusal);
  const calls = parts.filter((part) => part.type === 'tool-call');
  const annotations = renderAnnotations(texts.flatMap((part) => part.annotations ?? []));
  const signature = texts.find((part) => part.signature !== undefined)?.signature;
  return defined({
    role: 'assistant',
    content: texts.length === 0 ? null : texts.map((part) => part.text).join(''),
    refusal: refusals.length === 0 ? null : refusals.map((part) => part.text).join(''),
    annotations: annotations.length === 0 ? undefined : annotations,
    ...renderReasoning(parts.filter((part) => part.type === 'reasoning')),
    ...renderCalls(calls, isOlder),
    extra_content: signature === undefined ? undefined : renderThoughtSignature(signature),
    ...renderMedia(parts),
  });
}

function renderReasoning(parts: readonly ReasoningPart[]): Record<string, unknown> {
  const text = parts.map((part) => part.text).join('');
  const signed = parts.filter((part) => part.signature !== undefined);
  return defined({
    reasoning_content: text === '' ? undefined : text,
    // Text alone needs no carrier. Where one block needs it, all are listed: their order matters to
    // the issuer.
    reasoning_details: signed.length === 0 ? undefined : parts.map(renderDetail),
  });
}

function renderCalls(calls: readonly ToolCallPart[], isOlder: boolean): Record<string, unknown> {
  const [first] = calls;
  if (first === undefined) return {};
  if (isOlder) return { function_call: { name: first.name, arguments: first.arguments } };
  return {
    tool_calls: calls.map((call) => {
      const body =
        call.kind === 'custom'
          ? { type: 'custom', custom: { name: call.name, input: call.arguments } }
          : { type: 'function', function: { name: call.name, arguments: call.arguments } };
      const signature =
        call.signature === undefined
          ? {}
          : { extra_content: renderThoughtSignature(call.signature) };
      return { id: call.id, ...body, ...signature };
    }),
  };
}

function renderMedia(parts: readonly Part[]): Record<string, unknown> {
  const images: unknown[] = [];
  const files: unknown[] = [];
  let audio: Record<string, unknown> | undefined;
  for (const part of parts) {
    if (part.type === 'audio') {
      const data = part.source.kind === 'base64' ? part.source.data : '';
      audio ??= { id: part.id ?? 'audio', data, transcript: part.transcript ?? '', expires_at: 0 };
    } else if (part.type === 'image' && part.source.kind === 'base64') {
      images.push(renderImage(part.mediaType ?? 'image/png', part.source.data, images.length));
    } else if (part.type === 'file' && part.source.kind === 'base64') {
      const mediaType = part.mediaType ?? 'application/octet-stream';
      files.push({ type: 'file', file: { file_data: renderDataUrl(mediaType, part.source.data) } });
    }
  }
  return defined({
    audio,
    images: images.length === 0 ? undefined : images,
    files: files.length === 0 ? undefined : files,
  });
}
