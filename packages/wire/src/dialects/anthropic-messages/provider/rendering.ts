import { OchaError } from '@ocha/kernel';
import type { ChatCall, Warning } from '../../../call.ts';
import type { Traits } from '../../../traits.ts';

/** A block of the wire while it is being built. */
export type Block = Record<string, unknown>;

/**
 * What every part of the request's renderer needs: the call, the model's traits, and a place for
 * warnings.
 */
export interface Rendering {
  readonly call: ChatCall;
  readonly traits: Traits;
  /**
   * Whether the client spoke this dialect: then its words go on as they are, where the model takes
   * them.
   */
  readonly isOwn: boolean;
  readonly warnings: Warning[];
  /** Notes what could not be said. The same note is made once. */
  warn(param: string, action: Warning['action'], reason: string): void;
}

/** A rendering of one call. */
export function createRendering(call: ChatCall, traits: Traits): Rendering {
  const warnings: Warning[] = [];
  return {
    call,
    traits,
    isOwn: call.dialect === 'anthropic-messages',
    warnings,
    warn(param, action, reason) {
      const isKnown = warnings.some((note) => note.param === param && note.reason === reason);
      if (!isKnown) warnings.push({ param, action, reason });
    },
  };
}

/** The error for what must not be dropped and cannot be said. */
export function unsupported(param: string, message: string): OchaError {
  return new OchaError('unsupported_feature', message, { param });
}
