import * as z from 'zod';
import { LIMITS } from '../limits.ts';
import { text } from './names.ts';

/** A TCP port; 0 lets the operating system choose. */
export const portNumber = z.int().min(0).max(65_535);

/** `gateway`: where and how the gateway listens. */
export const gatewaySection = z
  .strictObject({
    host: text
      .max(255)
      .optional()
      .describe('The address to listen on. `0.0.0.0` listens on every network. `OCHA_HOST` wins.')
      .meta({ fallback: '`127.0.0.1`' }),
    port: portNumber
      .optional()
      .describe('The port of the API; 0 for any free one. `OCHA_GATEWAY_PORT` wins.')
      .meta({ fallback: '4000' }),
    opsPort: portNumber
      .optional()
      .describe('The port for probes and metrics. `OCHA_GATEWAY_OPS_PORT` wins.')
      .meta({ fallback: '4001' }),
    workers: z
      .int()
      .min(1)
      .max(LIMITS.workersMax)
      .optional()
      .describe('Worker processes.')
      .meta({ fallback: 'one for each core' }),
    bodyBytesMax: z
      .int()
      .min(1_024)
      .max(LIMITS.bodyBytesCeiling)
      .optional()
      .describe('The largest request body that is accepted, in bytes.')
      .meta({ fallback: String(LIMITS.bodyBytesMax) }),
    drainMs: z
      .int()
      .min(0)
      .max(LIMITS.drainMs)
      .optional()
      .describe('How long open requests may take when the gateway stops, in milliseconds.')
      .meta({ fallback: String(LIMITS.drainMs) }),
    requireKey: z
      .boolean()
      .optional()
      .describe('Whether requests without a known key are refused.')
      .meta({ fallback: '`true`' }),
  })
  .describe('Where and how the gateway listens.');

export type GatewayInput = z.output<typeof gatewaySection>;
