import type { StopReason } from '../../../event.ts';
import { isObject, type JsonObject, textOf } from '../../../reading.ts';

/** What an answer holds, as far as it decides why it stopped. */
export interface ContentFacts {
  readonly hasToolCall: boolean;
  readonly hasRefusal: boolean;
  readonly hasText: boolean;
}

export interface Stop {
  readonly reason: StopReason;
  readonly nativeReason?: string;
}

/** Why a response ended. A real interruption wins over the tool calls that came before it. */
export function readStop(response: JsonObject, facts: ContentFacts): Stop {
  const status = textOf(response['status']) ?? 'completed';
  if (status === 'completed' || status === 'complete') return { reason: finished(facts) };
  if (status === 'incomplete') return interrupted(response['incomplete_details']);
  if (status === 'failed') return { reason: 'error', nativeReason: status };
  return { reason: 'other', nativeReason: status };
}

function finished(facts: ContentFacts): StopReason {
  if (facts.hasToolCall) return 'tool-calls';
  return facts.hasRefusal && !facts.hasText ? 'refusal' : 'stop';
}

function interrupted(details: unknown): Stop {
  const native = isObject(details) ? textOf(details['reason']) : undefined;
  switch (native) {
    case 'max_output_tokens':
    case 'max_tokens':
      return { reason: 'length', nativeReason: native };
    case 'content_filter':
      return { reason: 'content-filter', nativeReason: native };
    default:
      return { reason: 'other', nativeReason: native ?? 'incomplete' };
  }
}

/** How a response says why it ended. */
export interface Ending {
  readonly status: 'completed' | 'incomplete' | 'failed';
  readonly incompleteReason?: 'max_output_tokens' | 'content_filter';
}

/**
 * The status of a response that ended for this reason. `hasRefusal`: its refusal stands in the
 * output.
 */
export function writeStop(reason: StopReason, hasRefusal: boolean): Ending {
  switch (reason) {
    case 'length':
    case 'context-exceeded':
    // A paused server tool cannot be resumed from here: the nearest that clients know is "there is
    // more".
    case 'pause':
      return { status: 'incomplete', incompleteReason: 'max_output_tokens' };
    case 'content-filter':
      return { status: 'incomplete', incompleteReason: 'content_filter' };
    case 'refusal':
      // A refusal without words would look like an empty success.
      return hasRefusal
        ? { status: 'completed' }
        : { status: 'incomplete', incompleteReason: 'content_filter' };
    case 'error':
      return { status: 'failed' };
    default:
      return { status: 'completed' };
  }
}
