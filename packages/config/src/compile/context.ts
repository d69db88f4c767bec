import type { ConfigEnvironment, ConfigRegistries } from '../registries.ts';
import type { ProblemList } from '../report/problems.ts';
import type { Path } from '../source/path.ts';

/** What every section is compiled with. */
export interface CompileContext {
  readonly environment: ConfigEnvironment;
  readonly registries: ConfigRegistries;
  readonly problems: ProblemList;
  /** The text stands in the file itself, not in the environment. */
  isWrittenOut(path: Path): boolean;
}

/** A section's entry that the schema accepted. */
export interface Entry<Value> {
  readonly name: string;
  readonly value: Value;
}
