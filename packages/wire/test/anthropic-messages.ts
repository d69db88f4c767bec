import type { ChatCall, Warning } from '../src/call.ts';
import type { ParseContext, RenderContext } from '../src/dialect.ts';
import { anthropicMessages } from '../src/dialects/anthropic-messages/index.ts';
import type { Event } from '../src/event.ts';
import { DEFAULT_TRAITS, type Traits } from '../src/traits.ts';

/** A call of an OpenAI client, which is what this dialect's renderer meets most. */
export function chatCall(changes: Partial<ChatCall> = {}): ChatCall {
  return {
    operation: 'chat',
    dialect: 'openai-chat',
    model: 'smart',
    isStream: false,
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'hello' }] }],
    sampling: {},
    extra: {},
    ...changes,
  };
}

/** Traits of Claude-like models. */
export const BUDGET: Partial<Traits> = { thinking: 'budget', outputTokensDefault: 32_000 };
export const ADAPTIVE: Partial<Traits> = { thinking: 'adaptive', outputTokensDefault: 32_000 };

// Rendered bodies are JSON of the wire: tests read them by key, without types.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Wire = any;

/** Renders a call and gives body and warnings, as a provider would read the JSON. */
export function render(
  call: ChatCall,
  traits: Partial<Traits> = {},
): { readonly body: Wire; readonly warnings: readonly Warning[] } {
  const { body, warnings } = anthropicMessages.provider.renderCall(call, 'claude', {
    ...DEFAULT_TRAITS,
    ...traits,
  });
  return { body: JSON.parse(JSON.stringify(body)), warnings };
}

/** A parse context whose ids count up. */
export function parseContext(): ParseContext {
  let count = 0;
  return {
    traits: DEFAULT_TRAITS,
    mintId: (prefix) => {
      count += 1;
      return `${prefix}_${count}`;
    },
  };
}

export function renderContext(): RenderContext {
  const { mintId } = parseContext();
  return { call: chatCall({ dialect: 'anthropic-messages' }), createdAt: 0, mintId };
}

/** The events of a stream given as the JSON of its frames, and whether it ended whole. */
export function parseStream(
  frames: readonly unknown[],
  options: { readonly hasEventLines?: boolean } = {},
): { readonly events: readonly Event[]; readonly isComplete: boolean } {
  const parser = anthropicMessages.provider.createStreamParser(parseContext());
  const events = frames.flatMap((data) =>
    parser.push({
      event: options.hasEventLines === false ? undefined : (data as { type?: string }).type,
      data: JSON.stringify(data),
    }),
  );
  events.push(...parser.end());
  return { events, isComplete: parser.isComplete };
}

/** The frames that a renderer writes for events, as JSON. */
export function renderStream(events: readonly Event[]): readonly Wire[] {
  const renderer = anthropicMessages.client.createStreamRenderer(renderContext());
  const text = events.map((event) => renderer.push(event)).join('');
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => JSON.parse(frame.slice(frame.indexOf('data: ') + 'data: '.length)));
}

/** One text turn. */
export function says(role: 'system' | 'developer' | 'user' | 'assistant', text: string) {
  return { role, parts: [{ type: 'text' as const, text }] };
}
