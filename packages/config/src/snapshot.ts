/** Time limits of a route, in milliseconds. Each attempt derives its own from these and the request's deadline. */
export interface Timeouts {
  readonly connectMs: number;
  /** From the request being sent to the first content of the answer. */
  readonly firstContentMs: number;
  /** From the request being sent to the end of an answer that is not streamed. */
  readonly wholeMs: number;
  /** Between two pieces of content. Comments and pings do not count. */
  readonly idleMs: number;
  /** The whole request, every attempt together. The client's `x-request-timeout-ms` may only shorten it. */
  readonly totalMs: number;
}

/** A configured account at a provider: `providers.<name>` of the file. */
export interface ProviderInstance {
  /** The name in the file and before the slash in `name/model`. */
  readonly name: string;
  /** The provider in the gallery. */
  readonly providerId: string;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Undefined where none is needed. Never logged. */
  readonly apiKey: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly region: string | undefined;
  /** Whether `baseUrl` may be a private or loopback address. */
  readonly allowsPrivateAddress: boolean;
  /** Models listed in the file, shown by `/v1/models`; any other name is passed on as well. */
  readonly models: readonly string[];
  /** Where this instance came from: the file, a key found in the environment, or built in. */
  readonly origin: 'file' | 'environment' | 'built-in';
}

/** A deployment as a route refers to it. */
export interface DeploymentRef {
  /** `instance/model`. */
  readonly id: string;
  readonly instance: string;
  readonly model: string;
  readonly tier: number;
  readonly weight: number;
}

export interface Route {
  readonly name: string;
  readonly deployments: readonly DeploymentRef[];
  readonly strategy: string;
  /** Other routes tried, in order, when every deployment of this one failed. */
  readonly fallbacks: readonly string[];
  readonly timeouts: Timeouts;
  /** What happens to a parameter the deployment cannot express. */
  readonly params: 'drop' | 'strict';
  readonly attemptsMax: number;
}

/** An API key that clients use with us. The secret itself is never kept, only its digest. */
export interface ApiKey {
  /** Name for logs and usage records. */
  readonly name: string;
  /** SHA-256 of the key, hex. */
  readonly digest: string;
  /** Routes and models it may use; undefined: all. Patterns with `*`. */
  readonly models: readonly string[] | undefined;
}

export interface GatewaySettings {
  readonly host: string;
  readonly port: number;
  readonly opsPort: number;
  /** Worker processes. */
  readonly workers: number;
  readonly bodyBytesMax: number;
  readonly drainMs: number;
  /** Whether requests without a known key are refused. False only when the operator said so. */
  readonly requiresKey: boolean;
}

/** Everything the data plane needs to know, immutable and numbered. */
export interface Snapshot {
  readonly revision: number;
  /**
   * SHA-256 of the canonical content: the same config has the same hash on every node. What belongs to one node (host,
   * ports, workers) is left out.
   */
  readonly hash: string;
  readonly instances: ReadonlyMap<string, ProviderInstance>;
  readonly routes: ReadonlyMap<string, Route>;
  /** By digest. */
  readonly keys: ReadonlyMap<string, ApiKey>;
  /** For models asked for without a route. */
  readonly defaults: Pick<Route, 'timeouts' | 'params' | 'attemptsMax' | 'strategy'>;
  readonly gateway: GatewaySettings;
}

/** One thing wrong with a configuration. */
export interface ConfigProblem {
  /** 1-based line and column in the file; undefined for problems of the environment. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** Dotted path, e.g. `routes.smart.deployments[1]`. */
  readonly path: string;
  readonly message: string;
  /** What to do instead, when that can be told. */
  readonly suggestion: string | undefined;
  /** A warning does not keep the configuration from being used. */
  readonly severity: 'error' | 'warning';
}
