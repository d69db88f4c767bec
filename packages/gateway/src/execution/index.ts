/**
 * Room 6, execution: attempts. Takes a `Plan`, gives an `Outcome`: the first reply that may be committed to.
 * May fail as: all_attempts_failed, rate_limited, deadline_exceeded, the request's own errors, client_gone.
 * Invariants: attempts ≤ plan.attemptsMax; none starts past the deadline; no deployment is tried twice while another
 * has not been; what the client gets comes from one attempt. Why here: everything before the commit point can still be
 * undone.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { LIMITS } from '@ocha/config';
import {
  type Deadline,
  type Env,
  type ErrorCode,
  type Failure,
  isOchaError,
  OchaError,
} from '@ocha/kernel';
import { backoffMs } from '@ocha/resilience';
import type { Warning } from '@ocha/wire';
import type { Admittance, Health } from '../health/index.ts';
import type { Intake } from '../ingress/index.ts';
import type { Gone } from '../listener/index.ts';
import type { Plan, PlannedDeployment } from '../routing/index.ts';
import type { Reply, Upstream } from '../upstream/index.ts';
import { callError, exhaustedError, type FailedAttempt } from './final-error.ts';
import { VERDICTS } from './verdict.ts';

/** One attempt, as it goes into the log. */
export interface AttemptRecord {
  readonly deployment: string;
  /** The deployment's bounded name, for metrics. */
  readonly label: string;
  readonly lane: 'fast' | 'hub';
  /** `ok`, or the failure's kind. */
  readonly outcome: 'ok' | Failure['kind'];
  readonly status: number | undefined;
  readonly message: string | undefined;
  readonly durationMs: number;
}

/** The reply that goes to the client, and how it was come by. */
export interface Outcome {
  readonly reply: Reply;
  readonly planned: PlannedDeployment;
  readonly warnings: readonly Warning[];
  readonly providerRequestId: string | undefined;
  /** To be told when the stream breaks after its first content. */
  readonly noteBroken: (failure: Failure) => void;
}

export interface ExecuteOptions {
  readonly plan: Plan;
  readonly intake: Intake;
  readonly deadline: Deadline;
  readonly headers: IncomingHttpHeaders;
  readonly gone: Gone;
  readonly upstream: Upstream;
  readonly health: Health;
  readonly env: Pick<Env, 'clock' | 'timers' | 'random'>;
  /** Told of every attempt when it ended (or, for a stream, reached its first content). */
  readonly record: (attempt: AttemptRecord) => void;
}

/**
 * What keeps one deployment from being asked and need not keep the next: a deployment of the client's own dialect takes
 * bodies that we cannot translate, and fetches media that we could not.
 */
const UNABLE: ReadonlySet<ErrorCode> = new Set([
  'unsupported_parameter',
  'unsupported_feature',
  'invalid_request',
  'media_unavailable',
]);

const BACKOFF = { baseMs: LIMITS.backoffBaseMs, capMs: LIMITS.backoffCapMs };

/** Tries the plan's deployments in order until one answers. */
export async function execute(options: ExecuteOptions): Promise<Outcome> {
  const { plan } = options;
  const progress: Progress = { failed: [], unable: undefined, salvage: undefined, retriable: [] };
  const mayGoOn = (): boolean => progress.failed.length < plan.attemptsMax && !isLate(options);
  const passedOver: PlannedDeployment[] = [];
  for (const planned of plan.deployments) {
    if (!mayGoOn()) break;
    const admittance = options.health.admit(planned.deployment);
    if (admittance === undefined) passedOver.push(planned);
    else {
      const outcome = await attempt(planned, options, { progress, admittance });
      if (outcome !== undefined) return outcome;
    }
  }
  // Nobody better answered: a deployment with an open breaker is still better than none.
  for (const planned of passedOver) {
    if (!mayGoOn()) break;
    const admittance = options.health.insist(planned.deployment);
    const outcome = await attempt(planned, options, { progress, admittance });
    if (outcome !== undefined) return outcome;
  }
  for (let retry = 1; retry <= LIMITS.retriesPerDeploymentMax && mayGoOn(); retry += 1) {
    const outcome = await retryOne(retry, options, progress);
    if (outcome !== undefined) return outcome;
  }
  if (progress.salvage !== undefined) return progress.salvage;
  if (progress.failed.length === 0 && progress.unable !== undefined) throw progress.unable;
  throw exhaustedError(plan, progress.failed, isLate(options));
}

/** Whether what is left of the time is needed for telling the client so. */
function isLate({ deadline }: ExecuteOptions): boolean {
  return deadline.remainingMs() <= LIMITS.deadlineReserveMs;
}

/** What the attempts so far have left behind. */
interface Progress {
  readonly failed: FailedAttempt[];
  /** Why a deployment could not be asked at all: told when none could. */
  unable: OchaError | undefined;
  /** An empty answer: better than none. */
  salvage: Outcome | undefined;
  /** Deployments that may be asked once more, soonest first. */
  readonly retriable: { readonly planned: PlannedDeployment; readonly failure: Failure }[];
}

/** One attempt: an outcome, or undefined when the next one shall be tried. Throws what ends the request. */
async function attempt(
  planned: PlannedDeployment,
  options: ExecuteOptions,
  { progress, admittance }: { readonly progress: Progress; readonly admittance: Admittance },
): Promise<Outcome | undefined> {
  const { plan, intake, deadline, env, upstream, headers, gone } = options;
  const startedAt = env.clock.monotonic();
  const note = (outcome: AttemptRecord['outcome'], failure?: Failure): void => {
    const { deployment, lane } = planned;
    const durationMs = env.clock.monotonic() - startedAt;
    const { id, label } = deployment;
    const { status, message } = failure ?? {};
    options.record({ deployment: id, label, lane, outcome, status, message, durationMs });
  };
  const totalMs = deadline.remainingMs() - LIMITS.deadlineReserveMs;
  const patienceMs = intake.inspection.isStream
    ? plan.timeouts.firstContentMs
    : plan.timeouts.wholeMs;
  const timeouts = {
    firstContentMs: Math.min(patienceMs, totalMs),
    idleMs: plan.timeouts.idleMs,
    totalMs,
  };
  const onGone = (abort: () => void) => gone.subscribe(abort);
  try {
    const result = await upstream.send({
      planned,
      intake,
      params: plan.params,
      timeouts,
      headers,
      onGone,
    });
    if (gone.isGone) throw new OchaError('client_gone', 'the client closed the connection');
    if (result.type === 'reply') {
      note('ok');
      admittance.succeed();
      const { reply, warnings, providerRequestId } = result;
      const noteBroken = (failure: Failure): void =>
        options.health.noteBroken(planned.deployment, failure);
      return { reply, planned, warnings, providerRequestId, noteBroken };
    }
    note(result.failure.kind, result.failure);
    admittance.fail(result.failure);
    settle(planned, result.failure, progress);
    if (result.salvage !== undefined) {
      progress.salvage ??= {
        reply: result.salvage,
        planned,
        warnings: [],
        providerRequestId: undefined,
        noteBroken: () => {},
      };
    }
    return undefined;
  } catch (error) {
    admittance.release();
    // The deployment cannot be asked this; another one perhaps can.
    if (!isOchaError(error) || !UNABLE.has(error.code)) throw error;
    progress.unable ??= error;
    return undefined;
  }
}

/** Books a failure; throws when it is the request's own. */
function settle(planned: PlannedDeployment, failure: Failure, progress: Progress): void {
  const verdict = VERDICTS[failure.kind];
  if (!verdict.failover) throw callError(planned.deployment.id, failure);
  progress.failed.push({ deployment: planned.deployment.id, failure });
  if (verdict.retry !== 'never') progress.retriable.push({ planned, failure });
}

/** Asks a deployment once more, the one that may be asked soonest, after the wait it needs. */
async function retryOne(
  retry: number,
  options: ExecuteOptions,
  progress: Progress,
): Promise<Outcome | undefined> {
  const waits = progress.retriable.splice(0).map(({ planned, failure }) => ({
    planned,
    waitMs: waitBeforeRetry(failure, retry, options.env),
  }));
  const soonest = waits.toSorted((left, right) => left.waitMs - right.waitMs)[0];
  const leftMs = options.deadline.remainingMs() - LIMITS.deadlineReserveMs;
  if (soonest === undefined || soonest.waitMs > LIMITS.retryHintMsMax || soonest.waitMs >= leftMs)
    return undefined;
  await waitUnlessGone(soonest.waitMs, options);
  const admittance = options.health.insist(soonest.planned.deployment);
  return attempt(soonest.planned, options, { progress, admittance });
}

function waitBeforeRetry(failure: Failure, retry: number, env: Pick<Env, 'random'>): number {
  const waitMs = backoffMs(retry, BACKOFF, env.random);
  if (VERDICTS[failure.kind].retry !== 'hint') return Math.max(waitMs, failure.retryAfterMs ?? 0);
  // Without a hint nobody knows when the limit ends, and asking again at once would only feed it.
  const hintMs = failure.retryAfterMs ?? LIMITS.rateLimitBackoffMs;
  return hintMs + waitMs;
}

async function waitUnlessGone(waitMs: number, { env, gone }: ExecuteOptions): Promise<void> {
  const controller = new AbortController();
  const takeBack = gone.subscribe(() =>
    controller.abort(new OchaError('client_gone', 'the client closed the connection')),
  );
  try {
    await env.timers.sleep(waitMs, controller.signal);
  } finally {
    takeBack();
  }
}
