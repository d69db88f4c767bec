import { type Failure, OchaError } from '@ocha/kernel';
import type { Plan } from '../routing/index.ts';
import { VERDICTS } from './verdict.ts';

/** One failed attempt, for the error that ends a request. */
export interface FailedAttempt {
  readonly deployment: string;
  readonly failure: Failure;
}

/** Suggested wait when no provider gave a hint. */
const RETRY_AFTER_MS = 1_000;

/** The error of a failure that is the request's own: the provider's words, its status, and nothing of ours. */
export function callError(deployment: string, failure: Failure): OchaError {
  const { code } = VERDICTS[failure.kind];
  const isClientStatus =
    failure.status !== undefined && failure.status >= 400 && failure.status < 500;
  // 401 to 404 say something about keys and models of ours to a client, which a refused request does not mean.
  const mayKeepStatus =
    code === 'provider_rejected' &&
    isClientStatus &&
    ![401, 402, 403, 404].includes(failure.status ?? 0);
  return new OchaError(code, `${deployment}: ${failure.message}`, {
    ...(failure.param === undefined ? {} : { param: failure.param }),
    ...(mayKeepStatus && failure.status !== undefined ? { status: failure.status } : {}),
    ...(failure.body === undefined ? {} : { providerBody: failure.body }),
    cause: failure.cause,
  });
}

/** The error when every attempt failed: names each of them. */
export function exhaustedError(
  plan: Plan,
  failed: readonly FailedAttempt[],
  isLate: boolean,
): OchaError {
  const list = failed
    .map(({ deployment, failure }) => ` ${deployment}: ${failure.message}`)
    .join(';');
  const kinds = new Set(failed.map(({ failure }) => failure.kind));
  const model = plan.route ?? plan.deployments[0]?.deployment.id ?? 'the model';
  if (plan.isExplicit && kinds.size === 1 && kinds.has('model_gone')) {
    return new OchaError('model_unknown', `the provider does not know the model.${list}`, {
      param: 'model',
    });
  }
  if (isLate) {
    return new OchaError(
      'deadline_exceeded',
      `no complete answer from ${model} within the time allowed.${list}`,
    );
  }
  const code =
    kinds.size === 1 && kinds.has('rate_limited') ? 'rate_limited' : 'all_attempts_failed';
  const verb = code === 'rate_limited' ? 'is rate limited everywhere' : 'could not be reached';
  const attempts = failed.length === 1 ? '1 attempt' : `${failed.length} attempts`;
  return new OchaError(code, `${model} ${verb} after ${attempts}.${list}`, {
    retryAfterMs: retryAfterMs(failed),
    cause: failed.at(-1)?.failure.cause,
  });
}

/** The soonest any provider wants to be asked again. */
function retryAfterMs(failed: readonly FailedAttempt[]): number {
  const hints = failed.flatMap(({ failure }) => failure.retryAfterMs ?? []);
  return hints.length === 0 ? RETRY_AFTER_MS : Math.min(...hints);
}
