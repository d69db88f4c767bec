import type { Snapshot } from '@ocha/config';

export interface FirstScreenFacts {
  readonly snapshot: Snapshot;
  readonly configPath: string | undefined;
  readonly dataDir: string;
  readonly opsPort: number;
  readonly workers: number;
  readonly startedInMs: number;
  /** The key to try with, where we made it or it came from the environment; undefined: the operator has their own. */
  readonly key: string | undefined;
  readonly logDir: string | undefined;
  readonly warnings: readonly string[];
}

/** What the terminal shows when the gateway is up: what there is, and one command to try. */
export function renderFirstScreen(facts: FirstScreenFacts): string[] {
  const { snapshot } = facts;
  const { host, port } = snapshot.gateway;
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const instances = [...snapshot.instances.values()];
  const real = instances.filter((instance) => instance.providerId !== 'sim');
  const [firstRoute] = snapshot.routes.keys();
  const lines = [
    '',
    `  OpenClaw HA is up  (${(facts.startedInMs / 1000).toFixed(1)} s, ${facts.workers} worker${facts.workers === 1 ? '' : 's'})`,
    '',
    `  API          ${address}/v1            OpenAI, Anthropic and Gemini clients`,
    `  Operations   http://${host}:${facts.opsPort}/metrics  /readyz /livez /pipeline`,
    `  Providers    ${real.length === 0 ? 'none yet: only the simulated models sim/*' : real.map((instance) => instance.name).join(', ')}`,
  ];
  if (snapshot.routes.size > 0)
    lines.push(`  Routes       ${[...snapshot.routes.keys()].join(', ')}`);
  lines.push(`  Config       ${facts.configPath ?? 'no ocha.yaml: from the environment alone'}`);
  lines.push(
    `  Data         ${facts.dataDir}${facts.logDir === undefined ? '' : `   (log: ${facts.logDir})`}`,
  );
  if (facts.key !== undefined) lines.push(`  API key      ${facts.key}`);
  for (const warning of facts.warnings) lines.push(`  Warning      ${warning}`);
  lines.push('', '  Try it:', '');
  lines.push(`    curl ${address}/v1/chat/completions \\`);
  lines.push(
    `      -H 'authorization: Bearer ${facts.key ?? 'YOUR-KEY'}' -H 'content-type: application/json' \\`,
  );
  lines.push(
    `      -d '{"model":"${firstRoute ?? 'sim/echo'}","messages":[{"role":"user","content":"Hello"}]}'`,
  );
  lines.push('');
  if (real.length === 0) {
    lines.push(
      '  Next: set a key such as OPENAI_API_KEY or ANTHROPIC_API_KEY and start again, or write an ocha.yaml.',
      '',
    );
  }
  return lines;
}
