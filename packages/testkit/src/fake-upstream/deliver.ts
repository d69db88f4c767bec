import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Timers } from '@ocha/kernel';
import type { Step } from './faults/step.ts';

export interface DeliveryPorts {
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly timers: Timers;
  /** Aborts when the client went away or the upstream closes. */
  readonly gone: AbortSignal;
  /** Told of the status when the head is on its way. */
  readonly onHead: (status: number) => void;
  /** Told of every byte of the body, and of raw bytes. */
  readonly onBytes: (count: number) => void;
}

/** Performs a plan on a connection. True: to its last step; false: the client, or the upstream, was gone before. */
export async function deliver(steps: readonly Step[], ports: DeliveryPorts): Promise<boolean> {
  for (const [index, step] of steps.entries()) {
    if (ports.gone.aborted) return false;
    await perform(step, steps[index + 1], ports);
  }
  return true;
}

async function perform(step: Step, next: Step | undefined, ports: DeliveryPorts): Promise<void> {
  const { response, socket } = ports;
  switch (step.do) {
    case 'head':
      response.writeHead(step.status, step.headers);
      ports.onHead(step.status);
      // Together with the first bytes where these follow at once, as servers do.
      if (next?.do !== 'write' || next.isFlushed) response.flushHeaders();
      return;
    case 'write':
      return await write(step.bytes, step.isFlushed, ports);
    case 'raw':
      ports.onBytes(step.bytes.length);
      return await untilGone(ports.gone, (done) => void socket.write(step.bytes, () => done()));
    case 'wait':
      return await pause(step.durationMs, ports);
    case 'stall':
      return await untilGone(ports.gone, () => undefined);
    case 'repeat':
      return await repeat(step, ports);
    case 'end':
      return await untilGone(ports.gone, (done) => void response.end(done));
    case 'fin':
      socket.end();
      return;
    case 'reset':
      socket.resetAndDestroy();
      return;
  }
}

async function write(bytes: Uint8Array, isFlushed: boolean, ports: DeliveryPorts): Promise<void> {
  const { response, gone } = ports;
  if (bytes.length === 0) return;
  ports.onBytes(bytes.length);
  if (isFlushed) {
    await untilGone(gone, (done) => void response.write(bytes, () => done()));
    // The callback comes within the same turn: without a turn of the loop a client in this process would starve, and
    // would see many pieces as one.
    await nextTurn();
    return;
  }
  if (!response.write(bytes)) await untilGone(gone, (done) => void response.once('drain', done));
}

async function repeat(step: Step & { readonly do: 'repeat' }, ports: DeliveryPorts): Promise<void> {
  for (let count = 0; count < step.countMax && !ports.gone.aborted; count += 1) {
    await pause(step.everyMs, ports);
    if (!ports.gone.aborted) await write(step.bytes, true, ports);
  }
}

async function pause(durationMs: number, { timers, gone }: DeliveryPorts): Promise<void> {
  if (durationMs <= 0 || gone.aborted) return;
  try {
    await timers.sleep(durationMs, gone);
  } catch (error) {
    // The only reason to wake early: nobody is there any more.
    if (!gone.aborted) throw error;
  }
}

/** Waits for `done`, or until nobody is there any more. */
function untilGone(gone: AbortSignal, start: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    if (gone.aborted) {
      resolve();
      return;
    }
    const finish = (): void => {
      gone.removeEventListener('abort', finish);
      resolve();
    };
    gone.addEventListener('abort', finish, { once: true });
    start(finish);
  });
}
