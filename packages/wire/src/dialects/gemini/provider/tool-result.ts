import { OchaError } from '@ocha/kernel';
import type { ToolResultPart } from '../../../part.ts';
import { isObject, parseNestedJson } from '../../../reading.ts';
import { writeToolName } from '../terms/tool-name.ts';
import { renderMedia } from './media.ts';
import type { RenderScope } from './scope.ts';

/** A call that a result may answer. */
export interface KnownCall {
  readonly name: string;
  /** Its place among all calls of the conversation. */
  readonly order: number;
}

/** A tool's result as a function response, and the media that cannot go into it. */
export interface RenderedResult {
  readonly part: Record<string, unknown>;
  readonly order: number;
  /** Parts for a user turn behind the responses; empty where there are none. */
  readonly behind: readonly Record<string, unknown>[];
}

/** Renders one result. The function's name must be known: without it the model matches results by position. */
export function renderResult(
  result: ToolResultPart,
  calls: ReadonlyMap<string, KnownCall>,
  scope: RenderScope,
): RenderedResult {
  const known = calls.get(result.callId);
  const name = result.name ?? known?.name;
  if (name === undefined) {
    throw new OchaError(
      'invalid_request',
      `a tool result answers the call "${result.callId}", which no earlier message holds`,
      { param: 'messages' },
    );
  }
  const media = result.content
    .filter((part) => part.type !== 'text')
    .map((part) => renderMedia(part, scope));
  const goesWithin = scope.traits.toolResultMedia === 'function-response';
  const within = goesWithin ? media.filter((part) => 'inlineData' in part) : [];
  const behind = media.filter((part) => !within.includes(part));
  return {
    part: {
      functionResponse: {
        ...(scope.traits.functionCallIds === 'send' ? { id: result.callId } : {}),
        name: writeToolName(name),
        response: renderResponse(result, behind.length),
        ...(within.length > 0 ? { parts: within } : {}),
      },
    },
    order: known?.order ?? Number.MAX_SAFE_INTEGER,
    behind: behind.length === 0 ? [] : [{ text: `Attached to the result of ${name}:` }, ...behind],
  };
}

/** `response` must be an object: results that are none are wrapped. */
function renderResponse(result: ToolResultPart, attached: number): Record<string, unknown> {
  const texts = result.content.flatMap((part) => (part.type === 'text' ? part.text : []));
  const text = texts.length === 0 && attached > 0 ? 'See the attached media.' : texts.join('\n');
  const value = structured(text);
  if (result.isError === true) return { error: value ?? text };
  return value ?? { result: text };
}

/**
 * The object a text holds, where it can travel as one. Google reads `$ref` within a response as a reference to an
 * attached file and refuses unknown ones, and numbers beyond 2^53 would change: both stay text.
 */
function structured(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{') || text.includes('"$ref"') || /\d{16}/.test(text))
    return undefined;
  const value = parseNestedJson(text);
  return isObject(value) ? { ...value } : undefined;
}
