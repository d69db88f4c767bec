import type { ProviderError, StopReason, Usage } from '@ocha/wire';

/** What became known of a stream while it passed. */
export interface StreamFacts {
  readonly usage: Usage | undefined;
  readonly reason: StopReason | undefined;
  /** The model as the provider names it. */
  readonly model: string | undefined;
}

/** Turns the bytes of one streamed answer into pieces for the relay. */
export interface StreamReader<Piece> extends StreamFacts {
  /** Reads a chunk, appends pieces to `out`, and tells whether content was among them. May throw `WireError`. */
  push(chunk: Buffer, out: Piece[]): boolean;
  /** The provider closed the stream: appends what is still owed. */
  end(out: Piece[]): boolean;
  /** The error the provider reported inside the stream. */
  readonly error: ProviderError | undefined;
  /** Whether the answer is known to be whole. */
  readonly isComplete: boolean;
}
