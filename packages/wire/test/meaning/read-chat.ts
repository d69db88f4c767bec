import { ChoiceNotes, type Loose, type Meaning, NO_USAGE, type UsageMeaning } from './meaning.ts';

interface Open {
  readonly notes: ChoiceNotes;
  readonly audio: { data: string; transcript: string };
  /** Whether reasoning comes as plain text, which `reasoning_details` then only repeat. */
  readonly hasPlain: boolean;
  stop: string;
  isMatch: boolean;
}

/** What Chat Completions chunks mean, or the one body of a whole answer, in which `message` counts. */
export function readChat(bodies: readonly Loose[], field: 'delta' | 'message'): Meaning {
  const choices = new Map<number, Open>();
  const hasPlain = bodies.some((body) =>
    (body.choices ?? []).some((choice: Loose) => plainOf(choice[field] ?? {}) !== ''),
  );
  let usage: Loose;
  for (const body of bodies) {
    usage = body.usage ?? body.x_groq?.usage ?? body.choices?.[0]?.usage ?? usage;
    for (const choice of body.choices ?? []) {
      const index = choice.index ?? 0;
      const open = choices.get(index) ?? newChoice(hasPlain);
      choices.set(index, open);
      takeMessage(open, choice[field] ?? {});
      // A plain `stop` may be followed by the real reason, the real reason by a plain `stop`.
      if (choice.finish_reason && ['', 'stop'].includes(open.stop))
        open.stop = choice.finish_reason;
      open.isMatch ||= typeof choice.stop_reason === 'string' && choice.stop_reason !== '';
    }
  }
  return {
    choices: [...choices]
      .sort(([left], [right]) => left - right)
      .map(([index, open]) => {
        const { data, transcript } = open.audio;
        if (data + transcript !== '') open.notes.media('audio', data, transcript);
        return { index, segments: open.notes.segments(), stop: stopOf(open) };
      }),
    usage: readChatUsage(usage),
  };
}

function newChoice(hasPlain: boolean): Open {
  const audio = { data: '', transcript: '' };
  return { notes: new ChoiceNotes(), audio, hasPlain, stop: '', isMatch: false };
}

function plainOf(message: Loose): string {
  return message.reasoning_content || message.reasoning || '';
}

function takeMessage({ notes, audio, hasPlain }: Open, message: Loose): void {
  const details = (message.reasoning_details ?? [])
    .map((detail: Loose) => detail.text ?? detail.summary ?? '')
    .join('');
  notes.say('reasoning', hasPlain ? plainOf(message) : details);
  if (typeof message.content === 'string') notes.say('text', message.content);
  else for (const piece of message.content ?? []) takePiece(notes, piece);
  notes.say('refusal', message.refusal);
  for (const call of message.tool_calls ?? []) {
    // Snowflake sends an empty `custom` beside the function.
    const isFreeText = call.function === undefined;
    const { name, arguments: input = call.custom?.input } = call.function ?? call.custom ?? {};
    notes.call(call.index ?? (call.id || `nameless ${name}`), { name, input, isFreeText });
  }
  if (message.function_call?.name || message.function_call?.arguments)
    notes.call('function', {
      name: message.function_call.name,
      input: message.function_call.arguments,
    });
  for (const image of message.images ?? []) notes.media('image', image.image_url.url.split(',')[1]);
  for (const { file } of message.files ?? []) notes.media('file', file.file_data.split(',')[1]);
  audio.data += message.audio?.data ?? '';
  audio.transcript += message.audio?.transcript ?? '';
}

function takePiece(notes: ChoiceNotes, piece: Loose): void {
  if (piece.type === 'text') notes.say('text', piece.text);
  if (piece.type === 'thinking')
    notes.say('reasoning', piece.thinking.map((inner: Loose) => inner.text).join(''));
  if (piece.type === 'reasoning')
    notes.say('reasoning', piece.summary.map((inner: Loose) => inner.text).join(''));
}

const STOPS: Readonly<Record<string, string>> = {
  '': 'stop',
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  length: 'length',
  tool_call: 'tool-calls',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  error: 'error',
};

function stopOf({ stop, notes, isMatch }: Open): string {
  const reason = STOPS[stop] ?? 'other';
  if (reason !== 'stop') return reason;
  if (notes.hasCalls) return 'tool-calls';
  return isMatch ? 'stop-sequence' : 'stop';
}

/** Everything of the total that was not the prompt is output; two gateways leave it out of the total as well. */
export function readChatUsage(usage: Loose): UsageMeaning {
  if (!usage) return NO_USAGE;
  const input = usage.prompt_tokens ?? 0;
  const output = usage.completion_tokens ?? 0;
  const prompt = usage.prompt_tokens_details ?? usage.prompt_token_details ?? {};
  const completion = usage.completion_tokens_details ?? usage.completion_token_details ?? {};
  const reasoning = completion.reasoning_tokens ?? usage.reasoning_tokens ?? 0;
  const hidden = Math.max((usage.total_tokens ?? 0) - input - output, 0);
  const beside = hidden === 0 && reasoning > 2 * output ? reasoning : hidden;
  const billed = output + beside;
  return {
    input,
    output: billed,
    cacheRead:
      prompt.cached_tokens ??
      usage.prompt_cache_hit_tokens ??
      usage.cached_tokens ??
      usage.cache_read_input_tokens ??
      0,
    cacheWrite: prompt.cache_write_tokens ?? usage.cache_creation_input_tokens ?? 0,
    reasoning: Math.min(Math.max(reasoning, hidden), billed),
  };
}
