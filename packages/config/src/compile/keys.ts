import { digestKey } from '../digest.ts';
import { readVariable } from '../registries.ts';
import { suggestNearest } from '../report/nearest.ts';
import type { KeyInput } from '../schema/keys.ts';
import type { ApiKey } from '../snapshot.ts';
import type { CompileContext } from './context.ts';

/** The variable that sets the first API key, and the name of that key. */
export const BOOTSTRAP_VARIABLE = 'OCHA_BOOTSTRAP_KEY';
export const BOOTSTRAP_NAME = 'bootstrap';

const KEY_LENGTH_MIN = 16;
const KEY_LENGTH_MAX = 256;

/** A key of the list that the schema accepted, and its place there. */
export interface KeyEntry {
  readonly index: number;
  readonly value: KeyInput;
}

export interface KeySurroundings {
  readonly routeNames: ReadonlySet<string>;
  readonly instanceNames: ReadonlySet<string>;
  /** Made by the caller, used where no other key is configured. */
  readonly bootstrapKey: string | undefined;
}

/** Every API key: the file's, the environment's, else the caller's. */
export function compileKeys(
  entries: readonly KeyEntry[],
  around: KeySurroundings,
  context: CompileContext,
): readonly ApiKey[] {
  const byDigest = new Map<string, ApiKey>();
  const names = new Map<string, number>();
  for (const entry of entries) {
    checkPatterns(entry, around, context);
    const digest = digestOf(entry, context);
    const { name, models } = entry.value;
    checkRepeated({ entry, digest, names, byDigest }, context);
    if (digest !== undefined) byDigest.set(digest, { name, digest, models });
  }
  addBootstrap(byDigest, context);
  if (byDigest.size === 0 && around.bootstrapKey !== undefined) {
    const digest = digestKey(around.bootstrapKey);
    byDigest.set(digest, { name: BOOTSTRAP_NAME, digest, models: undefined });
  }
  return [...byDigest.values()];
}

/** The environment's key replaces one of the same name in the file. */
function addBootstrap(byDigest: Map<string, ApiKey>, context: CompileContext): void {
  const key = readVariable(context.environment, BOOTSTRAP_VARIABLE);
  if (key === undefined) return;
  const refused = refuseKey(key);
  if (refused !== undefined) {
    const suggestion = 'use a long random text, such as sk-ocha-…';
    context.problems.addVariable(BOOTSTRAP_VARIABLE, { message: refused, suggestion });
    return;
  }
  const digest = digestKey(key);
  if (byDigest.has(digest)) return;
  for (const [other, { name }] of byDigest) {
    if (name !== BOOTSTRAP_NAME) continue;
    byDigest.delete(other);
    context.problems.addVariable(BOOTSTRAP_VARIABLE, {
      message: `replaces the key called "${BOOTSTRAP_NAME}" of the file`,
      suggestion: 'give the key of the file another name',
      severity: 'warning',
    });
  }
  byDigest.set(digest, { name: BOOTSTRAP_NAME, digest, models: undefined });
}

function digestOf({ index, value }: KeyEntry, context: CompileContext): string | undefined {
  const path = ['keys', index];
  // One that is there but wrong has its own problem already.
  if (['key', 'digest'].some((name) => context.problems.hasErrorAt([...path, name]))) {
    return undefined;
  }
  if (value.key !== undefined && value.digest !== undefined) {
    const message = 'has both a key and a digest';
    context.problems.add(path, { message, suggestion: 'keep the digest' });
    return undefined;
  }
  if (value.digest !== undefined) return value.digest.toLowerCase();
  if (value.key === undefined) {
    const suggestion = `add key: \${NAME}, or digest: <SHA-256 of the key>`;
    context.problems.add(path, { message: 'has neither a key nor a digest', suggestion });
    return undefined;
  }
  const key = value.key.trim();
  const refused = refuseKey(key);
  if (refused !== undefined) {
    const suggestion = 'use a long random text, such as sk-ocha-…';
    context.problems.add([...path, 'key'], { message: refused, suggestion });
    return undefined;
  }
  if (context.isWrittenOut([...path, 'key'])) {
    context.problems.add([...path, 'key'], {
      message: 'is a secret written in the file',
      suggestion: `put it in the environment and write \${NAME}, or give its digest`,
      severity: 'warning',
    });
  }
  return digestKey(key);
}

function refuseKey(key: string): string | undefined {
  if (!/^[\x21-\x7e]*$/.test(key)) return 'contains white space or characters outside ASCII';
  if (key.length < KEY_LENGTH_MIN) return `is shorter than ${KEY_LENGTH_MIN} characters`;
  if (key.length > KEY_LENGTH_MAX) return `is longer than ${KEY_LENGTH_MAX} characters`;
  return undefined;
}

interface RepeatedCheck {
  readonly entry: KeyEntry;
  readonly digest: string | undefined;
  readonly names: Map<string, number>;
  readonly byDigest: ReadonlyMap<string, ApiKey>;
}

function checkRepeated(check: RepeatedCheck, context: CompileContext): void {
  const { index, value } = check.entry;
  const first = check.names.get(value.name);
  if (first !== undefined) {
    const message = `keys[${first}] is called "${value.name}" as well`;
    context.problems.add(['keys', index, 'name'], { message, suggestion: 'rename one of the two' });
  } else check.names.set(value.name, index);
  const twin = check.digest === undefined ? undefined : check.byDigest.get(check.digest);
  if (twin === undefined) return;
  const message = `is the same key as "${twin.name}"`;
  context.problems.add(['keys', index], { message, suggestion: 'remove one of the two' });
}

/** A pattern for a provider that is not there lets nothing through: usually a typing error. */
function checkPatterns(
  { index, value }: KeyEntry,
  around: KeySurroundings,
  context: CompileContext,
): void {
  for (const [position, pattern] of (value.models ?? []).entries()) {
    const [instance = '', ...rest] = pattern.split('/');
    const isQualified = rest.length > 0 && !instance.includes('*');
    if (!isQualified || around.instanceNames.has(instance)) continue;
    const candidates = [...around.instanceNames, ...around.routeNames];
    context.problems.add(['keys', index, 'models', position], {
      message: `there is no provider called "${instance}"`,
      suggestion: suggestNearest(instance, candidates),
      severity: 'warning',
    });
  }
}
