import type { ChatCall, Warning } from '../../../call.ts';
import type { Traits } from '../../../traits.ts';

/** What every step of rendering one call needs, and where it says what it could not express. */
export interface RenderScope {
  readonly call: ChatCall;
  readonly traits: Traits;
  readonly warnings: readonly Warning[];
  dropped(param: string, reason: string): void;
  changed(param: string, reason: string): void;
}

/** A scope for one call. Each parameter is warned about once. */
export function createScope(call: ChatCall, traits: Traits): RenderScope {
  const warnings: Warning[] = [];
  const seen = new Set<string>();
  const warn = (warning: Warning): void => {
    const key = `${warning.action} ${warning.param}`;
    if (seen.has(key)) return;
    seen.add(key);
    warnings.push(warning);
  };
  return {
    call,
    traits,
    warnings,
    dropped: (param, reason) => warn({ param, action: 'dropped', reason }),
    changed: (param, reason) => warn({ param, action: 'changed', reason }),
  };
}
