import * as z from 'zod';
import { LIMITS } from '../limits.ts';
import { text } from './names.ts';

const headerName = z
  .string()
  .max(256)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'is not a valid header name');

/** One account at a provider: `providers.<name>`. */
export const providerSection = z
  .strictObject({
    provider: text
      .optional()
      .describe('The provider in the gallery, where it is not the name of this entry.')
      .meta({ fallback: 'the name of the entry' }),
    apiKey: text
      .optional()
      .describe('The credential. Better a reference to the environment than the key itself.')
      .meta({ fallback: "the provider's environment variable" }),
    baseUrl: text
      .optional()
      .describe('The address of the API, without a trailing slash.')
      .meta({ fallback: "the provider's own" }),
    region: text
      .max(64)
      .optional()
      .describe('A label for the place that serves this account, such as `eu`.'),
    headers: z
      .record(headerName, z.string().max(LIMITS.configTextLengthMax))
      .optional()
      .describe('Further headers for every request to this provider.'),
    models: z
      .array(text.max(LIMITS.modelNameLengthMax))
      .max(LIMITS.modelsPerProviderMax)
      .optional()
      .describe('Models shown by `/v1/models`. Any other model is passed on as well.'),
    allowPrivateAddress: z
      .boolean()
      .optional()
      .describe(
        'Whether `baseUrl` may lead into a private network or to this machine. Local providers may without it.',
      )
      .meta({ fallback: '`false`, for local providers `true`' }),
    enabled: z
      .boolean()
      .optional()
      .describe('`false` keeps the provider off, also when its key is found in the environment.')
      .meta({ fallback: '`true`' }),
  })
  .describe('One account at a provider. `false` instead of the fields turns it off.')
  .meta({ shorthand: { type: ['boolean', 'null'] } });

export type ProviderInput = z.output<typeof providerSection>;
