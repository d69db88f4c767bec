import type { Warning } from '../../../call.ts';

/** Gathers what a request could not say; one warning a parameter. */
export interface WarningList {
  dropped(param: string, reason: string): void;
  changed(param: string, reason: string): void;
  list(): readonly Warning[];
}

/** An empty list for one request. */
export function createWarningList(): WarningList {
  const warnings = new Map<string, Warning>();
  const add = (param: string, action: Warning['action'], reason: string): void => {
    if (!warnings.has(param)) warnings.set(param, { param, action, reason });
  };
  return {
    dropped: (param, reason) => add(param, 'dropped', reason),
    changed: (param, reason) => add(param, 'changed', reason),
    list: () => [...warnings.values()],
  };
}
