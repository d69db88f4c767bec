import * as z from 'zod';
import { LIMITS } from '../limits.ts';
import { text } from './names.ts';
import { timeoutsSection } from './timeouts.ts';

/** What a parameter's fate may be. */
export const paramsChoice = z.enum(['drop', 'strict']);

/** How many attempts a call may make. */
export const attemptsCount = z.int().min(1).max(LIMITS.attemptsPerRouteMax);

/** `defaults`: what routes do not say themselves, and what models asked for without a route get. */
export const defaultsSection = z
  .strictObject({
    strategy: text
      .optional()
      .describe('How deployments are ordered: the id of a strategy, such as `weighted`.')
      .meta({ fallback: '`priority`' }),
    timeouts: timeoutsSection.optional(),
    params: paramsChoice
      .optional()
      .describe(
        'A parameter that a deployment cannot express is dropped with a warning header, or the call refused.',
      )
      .meta({ fallback: '`drop`' }),
    attemptsMax: attemptsCount
      .optional()
      .describe('Attempts of one call, retries and failovers together.')
      .meta({ fallback: String(LIMITS.attemptsMax) }),
  })
  .describe('For routes that do not say otherwise, and for models asked for without a route.');

export type DefaultsInput = z.output<typeof defaultsSection>;
