import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Timers } from '@ocha/kernel';

const FRAMING_ERRORS: Readonly<
  Record<string, readonly [status: string, code: string, message: string]>
> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'headers_too_large',
    'the request headers are too large',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    'body_timeout',
    'the request did not arrive in time',
  ],
};

/** Answers connections whose bytes are not HTTP. */
export interface FramingGuard {
  /** Notes an answer that is under way on a connection. */
  watch(socket: Socket, response: ServerResponse): void;
  /** The answer has closed. */
  forget(socket: Socket, response: ServerResponse): void;
  /** The parser gave up on a connection. */
  refuse(error: NodeJS.ErrnoException, socket: Socket): void;
}

/** A guard for one server. A refused connection is closed after `lingerMs`, whatever its client does. */
export function createFramingGuard(options: {
  readonly timers: Timers;
  readonly lingerMs: number;
}): FramingGuard {
  // Lists, not sets: the table that a set outgrows keeps what it held and leads to the table that follows, so that in
  // the collector's eyes the answers of hours hang together.
  const answers = new WeakMap<Socket, ServerResponse[]>();
  const refused = new WeakSet<Socket>();
  return {
    watch(socket, response) {
      const under = answers.get(socket);
      if (under === undefined) answers.set(socket, [response]);
      else under.push(response);
    },
    forget(socket, response) {
      const under = answers.get(socket);
      const position = under?.indexOf(response) ?? -1;
      if (position >= 0) under?.splice(position, 1);
    },
    refuse(error, socket) {
      // The rest of what it sends is no better; its answer is on the way.
      if (refused.has(socket)) return;
      refused.add(socket);
      const hasBegun = answers.get(socket)?.some((answer) => answer.headersSent) ?? false;
      // Bytes of ours inside an answer that has begun would look like a part of it.
      if (error.code === 'ECONNRESET' || !socket.writable || hasBegun) {
        socket.destroy();
        return;
      }
      socket.end(answerTo(error.code));
      // Read on for a while: closing with unread bytes resets the connection, and the client never sees the answer.
      socket.resume();
      const timer = options.timers.schedule(options.lingerMs, () => socket.destroy());
      socket.on('end', () => socket.destroy());
      socket.on('close', () => timer.cancel());
    },
  };
}

/** There is no request to answer through, so no dialect is known: the answer has the shape that most clients read. */
function answerTo(code: string | undefined): string {
  const [status, name, message] = FRAMING_ERRORS[code ?? ''] ?? [
    '400 Bad Request',
    'invalid_request',
    'the request is not valid HTTP/1.1',
  ];
  const body = JSON.stringify({
    error: { message, type: 'invalid_request_error', code: name, param: null },
  });
  return (
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
    `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}
