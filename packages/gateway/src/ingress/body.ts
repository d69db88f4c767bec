import type { IncomingMessage } from 'node:http';
import { OchaError } from '@ocha/kernel';

/**
 * Reads a request body whole. May fail as `body_too_large` (told before reading where the length is declared),
 * `media_type_unsupported` or `client_gone`.
 */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const refusal = refuseByHeaders(request, bytesMax);
    if (refusal !== undefined) {
      reject(refusal);
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > bytesMax) {
        request.removeAllListeners('data');
        request.pause();
        reject(tooLarge(bytesMax));
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () =>
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)),
    );
    request.on('error', (cause) =>
      reject(new OchaError('client_gone', 'the request body broke off', { cause })),
    );
    request.on('close', () => {
      if (!request.complete) reject(new OchaError('client_gone', 'the request body broke off'));
    });
  });
}

function refuseByHeaders(request: IncomingMessage, bytesMax: number): OchaError | undefined {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > bytesMax) return tooLarge(bytesMax);
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return new OchaError(
      'media_type_unsupported',
      `the body has content-encoding ${encoding.slice(0, 40)}: send it without compression`,
    );
  }
  // Every other type is read as JSON: `curl -d` says "form" unless it is told otherwise, and means JSON all the same.
  const type = request.headers['content-type'];
  if (type?.toLowerCase().startsWith('multipart/') === true) {
    return new OchaError(
      'media_type_unsupported',
      'this endpoint takes JSON: send `content-type: application/json`',
    );
  }
  return undefined;
}

function tooLarge(bytesMax: number): OchaError {
  return new OchaError(
    'body_too_large',
    `the body is larger than the ${bytesMax} bytes this gateway accepts`,
  );
}
