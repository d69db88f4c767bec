/** Every bound of the system, by name. Sizes in bytes, times in milliseconds. Relations are asserted at start. */
export const LIMITS = {
  // --- listener
  bodyBytesMax: 32 * 1024 * 1024,
  headerBytesMax: 32 * 1024,
  headerCountMax: 200,
  headersTimeoutMs: 15_000,
  bodyTimeoutMs: 60_000,
  keepAliveMs: 75_000,
  connectionsMax: 20_000,
  requestsInFlightMax: 4_000,
  jsonDepthMax: 64,
  // --- ingress
  modelNameLengthMax: 256,
  mediaUrlCountMax: 64,
  mediaBytesMax: 20 * 1024 * 1024,
  mediaTimeoutMs: 10_000,
  // --- execution
  attemptsMax: 5,
  retriesPerDeploymentMax: 1,
  backoffBaseMs: 50,
  backoffCapMs: 5_000,
  /** A rate limit is waited out only where there is nowhere else to go and the hint is at most this. */
  retryHintMsMax: 5_000,
  /** Kept back from the deadline so that a clean error can still be sent. */
  deadlineReserveMs: 250,
  // --- upstream
  connectionsPerOriginMax: 512,
  answerBytesMax: 64 * 1024 * 1024,
  errorBodyBytesMax: 64 * 1024,
  frameBytesMax: 8 * 1024 * 1024,
  /** Frames held back before the first content. */
  preludeBytesMax: 64 * 1024,
  // --- relay
  /** A client that takes nothing for this long is given up. */
  clientStallMs: 30_000,
  keepAliveFrameMs: 15_000,
  // --- routing
  dynamicDeploymentsMax: 2_000,
  // --- lifecycle
  drainMs: 600_000,
  graceMs: 660_000,
  lameDuckMs: 0,
  watchdogMs: 5_000,
  heartbeatMs: 500,
  usageRecordsBufferedMax: 50_000,
} as const;

/** Throws a sentence for every relation between limits that does not hold. */
export function assertLimits(limits: Readonly<Record<keyof typeof LIMITS, number>> = LIMITS): void {
  const rules: readonly (readonly [boolean, string])[] = [
    [limits.drainMs < limits.graceMs, 'drainMs must be below graceMs'],
    [limits.heartbeatMs * 4 <= limits.watchdogMs, 'watchdogMs must span at least four heartbeats'],
    [limits.preludeBytesMax < limits.frameBytesMax, 'preludeBytesMax must be below frameBytesMax'],
    [limits.retryHintMsMax >= limits.backoffCapMs, 'retryHintMsMax must not be below backoffCapMs'],
    [
      limits.headersTimeoutMs < limits.bodyTimeoutMs,
      'headersTimeoutMs must be below bodyTimeoutMs',
    ],
  ];
  const broken = rules.filter(([holds]) => !holds).map(([, rule]) => rule);
  if (broken.length > 0) throw new RangeError(`limits contradict each other: ${broken.join('; ')}`);
}
