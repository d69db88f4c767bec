/**
 * Reads HTTP/1.1 answers off a socket with as little work as will do: the load generator shares a core with the
 * fake provider, and what it spends cannot be spent on load.
 */
export interface ResponseReader {
  /** Takes bytes; gives the status when they complete an answer. Throws on what it does not understand. */
  push(bytes: Buffer): number | undefined;
  /** Bytes of the current or last answer's body. */
  readonly bodyBytes: number;
  /** Whether the current or last answer's body held an SSE end of either dialect near its end. */
  readonly isStreamWhole: boolean;
}

const HEAD_END = '\r\n\r\n';
const HEAD_BYTES_MAX = 64 * 1024;
const TAIL_BYTES = 96;

type Phase = 'head' | 'length' | 'size' | 'data' | 'trailer';

export class Http1Reader implements ResponseReader {
  bodyBytes = 0;
  #phase: Phase = 'head';
  #pending: Buffer = Buffer.alloc(0);
  #status = 0;
  #left = 0;
  #tail = '';

  get isStreamWhole(): boolean {
    return this.#tail.includes('data: [DONE]') || this.#tail.includes('message_stop');
  }

  push(bytes: Buffer): number | undefined {
    let input = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    this.#pending = EMPTY;
    while (input.length > 0) {
      const used = this.#step(input);
      if (used < 0) {
        // The buffer is reused by the socket: what waits for more bytes must be copied.
        this.#pending = Buffer.from(input);
        return undefined;
      }
      input = input.subarray(used);
      if (this.#phase === 'head') return this.#status;
    }
    return undefined;
  }

  /** One step of the machine: bytes used, or -1 when more are needed. */
  #step(input: Buffer): number {
    switch (this.#phase) {
      case 'head':
        return this.#readHead(input);
      case 'length':
      case 'data':
        return this.#readData(input);
      case 'size':
        return this.#readSize(input);
      case 'trailer':
        return this.#readTrailer(input);
    }
  }

  #readHead(input: Buffer): number {
    const end = input.indexOf(HEAD_END);
    if (end === -1) {
      if (input.length > HEAD_BYTES_MAX) throw new Error('the answer has no end of headers');
      return -1;
    }
    const head = input.toString('latin1', 0, end);
    this.#status = Number(head.slice(9, 12));
    this.bodyBytes = 0;
    this.#tail = '';
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length !== undefined) {
      this.#left = Number(length);
      this.#phase = this.#left === 0 ? 'head' : 'length';
    } else if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
      this.#phase = 'size';
    } else {
      throw new Error(`the answer has neither a length nor chunks: ${head.slice(0, 200)}`);
    }
    return end + HEAD_END.length;
  }

  #readSize(input: Buffer): number {
    const end = input.indexOf('\r\n');
    if (end === -1) return -1;
    this.#left = Number.parseInt(input.toString('latin1', 0, end), 16);
    if (Number.isNaN(this.#left)) throw new Error('a chunk has no size');
    this.#phase = this.#left === 0 ? 'trailer' : 'data';
    return end + 2;
  }

  #readData(input: Buffer): number {
    const isChunk = this.#phase === 'data';
    if (isChunk && this.#left === 0) {
      if (input.length < 2) return -1;
      this.#phase = 'size';
      return 2;
    }
    const used = Math.min(this.#left, input.length);
    const last = input.toString('latin1', Math.max(0, used - TAIL_BYTES), used);
    this.#tail = last.length === TAIL_BYTES ? last : (this.#tail + last).slice(-TAIL_BYTES);
    this.bodyBytes += used;
    this.#left -= used;
    if (!isChunk && this.#left === 0) this.#phase = 'head';
    return used;
  }

  #readTrailer(input: Buffer): number {
    const end = input.indexOf('\r\n');
    if (end === -1) return -1;
    if (end === 0) this.#phase = 'head';
    return end + 2;
  }
}

const EMPTY = Buffer.alloc(0);
