import * as z from 'zod';
import { LIMITS } from '../limits.ts';
import { attemptsCount, paramsChoice } from './defaults.ts';
import { routeName, text } from './names.ts';
import { timeoutsSection } from './timeouts.ts';

/** One deployment of a route. */
export const deploymentSection = z
  .strictObject({
    deployment: text
      .max(64 + 1 + LIMITS.modelNameLengthMax)
      .regex(/^[^/\s]+\/[\x21-\x7e]+$/, 'must be written as provider/model')
      .describe('`provider/model`, where the provider is an entry of `providers` or switched on.'),
    tier: z
      .int()
      .min(1)
      .max(LIMITS.tierMax)
      .optional()
      .describe('A higher tier serves only when those below are gone.')
      .meta({ fallback: '1' }),
    weight: z
      .number()
      .positive()
      .max(LIMITS.weightMax)
      .optional()
      .describe('Share of the traffic within a tier, relative to the others.')
      .meta({ fallback: '1' }),
  })
  .describe('A deployment: `provider/model`, or the fields below.')
  .meta({ shorthand: { type: 'string' } });

/** One route: `routes.<name>`. */
export const routeSection = z
  .strictObject({
    deployments: z
      .array(deploymentSection)
      .min(1)
      .max(LIMITS.deploymentsPerRouteMax)
      .describe('Where the calls of this route may go, in order of preference.'),
    strategy: text
      .optional()
      .describe('How the deployments are ordered.')
      .meta({ fallback: '`defaults.strategy`' }),
    fallbacks: z
      .array(routeName)
      .max(LIMITS.fallbacksPerRouteMax)
      .optional()
      .describe('Other routes, tried in order when every deployment of this one failed.')
      .meta({ fallback: 'none' }),
    timeouts: timeoutsSection.optional().meta({ fallback: '`defaults.timeouts`, field by field' }),
    params: paramsChoice
      .optional()
      .describe('What happens to a parameter that a deployment cannot express.')
      .meta({ fallback: '`defaults.params`' }),
    attemptsMax: attemptsCount
      .optional()
      .describe('Attempts of one call, retries and failovers together.')
      .meta({ fallback: '`defaults.attemptsMax`' }),
  })
  .describe('A name that clients ask for as a model, and the deployments that serve it.');

export type RouteInput = z.output<typeof routeSection>;
export type DeploymentInput = z.output<typeof deploymentSection>;
