import type { ChatCall } from '../../call.ts';
import type { RenderedCall } from '../../dialect.ts';
import { isObject } from '../../reading.ts';
import type { Traits } from '../../traits.ts';
import { renderConfig } from './provider/config.ts';
import { renderContents } from './provider/contents.ts';
import { createScope, type RenderScope } from './provider/scope.ts';
import { renderTools } from './provider/tools.ts';

/** The tiers Google sells. */
const SERVICE_TIERS: ReadonlySet<string> = new Set(['standard', 'flex', 'priority']);
/** Words of other dialects for what is served anyway when no tier is named. */
const USUAL_TIERS: ReadonlySet<string> = new Set(['auto', 'default', 'standard_only']);

/** The body of a `generateContent` request for a call. */
export function renderCall(call: ChatCall, _model: string, traits: Traits): RenderedCall {
  const scope = createScope(call, traits);
  const { contents, system } = renderContents(scope);
  const { config, instruction } = renderConfig(scope);
  const texts = instruction === undefined ? system : [...system, instruction];
  const tier = serviceTier(scope);
  noteDropped(scope);
  const body = {
    contents,
    ...(texts.length > 0 ? { systemInstruction: { parts: texts.map((text) => ({ text })) } } : {}),
    ...renderTools(scope),
    ...(Object.keys(config).length > 0 ? { generationConfig: config } : {}),
    ...(tier === undefined ? {} : { serviceTier: tier }),
  };
  return { body: withExtra(body, call), warnings: scope.warnings };
}

function serviceTier(scope: RenderScope): string | undefined {
  const asked = scope.call.serviceTier?.toLowerCase();
  if (asked === undefined || USUAL_TIERS.has(asked)) return undefined;
  if (SERVICE_TIERS.has(asked)) return asked;
  scope.dropped('service_tier', `there is no tier "${asked}" here`);
  return undefined;
}

function noteDropped(scope: RenderScope): void {
  const { call } = scope;
  const reason = 'this deployment has no such parameter';
  if (call.endUser !== undefined) scope.dropped('user', reason);
  if (call.metadata !== undefined) scope.dropped('metadata', reason);
  if (call.promptCacheKey !== undefined) scope.dropped('prompt_cache_key', reason);
  if (call.verbosity !== undefined) scope.dropped('verbosity', reason);
  if (call.dialect === 'gemini') return;
  for (const param of Object.keys(call.extra))
    scope.dropped(param, `it belongs to the ${call.dialect} wire format`);
}

/** Fields of a client of the same dialect go back to where they stood. */
function withExtra(body: Record<string, unknown>, call: ChatCall): Record<string, unknown> {
  if (call.dialect !== 'gemini') return body;
  const merged: Record<string, unknown> = { ...body };
  for (const [key, value] of Object.entries(call.extra)) {
    const own = merged[key];
    merged[key] = isObject(own) && isObject(value) ? { ...own, ...value } : value;
  }
  return merged;
}
