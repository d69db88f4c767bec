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
  return new CopyOnWrite(body, warn);
}

/** A class, since every request is edited: a set of functions of its own for each would cost more than the edit. */
class CopyOnWrite implements BodyEdit {
  readonly #warn: ((warning: Warning) => void) | undefined;
  #body: Body;
  #isCopy = false;

  constructor(body: Body, warn: ((warning: Warning) => void) | undefined) {
    this.#body = body;
    this.#warn = warn;
  }

  read(key: string): unknown {
    return this.has(key) ? this.#body[key] : undefined;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#body, key);
  }

  write(key: string, value: unknown): void {
    this.#writable()[key] = value;
  }

  rename(from: string, to: string): void {
    if (!this.has(from)) return;
    const value = this.read(from);
    if (this.read(to) === undefined || this.read(to) === null) this.write(to, value);
    this.remove(from);
  }

  remove(key: string): void {
    if (this.has(key)) delete this.#writable()[key];
  }

  drop(key: string, reason: string): void {
    if (!this.has(key)) return;
    if (this.read(key) !== null) this.#warn?.({ param: key, action: 'dropped', reason });
    this.remove(key);
  }

  change(key: string, value: unknown, reason: string): void {
    this.#warn?.({ param: key, action: 'changed', reason });
    this.write(key, value);
  }

  result(): Body {
    return this.#body;
  }

  #writable(): Record<string, unknown> {
    if (!this.#isCopy) this.#body = { ...this.#body };
    this.#isCopy = true;
    return this.#body as Record<string, unknown>;
  }
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
