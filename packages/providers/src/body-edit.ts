import type { DialectId, Traits, Warning } from '@ocha/wire';

/** A request body as the dialects write it. */
export type Body = Readonly<Record<string, unknown>>;

/** What a body is adapted to. */
export interface AdaptContext {
  readonly dialect: DialectId;
  /** The provider's own name of the model. */
  readonly model: string;
  readonly traits: Traits;
  /** Told of everything that was dropped or changed in meaning; renamings are not worth a word. */
  readonly warn?: (warning: Warning) => void;
}

/**
 * Edits a body on a copy that is only made when something changes, so that an untouched body stays
 * the same object.
 */
export interface BodyEdit {
  read(key: string): unknown;
  has(key: string): boolean;
  write(key: string, value: unknown): void;
  /** Moves a value to another key; where both are set, the value already at `to` stays. */
  rename(from: string, to: string): void;
  /** Removes a key without a word. */
  remove(key: string): void;
  /**
   * Removes a key that is set, with a warning. `null` counts as unset: it is removed in silence.
   */
  drop(key: string, reason: string): void;
  /** Writes a value that does not mean the same as before, with a warning. */
  change(key: string, value: unknown, reason: string): void;
  result(): Body;
}

/** Starts the edit of a body. */
export function editBody(body: Body, warn?: (warning: Warning) => void): BodyEdit {
  let copy: Record<string, unknown> | undefined;
  const current = (): Body => copy ?? body;
  const writable = (): Record<string, unknown> => {
    copy ??= { ...body };
    return copy;
  };
  const read = (key: string): unknown => (has(key) ? current()[key] : undefined);
  const has = (key: string): boolean => Object.hasOwn(current(), key);
  const remove = (key: string): void => {
    if (has(key)) delete writable()[key];
  };
  const write = (key: string, value: unknown): void => {
    writable()[key] = value;
  };
  return {
    read,
    has,
    write,
    remove,
    rename(from, to) {
      if (!has(from)) return;
      const value = read(from);
      if (read(to) === undefined || read(to) === null) write(to, value);
      remove(from);
    },
    drop(key, reason) {
      if (!has(key)) return;
      if (read(key) !== null) warn?.({ param: key, action: 'dropped', reason });
      remove(key);
    },
    change(key, value, reason) {
      warn?.({ param: key, action: 'changed', reason });
      write(key, value);
    },
    result: current,
  };
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
