/**
 * health: how each deployment has been doing, seen from this worker. Takes the outcomes of attempts, gives an answer to
 * "may it be asked now?". Invariants: an open breaker lets one live attempt through at a time, when its time is up;
 * what the request itself was to blame for never counts; a deployment is only ever put last, so that somebody is always
 * left.
 */
import { LIMITS } from '@ocha/config';
import type { Env, Failure, FailureKind } from '@ocha/kernel';
import { BREAKER_DEFAULTS, type Breaker, createBreaker } from '@ocha/resilience';
import type { Deployment } from '../catalog/index.ts';
import type { Verdict } from '../execution/verdict.ts';

/** A permission to ask a deployment. Exactly one of its calls must be made, once. */
export interface Admittance {
  succeed(): void;
  fail(failure: Failure): void;
  /** Nothing was learnt: the client went, or the request was wrong. */
  release(): void;
}

export interface Health {
  /** A permission to ask a deployment, or undefined while its breaker is open. */
  admit(deployment: Deployment): Admittance | undefined;
  /** A permission against the breaker's advice, for when nobody else is left. */
  insist(deployment: Deployment): Admittance;
  /** A stream broke after its first content, when its attempt had already been booked as good. */
  noteBroken(deployment: Deployment, failure: Failure): void;
}

/** Health kept in this worker, one breaker a deployment. */
export function createHealth(
  env: Pick<Env, 'clock' | 'random' | 'log' | 'metrics'>,
  verdicts: Readonly<Record<FailureKind, Verdict>>,
): Health {
  const breakers = new Map<string, Breaker>();
  const transitions = env.metrics.counter({
    name: 'ocha_health_breaker_transitions_total',
    help: 'Changes of a breaker, by deployment and the state it changed to.',
    labels: ['deployment', 'state'],
  });
  const breakerOf = (deployment: Deployment): Breaker => {
    const known = breakers.get(deployment.id);
    if (known !== undefined) return known;
    if (breakers.size >= LIMITS.dynamicDeploymentsMax) dropOldest(breakers);
    const made = createBreaker(BREAKER_DEFAULTS, env.random);
    breakers.set(deployment.id, made);
    return made;
  };
  const fail = (deployment: Deployment, breaker: Breaker, failure: Failure): void => {
    const weight = verdicts[failure.kind].breaker;
    if (weight === 'none') breaker.release();
    else if (breaker.failure(env.clock.monotonic(), weight, failure.retryAfterMs)) {
      transitions.add(1, deployment.label, 'open');
      env.log.warn('breaker_opened', { deployment: deployment.id, reason: failure.message });
    }
  };
  const succeed = (deployment: Deployment, breaker: Breaker, isProbe: boolean): void => {
    breaker.success(env.clock.monotonic());
    if (!isProbe) return;
    transitions.add(1, deployment.label, 'closed');
    env.log.info('breaker_closed', { deployment: deployment.id });
  };
  const admittance = (deployment: Deployment, breaker: Breaker, isProbe: boolean): Admittance => {
    // Attempts from before it opened, and those made for want of anybody else, are no probe: they do not decide.
    const counts = (): boolean => isProbe || isClosed(breaker, env.clock.monotonic());
    return {
      succeed: () => void (counts() && succeed(deployment, breaker, isProbe)),
      fail: (failure) => void (counts() && fail(deployment, breaker, failure)),
      release: () => void (isProbe && breaker.release()),
    };
  };
  return {
    admit(deployment) {
      const breaker = breakerOf(deployment);
      const now = env.clock.monotonic();
      const isProbe = !isClosed(breaker, now);
      return breaker.tryAdmit(now) ? admittance(deployment, breaker, isProbe) : undefined;
    },
    insist: (deployment) => admittance(deployment, breakerOf(deployment), false),
    noteBroken(deployment, failure) {
      const breaker = breakerOf(deployment);
      if (isClosed(breaker, env.clock.monotonic())) fail(deployment, breaker, failure);
    },
  };
}

function isClosed(breaker: Breaker, now: number): boolean {
  return breaker.state(now).value === 'closed';
}

function dropOldest(breakers: Map<string, Breaker>): void {
  const oldest = breakers.keys().next();
  if (!oldest.done) breakers.delete(oldest.value);
}
