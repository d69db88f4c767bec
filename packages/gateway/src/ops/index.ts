/**
 * ops: what operators and orchestrators ask. `/livez /readyz /startupz /metrics /pipeline` and `POST /drain`, on a port
 * of their own, one for all workers of a machine.
 * Invariants: nothing here depends on a provider or a store; not ready says why.
 */
import { createServer, type ServerResponse } from 'node:http';

/** Where the answers come from: one process, or a supervisor that sums its workers. */
export interface OpsSources {
  isStarted(): boolean;
  /** Why traffic should not come here; empty when it should. */
  notReadyReasons(): readonly string[];
  /** Metrics in the Prometheus text format. */
  metrics(): Promise<string>;
  pipeline(): unknown;
  /** Starts to drain. Returns at once. */
  drain(): void;
}

export interface OpsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts the ops server. */
export function openOpsServer(options: {
  readonly host: string;
  readonly port: number;
  readonly sources: OpsSources;
}): Promise<OpsServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    respond({ method: request.method ?? 'GET', path, response, sources: options.sources }).catch(
      (error) => {
        sendJson(response, 500, { error: error instanceof Error ? error.message : String(error) });
      },
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : options.port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

interface OpsRequest {
  readonly method: string;
  readonly path: string;
  readonly response: ServerResponse;
  readonly sources: OpsSources;
}

const PATHS = ['/livez', '/readyz', '/startupz', '/metrics', '/pipeline', '/drain'];

async function respond({ method, path, response, sources }: OpsRequest): Promise<void> {
  switch (path) {
    case '/livez':
      sendJson(response, 200, { status: 'live' });
      return;
    case '/startupz':
      sendJson(response, sources.isStarted() ? 200 : 503, {
        status: sources.isStarted() ? 'started' : 'starting',
      });
      return;
    case '/readyz': {
      const reasons = sources.notReadyReasons();
      sendJson(response, reasons.length === 0 ? 200 : 503, {
        status: reasons.length === 0 ? 'ready' : 'not ready',
        reasons,
      });
      return;
    }
    case '/metrics': {
      const text = await sources.metrics();
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      response.end(text);
      return;
    }
    case '/pipeline':
      sendJson(response, 200, sources.pipeline());
      return;
    case '/drain':
      if (method !== 'POST') {
        response.setHeader('allow', 'POST');
        sendJson(response, 405, { error: 'use POST' });
        return;
      }
      sources.drain();
      sendJson(response, 202, { status: 'draining' });
      return;
    default:
      sendJson(response, 404, { error: 'unknown path', paths: PATHS });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}
