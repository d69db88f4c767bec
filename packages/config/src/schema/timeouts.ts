import * as z from 'zod';
import { LIMITS } from '../limits.ts';

const duration = z.int().min(1).max(LIMITS.routeTimeoutMsMax);

/** Time limits of a route, each on its own optional. */
export const timeoutsSection = z
  .strictObject({
    connectMs: duration
      .optional()
      .describe('For the connection to a provider, TLS included.')
      .meta({ fallback: '5000' }),
    firstContentMs: duration
      .optional()
      .describe('From the request being sent to the first content of the answer.')
      .meta({ fallback: '60000' }),
    wholeMs: duration
      .optional()
      .describe('From the request being sent to the end of an answer that is not streamed.')
      .meta({ fallback: '300000' }),
    idleMs: duration
      .optional()
      .describe('Between two pieces of content. Comments and pings do not count.')
      .meta({ fallback: '60000' }),
    totalMs: duration
      .optional()
      .describe(
        'For the whole request, every attempt together. A client can only shorten it (`x-request-timeout-ms`).',
      )
      .meta({ fallback: '600000' }),
  })
  .describe('Time limits in milliseconds.');

/** What holds where the file says nothing. */
export const TIMEOUT_DEFAULTS = {
  connectMs: 5_000,
  firstContentMs: 60_000,
  wholeMs: 300_000,
  idleMs: 60_000,
  totalMs: 600_000,
} as const;
