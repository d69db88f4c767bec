import { isObject, type JsonObject, objectOf } from '../../json.ts';
import type { Finish, Frame, Reply, Speech, SpeechContext, SpokenUsage } from '../contract.ts';
import { frameOf, sseFrame, sseReply, wholeReply } from '../frames.ts';
import { openaiHeaders } from '../openai-errors.ts';
import { split } from '../speech.ts';
import { type ChatFamily, familyOf } from './check.ts';

/** How a chat server shows reasoning. OpenAI hides it; others have fields of their own. */
type ReasoningForm = 'hidden' | 'reasoning_content' | 'reasoning_details' | 'content-list';

interface Voice {
  readonly speech: Speech;
  readonly context: SpeechContext;
  readonly family: ChatFamily;
  readonly reasoningForm: ReasoningForm;
  readonly id: string;
  readonly finishReason: string;
  readonly calls: readonly JsonObject[];
}

/** An answer in the shape of chat completions, streamed or whole. */
export function speakChat(speech: Speech, context: SpeechContext): Reply {
  const body = objectOf(context.request.body);
  const family = familyOf(context.question.model);
  const { memory } = context;
  const reasoningForm = reasoningFormOf(family, body);
  const voice: Voice = {
    speech,
    context,
    family,
    reasoningForm,
    id: family === 'mistral' ? memory.mint('', 32, 'hex') : memory.mint('chatcmpl-', 29),
    // OpenAI itself says "stop" when the call was forced by name.
    finishReason:
      family === 'openai' && isObject(body['tool_choice']) && speech.finish === 'tool-calls'
        ? 'stop'
        : FINISH[speech.finish],
    calls: speech.toolCalls.map((call) => ({
      id: mintCallId(context, family, speech.reasoning.length > 0 && reasoningForm),
      type: 'function',
      function: { name: call.name, arguments: JSON.stringify(call.input) },
    })),
  };
  const headers = family === 'openai' ? openaiHeaders(memory) : { 'x-request-id': voice.id };
  if (context.question.isStream) return sseReply(streamFrames(voice, body), headers);
  return wholeReply(wholeBody(voice), { headers, indent: family === 'openai' ? 2 : 0 });
}

const FINISH: Readonly<Record<Finish, string>> = {
  stop: 'stop',
  'stop-sequence': 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  refusal: 'stop',
};

function mintCallId(
  context: SpeechContext,
  family: ChatFamily,
  reasoningForm: ReasoningForm | false,
): string {
  if (family === 'mistral') return context.memory.mint('', 9);
  const id = context.memory.mint('call_', 24);
  const { model } = context.question;
  // These models insist on their reasoning with the call when it comes back.
  if (reasoningForm === 'reasoning_content' && /^(deepseek|kimi)/.test(model)) {
    context.memory.remember(id, 'reasoning_content');
  }
  return id;
}

function reasoningFormOf(family: ChatFamily, body: JsonObject): ReasoningForm {
  if (family === 'openai') return 'hidden';
  if (family === 'mistral') return 'content-list';
  return isObject(body['reasoning']) ? 'reasoning_details' : 'reasoning_content';
}

// --- whole

function wholeBody(voice: Voice): unknown {
  const { context, speech } = voice;
  const choices = Array.from({ length: context.question.choices }, (_, index) => ({
    index,
    message: wholeMessage(voice),
    logprobs: wantsLogprobs(voice)
      ? { content: speech.pieces.map(logprobOf), refusal: null }
      : null,
    finish_reason: voice.finishReason,
  }));
  return {
    ...envelope(voice, 'chat.completion'),
    choices,
    ...(speech.usage === undefined ? {} : { usage: renderUsage(speech.usage, voice.family) }),
    ...(voice.family === 'openai'
      ? { service_tier: 'default', system_fingerprint: 'fp_fake00001' }
      : {}),
  };
}

function wholeMessage(voice: Voice): unknown {
  const { speech, reasoningForm, calls } = voice;
  const text = speech.pieces.join('');
  const thought = speech.reasoning.join('');
  const isRefusal = speech.finish === 'refusal';
  const message: Record<string, unknown> = {
    role: 'assistant',
    content: isRefusal || (text === '' && calls.length > 0) ? null : text,
  };
  if (voice.family === 'openai') {
    message['refusal'] = isRefusal ? text : null;
    message['annotations'] = [];
  }
  if (thought !== '') {
    if (reasoningForm === 'reasoning_content') message['reasoning_content'] = thought;
    if (reasoningForm === 'reasoning_details') Object.assign(message, details(thought));
    if (reasoningForm === 'content-list') {
      message['content'] = [
        { type: 'thinking', thinking: [{ type: 'text', text: thought }] },
        ...(text === '' ? [] : [{ type: 'text', text }]),
      ];
    }
  }
  if (calls.length > 0) message['tool_calls'] = calls;
  return message;
}

/** OpenRouter's way: the text, and a list with signatures that must come back. */
function details(text: string): JsonObject {
  const signature = Buffer.from(`signed:${text}`).toString('base64');
  return {
    reasoning: text,
    reasoning_details: [
      { type: 'reasoning.text', text, signature, format: 'anthropic-claude-v1', index: 0 },
    ],
  };
}

// --- streamed

function streamFrames(voice: Voice, body: JsonObject): Frame[] {
  const { context, speech, family } = voice;
  const wantsUsage = objectOf(body['stream_options'])['include_usage'] === true;
  const indexes = Array.from({ length: context.question.choices }, (_, index) => index);
  const frames: Frame[] = [];
  const push = (kind: Frame['kind'], choices: readonly unknown[], extra: JsonObject = {}): void => {
    const usage = wantsUsage && family === 'openai' ? { usage: null } : {};
    const padding = family === 'openai' ? { obfuscation: context.memory.mint('', 8) } : {};
    const chunk = { ...envelope(voice, 'chat.completion.chunk'), choices, ...usage, ...extra };
    frames.push(sseFrame(kind, { ...chunk, ...padding }));
  };
  const pushDeltas = (kind: Frame['kind'], delta: JsonObject, piece?: string): void => {
    const logprobs =
      piece !== undefined && wantsLogprobs(voice)
        ? { logprobs: { content: [logprobOf(piece)], refusal: null } }
        : {};
    for (const index of indexes) push(kind, [{ index, delta, ...logprobs, finish_reason: null }]);
  };

  const opening = family === 'openai' ? { refusal: null } : {};
  pushDeltas('lifecycle', { role: 'assistant', content: '', ...opening });
  for (const piece of speech.reasoning) {
    const delta = reasoningDelta(piece, voice.reasoningForm);
    if (delta !== undefined) pushDeltas('content', delta);
  }
  for (const piece of speech.pieces) pushDeltas('content', textDelta(piece, voice), piece);
  for (const delta of callDeltas(voice)) pushDeltas('content', { tool_calls: [delta] });
  const usage =
    speech.usage === undefined ? {} : { usage: renderUsage(speech.usage, voice.family) };
  const finished = indexes.map((index) => ({
    index,
    delta: {},
    finish_reason: voice.finishReason,
  }));
  if (family === 'mistral') push('terminal', finished, usage);
  else {
    for (const choice of finished) push('terminal', [choice]);
    if (wantsUsage) push('terminal', [], usage);
  }
  frames.push(frameOf('terminal', 'data: [DONE]\n\n'));
  return frames;
}

function textDelta(piece: string, voice: Voice): JsonObject {
  if (voice.speech.finish === 'refusal' && voice.family === 'openai') return { refusal: piece };
  return { content: piece };
}

function reasoningDelta(piece: string, form: ReasoningForm): JsonObject | undefined {
  switch (form) {
    case 'hidden':
      return undefined;
    case 'reasoning_content':
      return { reasoning_content: piece };
    case 'reasoning_details':
      return details(piece);
    case 'content-list':
      return { content: [{ type: 'thinking', thinking: [{ type: 'text', text: piece }] }] };
  }
}

/** OpenAI dribbles the arguments and says id and name once; Mistral sends each call whole. */
function callDeltas(voice: Voice): JsonObject[] {
  return voice.calls.flatMap((call, index) => {
    if (voice.family === 'mistral') return [{ ...call, index }];
    const { name, arguments: given } = call['function'] as { name: string; arguments: string };
    const opening = { index, id: call['id'], type: 'function', function: { name, arguments: '' } };
    return [opening, ...split(given).map((piece) => ({ index, function: { arguments: piece } }))];
  });
}

// --- shared

function envelope(voice: Voice, object: string): JsonObject {
  const { createdAt, question } = voice.context;
  const extra = voice.family === 'openai' && object === 'chat.completion.chunk';
  return {
    id: voice.id,
    object,
    created: createdAt,
    model: question.model,
    ...(extra ? { service_tier: 'default', system_fingerprint: 'fp_fake00001' } : {}),
  };
}

function wantsLogprobs(voice: Voice): boolean {
  return objectOf(voice.context.request.body)['logprobs'] === true;
}

function logprobOf(token: string): JsonObject {
  const bytes = [...Buffer.from(token)];
  return { token, logprob: -0.25, bytes, top_logprobs: [{ token, logprob: -0.25, bytes }] };
}

function renderUsage(usage: SpokenUsage, family: ChatFamily): JsonObject {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cached, audio_tokens: 0 },
    ...(family === 'mistral'
      ? {}
      : {
          completion_tokens_details: {
            reasoning_tokens: usage.reasoning,
            audio_tokens: 0,
            accepted_prediction_tokens: 0,
            rejected_prediction_tokens: 0,
          },
        }),
  };
}
