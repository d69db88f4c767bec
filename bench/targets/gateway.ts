import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLine, descendants, freePort, startService, untilAnswers } from '../processes.ts';
import type { Lane, StartOptions, TargetStarter } from './target.ts';

const COMMAND = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));
const KEY = 'sk-ocha-bench-0000000000000000000000000000000000000000';
const READY_MS = 30_000;
/** The CPU profile is written when a process ends by itself: it must not be killed while it does so. */
const STOP_MS = 15_000;
const INSTANCES: Readonly<Record<Lane, string>> = { fast: 'plain', translated: 'foreign' };

/** Ours, as `ocha up` starts it, with one worker. The figure is the worker's; supervisor and control only sit there. */
export const gateway: TargetStarter = {
  id: 'gateway',
  missing: () => (existsSync(COMMAND) ? undefined : 'packages/cli/src/main.ts does not exist'),
  async start(options) {
    const ports = {
      OCHA_GATEWAY_PORT: await freePort(),
      OCHA_GATEWAY_OPS_PORT: await freePort(),
      OCHA_CONTROL_PORT: await freePort(),
      OCHA_CONTROL_OPS_PORT: await freePort(),
    };
    const configPath = path.join(options.folder, 'ocha.yaml');
    writeFileSync(configPath, configText(options.providerPort));
    const service = startService({
      name: 'gateway',
      command: process.execPath,
      args: [COMMAND, 'up', '--config', configPath],
      env: { ...environment(options), ...mapToStrings(ports) },
      cwd: options.folder,
      core: 'proxy',
      stopMs: STOP_MS,
    });
    const readyUrl = `http://127.0.0.1:${ports.OCHA_GATEWAY_OPS_PORT}/readyz`;
    try {
      await untilAnswers(service, readyUrl, { timeoutMs: READY_MS });
    } catch (error) {
      await service.stop();
      throw error;
    }
    return {
      id: 'gateway',
      port: ports.OCHA_GATEWAY_PORT,
      lanes: ['fast', 'translated'],
      service,
      measuredPids: () => workerPids(service.pid),
      headers: () => ({ authorization: `Bearer ${KEY}` }),
      modelPrefix: (lane) => `${INSTANCES[lane]}/`,
    };
  },
};

function configText(providerPort: number): string {
  const instance = (name: string, provider: string): string =>
    `  ${name}: { provider: ${provider}, baseUrl: "http://127.0.0.1:${providerPort}/v1", ` +
    'apiKey: x, allowPrivateAddress: true }\n';
  return (
    'gateway: { workers: 1 }\n' +
    'providers:\n' +
    instance(INSTANCES.fast, 'openai-compatible') +
    instance(INSTANCES.translated, 'anthropic')
  );
}

function environment({ folder, profileFolder }: StartOptions): Record<string, string> {
  return {
    OCHA_HOST: '127.0.0.1',
    OCHA_DATA_DIR: path.join(folder, 'data'),
    OCHA_BOOTSTRAP_KEY: KEY,
    ...(profileFolder === undefined
      ? {}
      : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profileFolder}` }),
  };
}

function mapToStrings(ports: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
}

/** The children of the supervisor that serve traffic; all of them where the command lines do not tell. */
function workerPids(supervisorPid: number): number[] {
  const children = descendants(supervisorPid).filter((pid) => pid !== supervisorPid);
  const workers = children.filter((pid) => !commandLine(pid).includes('control'));
  return workers.length === 0 ? descendants(supervisorPid) : workers;
}
