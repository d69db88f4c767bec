import { isDeepStrictEqual } from 'node:util';
import { OchaError } from '@ocha/kernel';
import { type ChatCall, chatDialect, type DialectId, type Warning } from '@ocha/wire';
import { findProvider } from '../../src/registry.ts';
import { traitsOf } from '../../src/traits.ts';
import { type Aspects, aspectsOf } from './aspects.ts';

// Recorded requests are JSON of several wires: there is nothing to be said of their types.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Loose = any;

/** The wires of the translation matrix, and where each is spoken. */
export const WIRES = {
  'chat-completions': { dialect: 'openai-chat', provider: 'openai', model: 'gpt-5-nano' },
  responses: { dialect: 'openai-responses', provider: 'openai', model: 'gpt-5-nano' },
  anthropic: {
    dialect: 'anthropic-messages',
    provider: 'anthropic',
    model: 'claude-sonnet-4-5-20250929',
  },
  google: { dialect: 'gemini', provider: 'google-ai-studio', model: 'gemini-2.5-flash' },
} as const satisfies Readonly<
  Record<string, { dialect: DialectId; provider: string; model: string }>
>;

export type Wire = keyof typeof WIRES;

export const WIRE_NAMES = Object.keys(WIRES) as readonly Wire[];

/** A request on its way from one wire to another. */
export interface Translation {
  readonly asked: Aspects;
  /** What the target would read; absent where the translation was refused. */
  readonly told: Aspects | undefined;
  readonly warnings: readonly Warning[];
  readonly refusal: OchaError | undefined;
}

/** Reads a request of a wire as its clients send it. */
export function readRequest(wire: Wire, request: Loose): ChatCall {
  const model = request.model ?? WIRES[wire].model;
  return chatDialect(WIRES[wire].dialect).client.parseCall(request, { model, isStream: false });
}

/**
 * Translates for the model that the target's own variant names, adapts the outcome as the gateway does, and reads it as
 * the target would.
 */
export function translate(call: ChatCall, to: Wire, model: string): Translation {
  const { dialect, provider: id } = WIRES[to];
  const provider = findProvider(id);
  if (provider === undefined) throw new TypeError(`no provider ${id}`);
  const asked = aspectsOf(call);
  try {
    const traits = traitsOf(provider, model);
    const rendered = chatDialect(dialect).provider.renderCall(call, model, traits);
    const warnings = [...rendered.warnings];
    const warn = (warning: Warning): void => void warnings.push(warning);
    const body = provider.adaptRequest?.(rendered.body, { dialect, model, traits, warn });
    const sent = JSON.parse(JSON.stringify(body ?? rendered.body));
    return { asked, told: aspectsOf(readRequest(to, sent)), warnings, refusal: undefined };
  } catch (error) {
    if (!(error instanceof OchaError)) throw error;
    return { asked, told: undefined, warnings: [], refusal: error };
  }
}

/**
 * The aspects in which the target would read something else than the client asked for, although nobody was told of it.
 * `wanted`: what the target's own variant of the case asks for, in the words of somebody who knows that wire.
 */
export function silentChanges(
  { asked, told, warnings }: Translation,
  to: Wire,
  wanted: Aspects = {},
): readonly string[] {
  if (told === undefined) return [];
  const aspects = new Set([...Object.keys(asked), ...Object.keys(told)]);
  return [...aspects].filter((aspect) => {
    const value = told[aspect];
    if (isDeepStrictEqual(value, asked[aspect])) return false;
    if (aspect in wanted && isDeepStrictEqual(value, wanted[aspect])) return false;
    if (!(aspect in asked) && ADDED[to]?.includes(aspect) === true) return false;
    return !warnings.some((warning) => isOf(warning, aspect));
  });
}

/** What a wire must be sent although nobody asked for it. */
const ADDED: Partial<Readonly<Record<Wire, readonly string[]>>> = {
  // The limit is mandatory there.
  anthropic: ['max_tokens'],
  // Without its encrypted reasoning a stateless conversation cannot go on.
  responses: ['extra.include'],
};

/** Warnings name a field of the client's wire, or a place in it. */
function isOf({ param }: Warning, aspect: string): boolean {
  const names = NAMES[aspect] ?? [aspect.replace('extra.', '')];
  return names.some((name) => new RegExp(`^${name}(?:$|[.[_])`).test(param));
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  max_tokens: ['max_tokens', 'max_output_tokens'],
  // An instruction to answer in JSON stands in for the format.
  turns: ['messages', 'input', 'contents', 'system', 'instructions', 'response_format'],
};
