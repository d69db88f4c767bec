/**
 * snapshot: the configuration the data plane runs on. Immutable values, swapped whole.
 * Invariants: a request sees one snapshot from its first line to its last; a swap never waits and never fails half-way.
 */
import type { Snapshot } from '@ocha/config';

export interface SnapshotFeed {
  /** The snapshot in force. */
  current(): Snapshot;
  /** Puts another one in force and tells those who follow. */
  swap(next: Snapshot): void;
  /** Runs `action` after every swap. */
  follow(action: (snapshot: Snapshot) => void): void;
}

/** A feed that starts with `initial`. */
export function createSnapshotFeed(initial: Snapshot): SnapshotFeed {
  let current = initial;
  const followers: ((snapshot: Snapshot) => void)[] = [];
  return {
    current: () => current,
    swap(next) {
      current = next;
      for (const follower of followers) follower(next);
    },
    follow: (action) => void followers.push(action),
  };
}
