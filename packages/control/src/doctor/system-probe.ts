import { lookup } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { classifyAddress, isMetadataHost } from '@ocha/config';
import type { Timers } from '@ocha/kernel';
import type { Probe, ProbePhase, ProbeRequest, ProbeResult } from './ports.ts';

/** Enough of a body to recognise an error or a page. */
const BODY_BYTES_MAX = 16 * 1024;

/** Told apart from errors of the resolver by its code. */
class ForbiddenAddress extends Error {
  readonly code = 'ADDRESS_FORBIDDEN';
}

/** Probes over real sockets: one connection each, no redirects, no proxies, a bounded body. */
export function createSystemProbe(ports: { readonly timers: Timers }): Probe {
  return (request) => probe(request, ports.timers);
}

function probe(request: ProbeRequest, timers: Timers): Promise<ProbeResult> {
  const url = new URL(request.url);
  const refused = refuseLiteral(url, request);
  if (refused !== undefined) return Promise.resolve(refused);
  return new Promise((resolve) => {
    let phase: ProbePhase = isIP(bareHost(url)) === 0 ? 'dns' : 'connect';
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = send(url, {
      method: 'GET',
      headers: { ...request.headers, connection: 'close' },
      agent: false,
      lookup: createGuardedLookup(request.allowsPrivateAddress),
    });
    const timer = timers.schedule(request.timeoutMs, () => {
      finish({ phase: 'timeout', error: 'TIMEOUT' });
    });
    const finish = (result: ProbeResult): void => {
      timer.cancel();
      resolve(result);
      outgoing.destroy();
    };
    followPhases(outgoing, url.protocol === 'https:', (reached) => {
      phase = reached;
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      finish({ phase: phaseOf(error, phase), error: labelOf(error) });
    });
    outgoing.on('response', (response) => readBody(response, finish));
    outgoing.end();
  });
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** Literal addresses are never looked up, so the lookup cannot guard them. */
function refuseLiteral(url: URL, request: ProbeRequest): ProbeResult | undefined {
  const host = bareHost(url);
  if (isIP(host) === 0) return undefined;
  const isAllowed =
    classifyAddress(host) === 'public' || (request.allowsPrivateAddress && !isMetadataHost(host));
  return isAllowed ? undefined : { phase: 'forbidden', error: host };
}

/** Resolves names as ever, but refuses what they may not resolve to: a public name may point inwards. */
function createGuardedLookup(allowsPrivateAddress: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '', 0);
        return;
      }
      const allowed = addresses.filter(({ address }) =>
        allowsPrivateAddress ? !isMetadataHost(address) : classifyAddress(address) === 'public',
      );
      const [first] = allowed;
      if (first === undefined) {
        const seen = addresses.map(({ address }) => address).join(', ');
        callback(new ForbiddenAddress(seen), '', 0);
      } else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function followPhases(
  outgoing: ClientRequest,
  isSecure: boolean,
  reach: (phase: ProbePhase) => void,
): void {
  outgoing.on('socket', (socket) => {
    socket.once('lookup', (error: Error | null) => {
      if (error === null) reach('connect');
    });
    socket.once('connect', () => reach(isSecure ? 'tls' : 'http'));
    socket.once('secureConnect', () => reach('http'));
  });
}

/** With several addresses the runtime gathers the errors of all; they are errors of connecting then. */
function phaseOf(error: NodeJS.ErrnoException, reached: ProbePhase): ProbePhase {
  if (error.code === 'ADDRESS_FORBIDDEN') return 'forbidden';
  if (error.code === 'ETIMEDOUT') return 'timeout';
  if (error.code === 'ECONNREFUSED' || error instanceof AggregateError) return 'connect';
  return reached;
}

function readBody(response: IncomingMessage, finish: (result: ProbeResult) => void): void {
  const status = response.statusCode ?? 0;
  const chunks: Buffer[] = [];
  let size = 0;
  const end = (): void => {
    const text = Buffer.concat(chunks).subarray(0, BODY_BYTES_MAX).toString('utf8');
    finish({ status, text });
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= BODY_BYTES_MAX) end();
  });
  response.on('end', end);
  // The status has arrived: a body that breaks off changes nothing about it.
  response.on('error', end);
}

/** The system's code; for a forbidden address what the name resolved to. */
function labelOf(error: NodeJS.ErrnoException): string {
  if (error instanceof ForbiddenAddress) return error.message;
  return error.code ?? error.message;
}
