import type { ChatCall, Warning } from '../../../call.ts';
import type { RenderedCall } from '../../../dialect.ts';
import { isObject } from '../../../reading.ts';
import type { Traits } from '../../../traits.ts';
import type { WireMessage } from './merge-turns.ts';
import { renderMessages } from './render-message.ts';
import {
  drop,
  renderFormat,
  renderLabels,
  renderReasoning,
  renderSampling,
} from './render-options.ts';
import { renderTools } from './render-tools.ts';

/** A call as a Chat Completions request body for a model with these traits. */
export function renderCall(call: ChatCall, model: string, traits: Traits): RenderedCall {
  const warnings: Warning[] = [];
  const format = renderFormat(call, traits, warnings);
  const messages = renderMessages(call, traits, warnings);
  const body: Record<string, unknown> = {
    ...renderExtra(call, warnings),
    model,
    messages: withInstruction(messages, format.instruction),
    ...renderTools(call, traits, warnings),
    ...format.fields,
    ...renderReasoning(call, traits, warnings),
    ...renderSampling(call, traits, warnings),
    ...renderLabels(call, warnings),
    ...renderStream(call, traits),
  };
  for (const param of traits.refusedParams) if (param in body) drop(body, param, warnings);
  return { body, warnings };
}

/**
 * Fields without a canonical home. The older form of tools was parsed into tools and would double
 * them.
 */
function renderExtra(call: ChatCall, warnings: Warning[]): Record<string, unknown> {
  if (call.dialect === 'openai-chat') {
    const {
      functions: _functions,
      function_call: _call,
      stream_options: _options,
      ...extra
    } = call.extra;
    return extra;
  }
  for (const param of Object.keys(call.extra)) {
    const reason = `it belongs to the ${call.dialect} wire format`;
    warnings.push({ param, action: 'dropped', reason });
  }
  return {};
}

/** Usage is asked for whatever the client wants: cost and limits are counted by it. */
function renderStream(call: ChatCall, traits: Traits): Record<string, unknown> {
  if (!call.isStream) return {};
  if (!traits.streamUsage) return { stream: true };
  const options = call.dialect === 'openai-chat' ? call.extra['stream_options'] : undefined;
  const rest = isObject(options) ? options : {};
  return { stream: true, stream_options: { ...rest, include_usage: true } };
}

/**
 * Adds to the instructions; they come first, so that what follows keeps its place in the provider's
 * cache.
 */
function withInstruction(messages: WireMessage[], instruction: string | undefined): WireMessage[] {
  if (instruction === undefined) return messages;
  const [first, ...rest] = messages;
  const isSystem = first?.['role'] === 'system' || first?.['role'] === 'developer';
  if (first === undefined || !isSystem)
    return [{ role: 'system', content: instruction }, ...messages];
  const { content } = first;
  const extended = Array.isArray(content)
    ? [...content, { type: 'text', text: instruction }]
    : `${String(content)}\n\n${instruction}`;
  return [{ ...first, content: extended }, ...rest];
}
