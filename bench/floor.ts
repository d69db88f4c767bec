/**
 * The floor: the least that a Node proxy which looks at the body can do. Bare `node:http` in front, undici's
 * cheapest call behind, `JSON.parse` of the request body, and nothing else.
 */
import http from 'node:http';
import { type Dispatcher, Pool } from 'undici';

const port = Number(process.argv[2]);
const origin = String(process.argv[3]);
const pool = new Pool(origin, {
  connections: 2_048,
  allowH2: false,
  headersTimeout: 0,
  bodyTimeout: 0,
});

const server = http.createServer({ keepAliveTimeout: 0 }, (request, response) => {
  if (request.method === 'GET') {
    response.end();
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    JSON.parse(body.toString('utf8'));
    forward(request.url ?? '/', body, response);
  });
});
server.listen(port, '127.0.0.1', 2048);
process.once('SIGTERM', () => process.exit(0));

function forward(path: string, body: Buffer, response: http.ServerResponse): void {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer x' };
  let controller: Dispatcher.DispatchController | undefined;
  response.once('close', () => {
    if (!response.writableFinished) controller?.abort(new Error('the client is gone'));
  });
  response.on('drain', () => controller?.resume());
  pool.dispatch(
    { path, method: 'POST', headers, body },
    {
      onRequestStart(started) {
        controller = started;
      },
      onResponseStart(_controller, status, answerHeaders) {
        const type = String(answerHeaders['content-type'] ?? 'application/json');
        const length = answerHeaders['content-length'];
        response.writeHead(status, {
          'content-type': type,
          ...(length === undefined ? {} : { 'content-length': String(length) }),
        });
      },
      onResponseData(active, chunk) {
        if (!response.write(chunk)) active.pause();
      },
      onResponseEnd() {
        response.end();
      },
      onResponseError(_controller, error) {
        if (response.headersSent) response.destroy(error);
        else response.writeHead(502).end();
      },
    },
  );
}
