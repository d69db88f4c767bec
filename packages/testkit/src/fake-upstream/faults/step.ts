/** One thing done to a connection. A plan is a list of them; `deliver` performs it. */
export type Step =
  | {
      readonly do: 'head';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** Body bytes in HTTP framing. Flushed ones are handed to the system before the next step. */
  | { readonly do: 'write'; readonly bytes: Uint8Array; readonly isFlushed: boolean }
  /** Bytes past HTTP, straight into the socket. */
  | { readonly do: 'raw'; readonly bytes: Uint8Array }
  | { readonly do: 'wait'; readonly durationMs: number }
  /** Nothing more until the client goes. */
  | { readonly do: 'stall' }
  /** The same bytes again and again until the client goes or the count is reached. */
  | {
      readonly do: 'repeat';
      readonly bytes: Uint8Array;
      readonly everyMs: number;
      readonly countMax: number;
    }
  | { readonly do: 'end' }
  /** Closes the connection in order (FIN) in the middle of things. */
  | { readonly do: 'fin' }
  /** Tears the connection down (RST). */
  | { readonly do: 'reset' };
