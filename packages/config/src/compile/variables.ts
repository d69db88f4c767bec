import { findNearest } from '../report/nearest.ts';
import type { CompileContext } from './context.ts';

/** Every `OCHA_` variable that some part of the product reads. */
const KNOWN: readonly string[] = [
  'OCHA_BOOTSTRAP_ADMIN_TOKEN',
  'OCHA_BOOTSTRAP_KEY',
  'OCHA_CONFIG',
  'OCHA_CONTROL_OPS_PORT',
  'OCHA_CONTROL_PORT',
  'OCHA_DATABASE_URL',
  'OCHA_DATA_DIR',
  'OCHA_GATEWAY_OPS_PORT',
  'OCHA_GATEWAY_PORT',
  'OCHA_HOST',
  'OCHA_LOG_LEVEL',
  'OCHA_REDIS_URL',
  'OCHA_SECRET_KEY',
];

/** Looked at, at most. */
const VARIABLES_MAX = 200;

/** Warns of variables that look like one of ours spelt wrong: they would do nothing, silently. */
export function warnMistypedVariables(context: CompileContext): void {
  const ours = Object.keys(context.environment).filter((name) => name.startsWith('OCHA_'));
  for (const name of ours.toSorted().slice(0, VARIABLES_MAX)) {
    if (KNOWN.includes(name)) continue;
    const nearest = findNearest(name, KNOWN);
    // Looser than for fields: a variable for a script of the operator's own is nobody's mistake.
    if (nearest === undefined || Math.abs(nearest.length - name.length) > 2) continue;
    context.problems.addVariable(name, {
      message: 'is not read by anything',
      suggestion: `did you mean ${nearest}?`,
      severity: 'warning',
    });
  }
}
