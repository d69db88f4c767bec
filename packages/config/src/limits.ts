/** Every bound of the system, by name. Sizes in bytes, times in milliseconds. Relations are asserted at start. */
export const LIMITS = {
  // --- configuration
  /** Size of `ocha.yaml`. */
  configBytesMax: 1024 * 1024,
  /** Values of the file after its aliases are followed: what makes an alias bomb harmless. */
  configNodesMax: 100_000,
  configDepthMax: 32,
  configAliasesMax: 100,
  /** Problems reported at once; those beyond are counted. */
  configProblemsMax: 200,
  configTextLengthMax: 8_192,
  providersMax: 200,
  modelsPerProviderMax: 1_000,
  headersPerProviderMax: 50,
  routesMax: 1_000,
  deploymentsPerRouteMax: 100,
  fallbacksPerRouteMax: 20,
  attemptsPerRouteMax: 20,
  tierMax: 100,
  weightMax: 1_000_000,
  /** The longest time limit that a route may set. */
  routeTimeoutMsMax: 3_600_000,
  keysMax: 1_000,
  patternsPerKeyMax: 200,
  workersMax: 256,
  /** The largest `gateway.bodyBytesMax` that may be set. */
  bodyBytesCeiling: 256 * 1024 * 1024,
  // --- listener
  bodyBytesMax: 32 * 1024 * 1024,
  headerBytesMax: 32 * 1024,
  headerCountMax: 200,
  headersTimeoutMs: 15_000,
  bodyTimeoutMs: 60_000,
  /** How long what a refused client still sends is read and thrown away, so that it gets to read the answer. */
  lingerMs: 2_000,
  /** How often connections that are too slow are looked for. */
  connectionsCheckMs: 5_000,
  keepAliveMs: 75_000,
  connectionsMax: 20_000,
  requestsInFlightMax: 4_000,
  jsonDepthMax: 64,
  // --- ingress
  modelNameLengthMax: 256,
  mediaUrlCountMax: 64,
  mediaBytesMax: 20 * 1024 * 1024,
  /** All media of one request together, where their URLs are replaced by their content. */
  mediaBytesPerCallMax: 64 * 1024 * 1024,
  mediaTimeoutMs: 10_000,
  // --- execution
  attemptsMax: 5,
  retriesPerDeploymentMax: 1,
  backoffBaseMs: 50,
  backoffCapMs: 5_000,
  /** Wait before the one retry of a rate limit that came without a hint. */
  rateLimitBackoffMs: 1_000,
  /** A rate limit is waited out only where there is nowhere else to go and the hint is at most this. */
  retryHintMsMax: 5_000,
  /** Kept back from the deadline so that a clean error can still be sent. */
  deadlineReserveMs: 250,
  // --- upstream
  /** Every open stream holds one; beyond it requests wait for a connection. */
  connectionsPerOriginMax: 4_096,
  answerBytesMax: 64 * 1024 * 1024,
  errorBodyBytesMax: 64 * 1024,
  frameBytesMax: 8 * 1024 * 1024,
  // --- relay
  /** A client that takes nothing for this long is given up. */
  clientStallMs: 30_000,
  keepAliveFrameMs: 15_000,
  // --- routing
  dynamicDeploymentsMax: 2_000,
  // --- lifecycle
  drainMs: 600_000,
  graceMs: 660_000,
  /** After the last answer of a drain: how long held-open connections may still bring a request. */
  lameDuckMs: 500,
  watchdogMs: 5_000,
  heartbeatMs: 500,
  usageRecordsBufferedMax: 50_000,
} as const;

/** Throws a sentence for every relation between limits that does not hold. */
export function assertLimits(limits: Readonly<Record<keyof typeof LIMITS, number>> = LIMITS): void {
  const rules: readonly (readonly [boolean, string])[] = [
    [
      limits.bodyBytesMax <= limits.bodyBytesCeiling,
      'bodyBytesMax must not be above bodyBytesCeiling',
    ],
    [
      limits.attemptsMax <= limits.attemptsPerRouteMax,
      'attemptsMax must not be above attemptsPerRouteMax',
    ],
    [limits.drainMs < limits.graceMs, 'drainMs must be below graceMs'],
    [limits.heartbeatMs * 4 <= limits.watchdogMs, 'watchdogMs must span at least four heartbeats'],
    [limits.retryHintMsMax >= limits.backoffCapMs, 'retryHintMsMax must not be below backoffCapMs'],
    [
      limits.headersTimeoutMs < limits.bodyTimeoutMs,
      'headersTimeoutMs must be below bodyTimeoutMs',
    ],
  ];
  const broken = rules.filter(([holds]) => !holds).map(([, rule]) => rule);
  if (broken.length > 0) throw new RangeError(`limits contradict each other: ${broken.join('; ')}`);
}
