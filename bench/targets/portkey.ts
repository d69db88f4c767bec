import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { descendants, freePort, startService, untilAnswers } from '../processes.ts';
import type { TargetStarter } from './target.ts';

const SCRIPT = fileURLToPath(
  new URL('../node_modules/@portkey-ai/gateway/build/start-server.js', import.meta.url),
);

/**
 * Portkey's gateway from its npm package, told by headers where the provider is. `overrides` in package.json holds
 * its server adapter at the newest minor with which its streams work; with later ones it answers them with 500.
 */
export const portkey: TargetStarter = {
  id: 'portkey',
  missing: () => (existsSync(SCRIPT) ? undefined : 'its package is not installed in bench/'),
  async start({ providerPort }) {
    const port = await freePort();
    const service = startService({
      name: 'portkey',
      command: process.execPath,
      args: [SCRIPT, '--headless', `--port=${port}`],
      env: { NODE_ENV: 'production' },
      core: 'proxy',
    });
    await untilAnswers(service, `http://127.0.0.1:${port}/`, {
      timeoutMs: 20_000,
      isAnyStatusGood: true,
    });
    return {
      id: 'portkey',
      port,
      lanes: ['fast', 'translated'],
      service,
      measuredPids: () => descendants(service.pid),
      headers: (lane) => ({
        authorization: 'Bearer x',
        'x-portkey-provider': lane === 'fast' ? 'openai' : 'anthropic',
        'x-portkey-custom-host': `http://127.0.0.1:${providerPort}/v1`,
      }),
      modelPrefix: () => '',
    };
  },
};
