import * as z from 'zod';
import { LIMITS } from '../limits.ts';
import { defaultsSection } from './defaults.ts';
import { gatewaySection } from './gateway.ts';
import { keySection } from './keys.ts';
import { instanceName, routeName } from './names.ts';
import { providerSection } from './providers.ts';
import { routeSection } from './routes.ts';

/** The whole of `ocha.yaml`. Every section may be left out. */
export const fileSection = z
  .strictObject({
    providers: z
      .record(instanceName, providerSection)
      .optional()
      .describe(
        'Accounts at providers, by name. Most need no entry: a key in the environment switches them on.',
      ),
    routes: z
      .record(routeName, routeSection)
      .optional()
      .describe('Names of your own for groups of deployments.'),
    defaults: defaultsSection.optional(),
    keys: z.array(keySection).max(LIMITS.keysMax).optional().describe('Who may call.'),
    gateway: gatewaySection.optional(),
  })
  .describe('The configuration of OpenClaw HA.');

/** A configuration as it may be written. */
export type ConfigInput = z.input<typeof fileSection>;
