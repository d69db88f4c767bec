import {
  type ConfigEnvironment,
  type ConfigProblem,
  type ConfigRegistries,
  type LoadedConfig,
  loadConfig,
  renderProblems,
  type Snapshot,
} from '@ocha/config';
import { PROVIDERS } from '@ocha/providers';
import { STRATEGIES } from '@ocha/resilience';

/** The galleries that a configuration of this build may name. */
export const REGISTRIES: ConfigRegistries = {
  providers: PROVIDERS,
  strategies: Object.keys(STRATEGIES),
};

export interface ConfigurationSource {
  /** The file as text or bytes; undefined where there is none. */
  readonly text: string | Uint8Array | undefined;
  readonly environment: ConfigEnvironment;
  /** The number of the snapshot; 1 by default. */
  readonly revision?: number;
  /** Workers where the file says nothing; 1 by default. */
  readonly workersDefault?: number;
  /** An API key of the caller's, used where no other is configured. */
  readonly bootstrapKey?: string | undefined;
}

/** Loads a configuration with the providers and strategies of this build. */
export function loadConfiguration(source: ConfigurationSource): LoadedConfig {
  const { text, environment, revision = 1, workersDefault = 1, bootstrapKey } = source;
  const registries = REGISTRIES;
  return loadConfig({ text, environment, revision, workersDefault, bootstrapKey, registries });
}

export interface CheckConfigOptions extends ConfigurationSource {
  /** What to call the file in messages. */
  readonly fileName: string;
}

/** What a checked configuration amounts to. */
export interface ConfigReport {
  readonly isValid: boolean;
  /** Undefined when it is not valid. */
  readonly snapshot: Snapshot | undefined;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
  /** Problems and warnings as people read them; empty when there are none. */
  readonly text: string;
}

/** Checks a configuration and tells everything wrong with it: for `ocha config check` and before a reload. */
export function checkConfig(options: CheckConfigOptions): ConfigReport {
  const loaded = loadConfiguration(options);
  const problems = 'problems' in loaded ? loaded.problems : [];
  const { warnings } = loaded;
  return {
    isValid: 'snapshot' in loaded,
    snapshot: 'snapshot' in loaded ? loaded.snapshot : undefined,
    problems,
    warnings,
    text: renderProblems([...problems, ...warnings], options.fileName),
  };
}
