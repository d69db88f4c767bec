import type { Part, ReasoningPart, ToolCallPart } from '../../../part.ts';
import { isObject, type JsonObject, textOf } from '../../../reading.ts';
import { decodeSignature } from '../../../signature-carrier.ts';
import { annotationsOf } from '../terms/citation.ts';
import { decodeToolName } from '../terms/tool-name.ts';
import { nativeFields } from './parse-media.ts';

const TOOL_USE_FIELDS: ReadonlySet<string> = new Set(['type', 'id', 'name', 'input']);

/** The fields of a tool call besides the usual ones (`caller`, `toolset_name`). */
export function toolCallFields(block: JsonObject): Pick<ToolCallPart, 'native'> {
  const native = nativeFields(block, TOOL_USE_FIELDS);
  return native === undefined ? {} : { native };
}

/** One content block of an answer as a part; undefined for an empty text block. */
export function partOf(block: JsonObject, mintId: (prefix: string) => string): Part | undefined {
  switch (block['type']) {
    case 'text':
      return textPart(block);
    case 'thinking':
      return thinkingPart(block);
    case 'redacted_thinking':
      return {
        type: 'reasoning',
        text: '',
        isRedacted: true,
        signature: decodeSignature(String(block['data'] ?? ''), 'anthropic-messages'),
      };
    case 'tool_use':
      return {
        type: 'tool-call',
        id: textOf(block['id']) ?? mintId('toolu'),
        name: decodeToolName(String(block['name'] ?? '')),
        arguments: argumentsOf(block['input']),
        ...toolCallFields(block),
      };
    default:
      return {
        type: 'native',
        dialect: 'anthropic-messages',
        name: String(block['type'] ?? 'unknown'),
        value: block,
      };
  }
}

function textPart(block: JsonObject): Part | undefined {
  const text = typeof block['text'] === 'string' ? block['text'] : '';
  // A citation covers its whole block: other dialects want to know from where to where that is.
  const annotations = annotationsOf(block['citations'])?.map((citation) => ({
    ...citation,
    start: 0,
    end: text.length,
  }));
  if (text === '' && annotations === undefined) return undefined;
  return { type: 'text', text, ...(annotations === undefined ? {} : { annotations }) };
}

function thinkingPart(block: JsonObject): ReasoningPart {
  const signature = textOf(block['signature']);
  return {
    type: 'reasoning',
    text: typeof block['thinking'] === 'string' ? block['thinking'] : '',
    ...(signature === undefined
      ? {}
      : { signature: decodeSignature(signature, 'anthropic-messages') }),
  };
}

/** A tool call's input as JSON text. Some servers send text where the dialect has an object. */
export function argumentsOf(input: unknown): string {
  if (typeof input === 'string') return input.trim() === '' ? '{}' : input;
  return JSON.stringify(isObject(input) || Array.isArray(input) ? input : {});
}
