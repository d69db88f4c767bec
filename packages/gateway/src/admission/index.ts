/**
 * Room 4, admission: whether to take the work at all. Takes a `Principal` and an `Intake`, gives a `Ticket`.
 * May fail as: overloaded, model_forbidden. Invariants: every ticket is given back exactly once (the pipeline's
 * `finally` sees to it). Why here: after the call is known, because what may be used depends on it; before routing, so
 * that a refusal costs no plan.
 */
import { OchaError } from '@ocha/kernel';
import type { Principal } from '../identity/index.ts';
import type { Intake } from '../ingress/index.ts';

/** A place in the house. Releasing gives it back. */
export interface Ticket {
  /** Idempotent. */
  release(): void;
}

export interface Admission {
  admit(principal: Principal, intake: Intake): Ticket;
  readonly inFlightCount: number;
}

/** How long a caller that was shed should wait. */
const RETRY_AFTER_MS = 1_000;

/** Admission with a bound on the requests in flight in this worker. */
export function createAdmission(options: { readonly inFlightMax: number }): Admission {
  let inFlightCount = 0;
  return {
    admit(principal, intake) {
      assertAllowed(principal, intake.inspection.model);
      if (inFlightCount >= options.inFlightMax) {
        throw new OchaError(
          'overloaded',
          'this gateway node has as many requests in flight as it takes',
          {
            retryAfterMs: RETRY_AFTER_MS,
          },
        );
      }
      inFlightCount += 1;
      let isHeld = true;
      return {
        release() {
          if (isHeld) inFlightCount -= 1;
          isHeld = false;
        },
      };
    },
    get inFlightCount() {
      return inFlightCount;
    },
  };
}

function assertAllowed(principal: Principal, model: string): void {
  if (principal.models === undefined) return;
  if (principal.models.some((pattern) => matchesPattern(model, pattern))) return;
  throw new OchaError(
    'model_forbidden',
    `the key "${principal.keyName}" may not use the model ${model}`,
    {
      param: 'model',
    },
  );
}

/** Whether a name matches a pattern in which `*` stands for anything. */
export function matchesPattern(name: string, pattern: string): boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return name === pattern;
  if (!name.startsWith(first)) return false;
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const next = name.indexOf(piece, position);
    if (next < 0) return false;
    position = next + piece.length;
  }
  const last = pieces.at(-1) ?? '';
  return name.length - last.length >= position && name.endsWith(last);
}
