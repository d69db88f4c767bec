import type { ErrorView } from '../../dialect.ts';
import { readProviderError } from '../../errors/provider-error.ts';
import type { ProviderError } from '../../event.ts';

/** The names of google.rpc.Code that stand for HTTP statuses. */
const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  402: 'RESOURCE_EXHAUSTED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'UNIMPLEMENTED',
  408: 'DEADLINE_EXCEEDED',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** An error as a google.rpc.Status. Our stable code is the reason of its ErrorInfo. */
export function renderError(error: ErrorView): Record<string, unknown> {
  const name =
    STATUS_NAMES[error.status] ?? (error.status >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT');
  const { code, message, param, requestId } = error;
  return {
    error: {
      code: error.status,
      message,
      status: name,
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: code,
          domain: 'ocha',
          metadata: { requestId },
        },
        ...(param === undefined
          ? []
          : [
              {
                '@type': 'type.googleapis.com/google.rpc.BadRequest',
                fieldViolations: [{ field: param, description: message }],
              },
            ]),
      ],
    },
  };
}

/** The error a body carries: Google's own, also wrapped in a list, or that of a proxy before it. */
export function parseError(body: unknown): ProviderError | undefined {
  return readProviderError(body);
}
