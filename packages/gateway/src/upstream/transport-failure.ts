import type { Failure } from '@ocha/kernel';

const CONNECT_CODES = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
  'ADDRESS_FORBIDDEN',
]);
const UNPARSEABLE_CODES = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RESPONSE',
  'UND_ERR_NOT_SUPPORTED',
]);

/** A failure of the socket below an exchange. Total: whatever is thrown means something. */
export function transportFailure(error: unknown, hasHeaders: boolean): Failure {
  const code = codeOf(error);
  if (CONNECT_CODES.has(code)) {
    const isTimeout = code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT';
    return {
      kind: 'connect',
      scope: 'provider',
      message: `could not connect (${code})`,
      cause: error,
      ...(isTimeout ? { phase: 'connect' as const } : {}),
    };
  }
  if (isCertificateCode(code)) {
    return {
      kind: 'connect',
      scope: 'provider',
      message: `the TLS certificate was refused (${code})`,
      cause: error,
    };
  }
  if (code.startsWith('HPE_') || UNPARSEABLE_CODES.has(code)) {
    return {
      kind: 'unparseable',
      scope: 'deployment',
      message: `the answer is not valid HTTP (${code})`,
      cause: error,
    };
  }
  if (hasHeaders) {
    return {
      kind: 'stream_broken',
      scope: 'deployment',
      message: `the connection broke off (${code})`,
      cause: error,
    };
  }
  return {
    kind: 'unavailable',
    scope: 'deployment',
    message: `the connection was closed before an answer came (${code})`,
    cause: error,
  };
}

/** Causes that are looked through: whoever wraps deeper, or in a circle, is not understood. */
const CAUSES_MAX = 8;

/** The most telling code: undici wraps the socket's own error, and happy eyeballs wraps several. */
function codeOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  const { code } = error as NodeJS.ErrnoException;
  if (depth < CAUSES_MAX) {
    if (error instanceof AggregateError && error.errors.length > 0)
      return codeOf(error.errors[0], depth + 1);
    if (typeof code === 'string' && code !== 'UND_ERR_SOCKET') return code;
    if (error.cause !== undefined) return codeOf(error.cause, depth + 1);
  }
  return typeof code === 'string' ? code : error.name;
}

function isCertificateCode(code: string): boolean {
  return code.includes('CERT') || code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL');
}
