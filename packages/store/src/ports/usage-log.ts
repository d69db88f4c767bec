import type { ErrorCode } from '@ocha/kernel';

/** What one request consumed, and at which deployment. One record a request, written after it ended. */
export interface UsageRecord {
  readonly requestId: string;
  /** Wall-clock milliseconds when the request arrived. */
  readonly at: number;
  /** Name of the API key; undefined for requests that were refused before it was known. */
  readonly key: string | undefined;
  readonly operation: string;
  readonly dialect: string;
  /** The model as the client asked for it. */
  readonly model: string;
  readonly route: string | undefined;
  /** The deployment that answered. */
  readonly deployment: string | undefined;
  readonly status: number;
  readonly code: ErrorCode | undefined;
  readonly attempts: number;
  readonly isStream: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  /** True when the provider sent no usage, so the figures above are no statement. */
  readonly isUsageMissing: boolean;
  readonly durationMs: number;
  /** Milliseconds from arrival to the first content; undefined where none came. */
  readonly firstContentMs: number | undefined;
}

/** Where usage records go. Appending never waits and never throws; what cannot be kept is counted. */
export interface UsageLog {
  append(record: UsageRecord): void;
  /** Resolves when everything appended so far is with the operating system. */
  flush(): Promise<void>;
  close(): Promise<void>;
  /** Records that were dropped because the log could not take them. */
  readonly droppedCount: number;
}
