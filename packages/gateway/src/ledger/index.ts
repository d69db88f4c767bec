/**
 * ledger: what happened. One wide log event, metrics and one usage record a request.
 * Invariants: every request that arrived leaves exactly one event, refused ones too; nothing here waits or throws.
 */
import type { Env, OchaError } from '@ocha/kernel';
import type { UsageLog } from '@ocha/store';
import type { Usage } from '@ocha/wire';
import type { AttemptRecord } from '../execution/index.ts';
import type { Principal } from '../identity/index.ts';
import type { Intake } from '../ingress/index.ts';
import type { Arrival } from '../listener/index.ts';
import type { Plan, PlannedDeployment } from '../routing/index.ts';
import { createMeters, type Meters } from './meters.ts';

/** The record of one request while it runs. */
export interface RequestWatch {
  setPrincipal(principal: Principal): void;
  setIntake(intake: Intake): void;
  setPlan(plan: Plan): void;
  setPlanned(planned: PlannedDeployment, providerRequestId: string | undefined): void;
  noteAttempt(attempt: AttemptRecord): void;
  noteFirstContent(): void;
  setUsage(usage: Usage | undefined): void;
  fail(error: OchaError): void;
  readonly attemptCount: number;
  /** Milliseconds spent in the gateway so far, waiting for providers left out. */
  overheadMs(): number;
  /** Writes everything down. */
  close(): void;
}

export interface Ledger {
  open(arrival: Arrival): RequestWatch;
}

/** The ledger over a usage log. */
export function createLedger(env: Env, usageLog: UsageLog): Ledger {
  const meters = createMeters(env.metrics);
  return { open: (arrival) => new Watch({ arrival, env, usageLog, meters }) };
}

interface WatchOptions {
  readonly arrival: Arrival;
  readonly env: Env;
  readonly usageLog: UsageLog;
  readonly meters: Meters;
}

class Watch implements RequestWatch {
  readonly #options: WatchOptions;
  #principal: Principal | undefined;
  #intake: Intake | undefined;
  #plan: Plan | undefined;
  #planned: PlannedDeployment | undefined;
  #providerRequestId: string | undefined;
  #attempts: AttemptRecord[] = [];
  #waitedMs = 0;
  #firstContentAt: number | undefined;
  #usage: Usage | undefined;
  #error: OchaError | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  setPrincipal(principal: Principal): void {
    this.#principal = principal;
  }

  setIntake(intake: Intake): void {
    this.#intake = intake;
  }

  setPlan(plan: Plan): void {
    this.#plan = plan;
  }

  setPlanned(planned: PlannedDeployment, providerRequestId: string | undefined): void {
    this.#planned = planned;
    this.#providerRequestId = providerRequestId;
  }

  noteAttempt(attempt: AttemptRecord): void {
    this.#attempts.push(attempt);
    this.#waitedMs += attempt.durationMs;
    this.#options.meters.attempts.add(1, attempt.label, attempt.outcome);
  }

  noteFirstContent(): void {
    this.#firstContentAt ??= this.#options.env.clock.monotonic();
  }

  setUsage(usage: Usage | undefined): void {
    this.#usage = usage;
  }

  fail(error: OchaError): void {
    this.#error = error;
  }

  get attemptCount(): number {
    return this.#attempts.length;
  }

  overheadMs(): number {
    return Math.max(
      0,
      this.#options.env.clock.monotonic() - this.#options.arrival.receivedAt - this.#waitedMs,
    );
  }

  close(): void {
    const { env, arrival, usageLog, meters } = this.#options;
    const endedAt = env.clock.monotonic();
    const durationMs = endedAt - arrival.receivedAt;
    const status = this.#error === undefined ? 200 : this.#error.status;
    const { endpoint } = arrival;
    const dialect = endpoint.kind === 'welcome' ? 'none' : endpoint.dialect;
    const deployment = this.#planned?.deployment.label;
    meters.requests.add(1, dialect, String(status), this.#error?.code ?? 'ok');
    meters.duration.observe(durationMs / 1000, dialect);
    this.#countContent(deployment, arrival.receivedAt);
    this.#logEvent(status, durationMs, dialect);
    usageLog.append({
      requestId: arrival.id,
      at: Math.round(env.clock.now() - durationMs),
      key: this.#principal?.keyName,
      operation: this.#intake?.operation ?? 'unknown',
      dialect,
      model: this.#intake?.inspection.model ?? '',
      route: this.#plan?.route,
      deployment: this.#planned?.deployment.id,
      status,
      code: this.#error?.code,
      attempts: this.#attempts.length,
      isStream: this.#intake?.inspection.isStream ?? false,
      inputTokens: this.#usage?.inputTokens ?? 0,
      outputTokens: this.#usage?.outputTokens ?? 0,
      cacheReadTokens: this.#usage?.cacheReadTokens ?? 0,
      cacheWriteTokens: this.#usage?.cacheWriteTokens ?? 0,
      reasoningTokens: this.#usage?.reasoningTokens ?? 0,
      isUsageMissing: this.#usage === undefined,
      durationMs: round(durationMs),
      firstContentMs: round(this.#firstContentMs(arrival.receivedAt)),
    });
  }

  #firstContentMs(receivedAt: number): number | undefined {
    return this.#firstContentAt === undefined ? undefined : this.#firstContentAt - receivedAt;
  }

  #countContent(deployment: string | undefined, receivedAt: number): void {
    if (deployment === undefined || this.#firstContentAt === undefined) return;
    const { meters } = this.#options;
    const waitedMs = this.#firstContentAt - receivedAt;
    meters.firstContent.observe(waitedMs / 1000, deployment);
    meters.overhead.observe(Math.max(0, waitedMs - this.#waitedMs) / 1000);
    if (this.#usage === undefined) return;
    meters.tokens.add(this.#usage.inputTokens, deployment, 'input');
    meters.tokens.add(this.#usage.outputTokens, deployment, 'output');
  }

  #logEvent(status: number, durationMs: number, dialect: string): void {
    const { env, arrival } = this.#options;
    const error = this.#error;
    const [only] = this.#attempts;
    const isPlain = error === undefined && this.#attempts.length === 1 && only?.outcome === 'ok';
    const fields = {
      requestId: arrival.id,
      key: this.#principal?.keyName,
      dialect,
      model: this.#intake?.inspection.model,
      route: this.#plan?.route,
      deployment: this.#planned?.deployment.id,
      lane: this.#planned?.lane,
      providerRequestId: this.#providerRequestId,
      status,
      code: error?.code,
      message: error?.message,
      internal: error?.internal,
      durationMs: round(durationMs),
      firstContentMs: round(this.#firstContentMs(arrival.receivedAt)),
      upstreamMs: round(this.#waitedMs),
      attemptCount: this.#attempts.length,
      // The common case is told whole by the fields above.
      attempts: isPlain ? undefined : this.#attempts,
      inputTokens: this.#usage?.inputTokens,
      outputTokens: this.#usage?.outputTokens,
      cacheReadTokens: this.#usage?.cacheReadTokens,
    };
    if (error === undefined) env.log.info('request', fields);
    else env.log[error.spec.level]('request', fields);
  }
}

function round(value: number): number;
function round(value: number | undefined): number | undefined;
/** To a tenth: the rest is noise, and seventeen digits are dear to write. */
function round(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 10) / 10;
}
