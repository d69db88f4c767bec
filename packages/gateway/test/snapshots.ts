import { loadConfig, type Snapshot } from '@ocha/config';
import { PROVIDERS } from '@ocha/providers';
import { STRATEGIES } from '@ocha/resilience';
import { type Catalog, createCatalog, type Deployment } from '../src/catalog/index.ts';

/** Three providers of different dialects, each with a key and an address of its own. */
export const PROVIDERS_YAML = `
providers:
  openai: { apiKey: key-openai, baseUrl: "https://openai.test/v1" }
  anthropic: { apiKey: key-anthropic, baseUrl: "https://anthropic.test/v1" }
  google-ai-studio: { apiKey: key-google, baseUrl: "https://google.test/v1beta" }
  mistral: { apiKey: key-mistral, baseUrl: "https://mistral.test/v1" }
`;

/** The snapshot of a configuration, which must be a good one. */
export function snapshotOf(yaml: string, revision = 1): Snapshot {
  const loaded = loadConfig({
    text: yaml,
    environment: {},
    revision,
    registries: { providers: PROVIDERS, strategies: Object.keys(STRATEGIES) },
    workersDefault: 1,
    bootstrapKey: 'sk-ocha-a-key-for-the-tests-of-the-gateway',
  });
  if ('snapshot' in loaded) return loaded.snapshot;
  throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
}

/** The catalogue of a configuration. */
export function catalogOf(yaml: string = PROVIDERS_YAML): Catalog {
  return createCatalog(snapshotOf(yaml));
}

/** A deployment by its id, `instance/model`. */
export function deploymentOf(id: string, catalog: Catalog = catalogOf()): Deployment {
  const slash = id.indexOf('/');
  const found = catalog.deployment(id.slice(0, slash), id.slice(slash + 1));
  if (found === undefined) throw new Error(`no deployment ${id}`);
  return found;
}
