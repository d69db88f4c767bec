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

/** Translates for the model that the target's own variant names, and reads the outcome as the target would. */
export function translate(call: ChatCall, to: Wire, model: string): Translation {
  const { dialect, provider: id } = WIRES[to];
  const provider = findProvider(id);
  if (provider === undefined) throw new TypeError(`no provider ${id}`);
  const asked = aspectsOf(call);
  try {
    const traits = traitsOf(provider, model);
    const { body, warnings } = chatDialect(dialect).provider.renderCall(call, model, traits);
    const sent = JSON.parse(JSON.stringify(body));
    return { asked, told: aspectsOf(readRequest(to, sent)), warnings, refusal: undefined };
  } catch (error) {
    if (!(error instanceof OchaError)) throw error;
    return { asked, told: undefined, warnings: [], refusal: error };
  }
}

/** The aspects that the target would read differently, although nobody was told of it. */
export function silentLosses({ asked, told, warnings }: Translation): readonly string[] {
  if (told === undefined) return [];
  return Object.keys(asked).filter(
    (aspect) =>
      !isDeepStrictEqual(asked[aspect], told[aspect]) &&
      !warnings.some((warning) => isOf(warning, aspect)),
  );
}

/** Warnings name a field of the client's wire, or a place in it. */
function isOf({ param }: Warning, aspect: string): boolean {
  const names = NAMES[aspect] ?? [aspect.replace('extra.', '')];
  return names.some((name) => new RegExp(`^${name}(?:$|[.[])`).test(param));
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  max_tokens: ['max_tokens', 'max_output_tokens'],
  // An instruction to answer in JSON stands in for the format.
  turns: ['messages', 'input', 'contents', 'system', 'instructions', 'response_format'],
};
