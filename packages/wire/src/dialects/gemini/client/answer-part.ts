import type { Event } from '../../../event.ts';
import type { Part, Signature } from '../../../part.ts';
import { isObject, type JsonObject, parseNestedJson } from '../../../reading.ts';
import { writeThoughtSignature } from '../terms/thought-signature.ts';

/** Parts of an answer for a client; one that the dialect has no word for gives none. */
export function writePart(part: Part): readonly JsonObject[] {
  switch (part.type) {
    case 'text':
      if (part.text === '' && part.signature === undefined) return [];
      return [{ text: part.text, ...signatureField(part.signature) }];
    case 'refusal':
      return part.text === '' ? [] : [{ text: part.text }];
    case 'reasoning':
      return [
        {
          text: part.text,
          thought: true,
          ...signatureField(part.signature, part.isRedacted),
        },
      ];
    case 'tool-call':
      return [writeCall(part, part.signature)];
    case 'image':
    case 'audio':
    case 'file': {
      if (part.source.kind !== 'base64') return [];
      const mimeType = part.mediaType ?? 'application/octet-stream';
      const signature = part.type === 'image' ? part.signature : undefined;
      const media = writeMedia({ mimeType, data: part.source.data }, signature);
      return part.type === 'audio' ? [media, ...writeTranscript(part.transcript)] : [media];
    }
    case 'native':
      return part.dialect === 'gemini' && isObject(part.value) ? [part.value] : [];
    case 'tool-result':
      return [];
  }
}

/** A function call. Free text of a custom tool, and arguments that are no JSON object, are kept under one key. */
export function writeCall(
  call: {
    readonly id: string;
    readonly name: string;
    readonly arguments: string;
    readonly kind?: 'function' | 'custom' | undefined;
  },
  signature: Signature | undefined,
): JsonObject {
  return {
    functionCall: { id: call.id, name: call.name, args: argumentsOf(call) },
    ...signatureField(signature),
  };
}

function argumentsOf(call: {
  readonly arguments: string;
  readonly kind?: string | undefined;
}): unknown {
  const { arguments: text, kind } = call;
  if (kind === 'custom') return { input: text };
  if (text.trim() === '') return {};
  const value = parseNestedJson(text);
  if (value === null) return {};
  return isObject(value) ? value : { _raw: text };
}

/** Bytes the model made. */
export function writeMedia(
  inline: { readonly mimeType: string; readonly data: string },
  signature: Signature | undefined,
): JsonObject {
  return { inlineData: inline, ...signatureField(signature) };
}

/** What is said in a sound: the dialect has no field beside the bytes. */
export function writeTranscript(transcript: string | undefined): readonly JsonObject[] {
  return transcript === undefined || transcript === '' ? [] : [{ text: transcript }];
}

/** A whole block of an event, where this dialect knows it. */
export function writeNative(event: Extract<Event, { type: 'native' }>): readonly JsonObject[] {
  return event.dialect === 'gemini' && isObject(event.value) ? [event.value] : [];
}

/** The field that carries a signature; nothing where there is none. */
export function signatureField(signature: Signature | undefined, isRedacted = false): JsonObject {
  if (signature === undefined) return {};
  return { thoughtSignature: writeThoughtSignature(signature, isRedacted) };
}
