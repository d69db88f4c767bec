import type { ApiKey } from '@ocha/config';

/** Finds API keys by digest. Answers from memory: the request path never waits for a store. */
export interface KeyDirectory {
  /** The key with this digest (SHA-256, hex), or undefined when there is none. */
  find(digest: string): ApiKey | undefined;
  /** Whether any key is known at all. */
  readonly isEmpty: boolean;
}
