import type { CorpusRecord } from './corpus.ts';

/*
 * What a recorded Chat Completions answer means, read by a few lines that share nothing with the
 * dialect, so that the two check each other.
 */

interface ExpectedChoice {
  index: number;
  text: string;
  reasoning: string;
  refusal: string;
  calls: { name: string; arguments: unknown }[];
  reason: string;
}

// The recordings are whatever providers sent: there is nothing to be said of their types.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Loose = any;

const REASONS: Record<string, string> = {
  eos: 'stop',
  eos_token: 'stop',
  tool_call: 'tool-calls',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
};

export function expectedOf(
  text: string,
  record: CorpusRecord,
): { choices: ExpectedChoice[]; usage: { input: number | undefined; output: number | undefined } } {
  const bodies = record.streaming ? chunksOf(text) : [JSON.parse(text)];
  const choices = new Map<number, Loose>();
  let usage: Loose;
  for (const body of bodies) {
    usage = body.usage ?? body.x_groq?.usage ?? usage;
    for (const choice of body.choices ?? []) {
      const state = choices.get(choice.index ?? 0) ?? { parts: [], calls: new Map(), reason: '' };
      choices.set(choice.index ?? 0, state);
      state.parts.push((record.streaming ? choice.delta : choice.message) ?? {});
      if (choice.finish_reason) state.reason = choice.finish_reason;
    }
  }
  return {
    choices: [...choices].map(([index, state]) => describeChoice(index, state)),
    usage: usage ? billed(usage) : { input: undefined, output: undefined },
  };
}

function chunksOf(text: string): Loose[] {
  return text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.startsWith('data:') && !line.includes('[DONE]'))
    .map((line) => JSON.parse(line.slice('data:'.length)));
}

function describeChoice(index: number, state: Loose): ExpectedChoice {
  const calls = new Map<Loose, { name: string; arguments: string }>();
  for (const part of state.parts) {
    for (const [position, call] of (part.tool_calls ?? []).entries()) {
      const key = call.index ?? (call.id || `${state.parts.indexOf(part)}.${position}`);
      const known = calls.get(key) ?? { name: '', arguments: '' };
      known.name ||= call.function?.name ?? '';
      known.arguments += call.function?.arguments ?? '';
      calls.set(key, known);
    }
    if (part.function_call?.name) calls.set('function', part.function_call);
  }
  const reason = REASONS[state.reason] ?? (state.reason || 'stop');
  return {
    index,
    text: state.parts.map((part: Loose) => listText(part.content, 'text')).join(''),
    reasoning: state.parts.map(reasoningOf).join(''),
    refusal: state.parts.map((part: Loose) => part.refusal ?? '').join(''),
    calls: [...calls.values()].map((call) => ({
      name: call.name,
      arguments: parsed(call.arguments),
    })),
    reason: reason === 'stop' && calls.size > 0 ? 'tool-calls' : reason,
  };
}

function listText(content: Loose, type: string): string {
  if (typeof content === 'string') return type === 'text' ? content : '';
  return (content ?? [])
    .filter((piece: Loose) => piece.type === type)
    .map((piece: Loose) =>
      type === 'text' ? piece.text : piece.thinking.map((inner: Loose) => inner.text).join(''),
    )
    .join('');
}

function reasoningOf(part: Loose): string {
  const plain = part.reasoning_content || part.reasoning;
  if (typeof plain === 'string' && plain !== '') return plain;
  const details = (part.reasoning_details ?? []).map(
    (detail: Loose) => detail.text ?? detail.summary ?? '',
  );
  return details.join('') + listText(part.content, 'thinking');
}

function parsed(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return text; // An answer cut at its length leaves broken JSON behind.
  }
}

/**
 * Everything of the total that was not the prompt is output; two gateways leave it out of the total
 * as well.
 */
function billed(usage: Loose): { input: number; output: number } {
  const { prompt_tokens: input, completion_tokens: output, total_tokens: total } = usage;
  const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? 0;
  const hidden = reasoning > 2 * output ? reasoning : 0;
  return { input, output: Math.max(total - input, output + hidden) };
}
