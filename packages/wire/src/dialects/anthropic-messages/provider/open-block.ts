import type { Event } from '../../../event.ts';
import type { Annotation, Signature } from '../../../part.ts';
import { isObject, type JsonObject, parseJson, textOf } from '../../../reading.ts';
import { decodeSignature } from '../../../signature-carrier.ts';
import { argumentsOf, toolCallFields } from '../client/answer-block.ts';
import { annotationOf } from '../terms/citation.ts';
import { decodeToolName } from '../terms/tool-name.ts';

/** A content block of a stream that has begun and not ended. */
export interface OpenBlock {
  /** Tool calls may run beside each other; every other block ends before the next begins. */
  readonly isParallel: boolean;
  readonly isToolCall: boolean;
  start(): Event[];
  delta(delta: JsonObject): Event[];
  end(): Event[];
}

interface At {
  readonly choice: number;
  readonly block: number;
}

/** The block that a `content_block_start` begins. */
export function openBlock(
  content: JsonObject,
  block: number,
  mintId: (prefix: string) => string,
): OpenBlock {
  const at: At = { choice: 0, block };
  switch (content['type']) {
    case 'text':
      return openText(content, at);
    case 'thinking':
      return openThinking(content, at);
    case 'redacted_thinking':
      return openRedacted(content, at);
    case 'tool_use':
      return openToolUse(content, at, mintId);
    default:
      return openNative(content, at);
  }
}

/** The block that a delta belongs to whose start never came. */
export function contentOfDelta(delta: JsonObject): JsonObject | undefined {
  switch (delta['type']) {
    case 'text_delta':
    case 'citations_delta':
      return { type: 'text', text: '' };
    case 'thinking_delta':
    case 'signature_delta':
      return { type: 'thinking', thinking: '' };
    default:
      return undefined;
  }
}

/**
 * A text block begins with its first character: the API sends empty ones, and refuses them when
 * they come back.
 */
function openText(content: JsonObject, at: At): OpenBlock {
  const citations: Annotation[] = [];
  let length = 0;
  let hasBegun = false;
  const begin = (): Event[] => {
    if (hasBegun) return [];
    hasBegun = true;
    return [{ type: 'text-start', ...at }];
  };
  const say = (text: unknown): Event[] => {
    if (typeof text !== 'string' || text === '') return [];
    length += text.length;
    return [...begin(), { type: 'text-delta', text, ...at }];
  };
  return {
    isParallel: false,
    isToolCall: false,
    start: () => say(content['text']),
    delta(delta) {
      if (delta['type'] === 'text_delta') return say(delta['text']);
      if (delta['type'] === 'citations_delta' && isObject(delta['citation']))
        citations.push(annotationOf(delta['citation']));
      return [];
    },
    end() {
      if (citations.length === 0) return hasBegun ? [{ type: 'text-end', ...at }] : [];
      // A citation covers its whole block: other dialects want to know from where to where that is.
      const annotations = citations.map((citation) => ({ ...citation, start: 0, end: length }));
      return [...begin(), { type: 'text-end', annotations, ...at }];
    },
  };
}

function openThinking(content: JsonObject, at: At): OpenBlock {
  let signature = textOf(content['signature']);
  const say = (text: unknown): Event[] =>
    typeof text === 'string' && text !== '' ? [{ type: 'reasoning-delta', text, ...at }] : [];
  return {
    isParallel: false,
    isToolCall: false,
    start: () => [{ type: 'reasoning-start', ...at }, ...say(content['thinking'])],
    delta(delta) {
      if (delta['type'] === 'thinking_delta') return say(delta['thinking']);
      if (delta['type'] === 'signature_delta') signature = textOf(delta['signature']) ?? signature;
      return [];
    },
    end: () => [{ type: 'reasoning-end', ...signed(signature), ...at }],
  };
}

function signed(text: string | undefined): { readonly signature?: Signature } {
  return text === undefined ? {} : { signature: decodeSignature(text, 'anthropic-messages') };
}

function openRedacted(content: JsonObject, at: At): OpenBlock {
  return {
    isParallel: false,
    isToolCall: false,
    start: () => [{ type: 'reasoning-start', ...at }],
    delta: () => [],
    end: () => [
      { type: 'reasoning-end', isRedacted: true, ...signed(textOf(content['data'])), ...at },
    ],
  };
}

function openToolUse(content: JsonObject, at: At, mintId: (prefix: string) => string): OpenBlock {
  let hasInput = false;
  return {
    isParallel: true,
    isToolCall: true,
    start: () => [
      {
        type: 'tool-input-start',
        id: textOf(content['id']) ?? mintId('toolu'),
        name: decodeToolName(String(content['name'] ?? '')),
        ...toolCallFields(content),
        ...at,
      },
    ],
    delta(delta) {
      const text = delta['type'] === 'input_json_delta' ? textOf(delta['partial_json']) : undefined;
      if (text === undefined) return [];
      hasInput = true;
      return [{ type: 'tool-input-delta', text, ...at }];
    },
    end() {
      // Some servers send the whole input with the start and no delta.
      const whole: Event[] = hasInput
        ? []
        : [{ type: 'tool-input-delta', text: argumentsOf(content['input']), ...at }];
      return [...whole, { type: 'tool-input-end', ...at }];
    },
  };
}

/** A block of the provider's own tools: gathered, and told as one when it ends. */
function openNative(content: JsonObject, at: At): OpenBlock {
  const value: Record<string, unknown> = { ...content };
  let input = '';
  return {
    isParallel: false,
    isToolCall: false,
    start: () => [],
    delta(delta) {
      if (delta['type'] === 'input_json_delta') {
        input += textOf(delta['partial_json']) ?? '';
        return [];
      }
      const { type: _type, ...fields } = delta;
      Object.assign(value, fields);
      return [];
    },
    end() {
      if (input !== '') value['input'] = parseJson(input) ?? { _raw: input };
      return [
        {
          type: 'native',
          dialect: 'anthropic-messages',
          name: String(content['type'] ?? 'unknown'),
          value,
          ...at,
        },
      ];
    },
  };
}
