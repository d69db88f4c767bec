import { fileURLToPath } from 'node:url';
import { descendants, freePort, startService, untilAnswers } from '../processes.ts';
import type { TargetStarter } from './target.ts';

/** The measuring stick: see `floor.ts` of the folder above. */
export const floor: TargetStarter = {
  id: 'floor',
  missing: () => undefined,
  async start({ providerPort }) {
    const port = await freePort();
    const service = startService({
      name: 'floor',
      command: process.execPath,
      args: [
        fileURLToPath(new URL('../floor.ts', import.meta.url)),
        String(port),
        `http://127.0.0.1:${providerPort}`,
      ],
      core: 'proxy',
    });
    // A GET has no JSON body and ends the process: only the port is looked at.
    await untilAnswers(service, `http://127.0.0.1:${port}/`, {
      timeoutMs: 5_000,
      isAnyStatusGood: true,
    });
    return {
      id: 'floor',
      port,
      lanes: ['fast'],
      service,
      measuredPids: () => descendants(service.pid),
      headers: () => ({}),
      modelPrefix: () => '',
    };
  },
};
