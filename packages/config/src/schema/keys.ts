import * as z from 'zod';
import { LIMITS } from '../limits.ts';
import { text } from './names.ts';

/** One API key that clients use: an entry of `keys`. */
export const keySection = z
  .strictObject({
    name: text
      .max(128)
      .regex(/^[\x21-\x7e]+$/, 'must be plain ASCII without spaces')
      .describe('Whose key it is, for logs and usage records.'),
    key: text
      .optional()
      .describe(
        'The key: a reference to the environment, or `sk-ocha-…`. Only its digest is kept.',
      ),
    digest: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, 'must be a SHA-256 digest: 64 hexadecimal digits')
      .optional()
      .describe('Instead of `key`: its SHA-256 digest in hexadecimal.'),
    models: z
      .array(text.max(LIMITS.modelNameLengthMax))
      .min(1)
      .max(LIMITS.patternsPerKeyMax)
      .optional()
      .describe('Routes and models the key may use; `*` stands for any text.')
      .meta({ fallback: 'all' }),
  })
  .describe('An API key that clients use. It has either `key` or `digest`.');

export type KeyInput = z.output<typeof keySection>;
