import type { JsonObject } from '../../json.ts';
import type {
  Finish,
  Frame,
  FrameKind,
  Reply,
  Speech,
  SpeechContext,
  SpokenUsage,
} from '../contract.ts';
import { frameOf, sseReply, wholeReply } from '../frames.ts';
import { namesCalls, needsSignatures, thinkingOf } from './check.ts';
import { signThought } from './check-contents.ts';

const FINISH: Readonly<Record<Finish, string>> = {
  stop: 'STOP',
  'stop-sequence': 'STOP',
  length: 'MAX_TOKENS',
  'tool-calls': 'STOP',
  'content-filter': 'SAFETY',
  refusal: 'PROHIBITED_CONTENT',
};

interface Voice {
  readonly speech: Speech;
  readonly context: SpeechContext;
  readonly responseId: string;
  readonly showsThoughts: boolean;
  readonly isSigned: boolean;
}

/** An answer in the shape of generateContent: whole, SSE or one JSON array. */
export function speakGenerate(speech: Speech, context: SpeechContext): Reply {
  const { question, request, memory } = context;
  const body = request.body as JsonObject;
  const voice: Voice = {
    speech,
    context,
    responseId: memory.mint('', 22),
    showsThoughts: thinkingOf(body)['includeThoughts'] === true && speech.reasoning.length > 0,
    isSigned: needsSignatures(question.model) || speech.reasoning.length > 0,
  };
  const headers = { 'server-timing': 'gfet4t7; dur=40', 'x-gemini-service-tier': 'standard' };
  if (!question.isStream) {
    return wholeReply(wholeBody(voice), {
      headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
      indent: 2,
    });
  }
  const chunks = streamChunks(voice);
  if (request.query.get('alt') === 'sse') {
    const frames = chunks.map(({ kind, chunk }) =>
      frameOf(kind, `data: ${JSON.stringify(chunk)}\r\n\r\n`),
    );
    return sseReply(frames, { 'content-type': 'text/event-stream', ...headers });
  }
  return arrayReply(chunks, headers);
}

interface Chunk {
  readonly kind: FrameKind;
  readonly chunk: JsonObject;
}

function arrayReply(chunks: readonly Chunk[], headers: Readonly<Record<string, string>>): Reply {
  const frames: Frame[] = chunks.map(({ kind, chunk }, index) =>
    frameOf(kind, `${index === 0 ? '[' : ',\r\n'}${JSON.stringify(chunk, null, 2)}`),
  );
  frames.push(frameOf('terminal', '\n]'));
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
    framing: 'json-array',
    frames,
  };
}

function wholeBody(voice: Voice): JsonObject {
  if (voice.speech.finish === 'refusal') return blockedPrompt(voice);
  const { speech, context } = voice;
  const text = speech.pieces.join('');
  const parts = [
    ...(voice.showsThoughts ? [{ text: speech.reasoning.join(''), thought: true }] : []),
    ...(text === '' ? [] : [{ text, ...(voice.isSigned ? signature(voice) : {}) }]),
    ...callParts(voice),
  ];
  const candidates = Array.from({ length: context.question.choices }, (_, index) => ({
    ...(parts.length === 0 ? {} : { content: { parts, role: 'model' } }),
    ...ending(speech),
    index,
  }));
  return { candidates, ...closing(voice) };
}

/** A prompt that Google will not answer: a good status, and nobody there. */
function blockedPrompt(voice: Voice): JsonObject {
  return {
    promptFeedback: { blockReason: FINISH[voice.speech.finish], safetyRatings: [] },
    ...closing(voice),
  };
}

function streamChunks(voice: Voice): Chunk[] {
  const { speech, context } = voice;
  if (speech.finish === 'refusal') return [{ kind: 'terminal', chunk: blockedPrompt(voice) }];
  const indexes = Array.from({ length: context.question.choices }, (_, index) => index);
  const chunks: Chunk[] = [];
  const push = (kind: FrameKind, parts: readonly unknown[], end: JsonObject = {}): void => {
    for (const index of indexes) {
      const content = parts.length === 0 ? {} : { content: { parts, role: 'model' } };
      const candidate = { ...content, ...end, index };
      chunks.push({ kind, chunk: { candidates: [candidate], ...closing(voice) } });
    }
  };
  if (voice.showsThoughts) {
    for (const text of speech.reasoning) push('content', [{ text, thought: true }]);
  }
  const steps = [...speech.pieces.map((text) => ({ text })), ...callParts(voice)];
  // Newer models say STOP in a chunk of its own, older ones together with the last part.
  const isLate = needsSignatures(context.question.model) || steps.length === 0;
  const early = isLate ? steps : steps.slice(0, -1);
  for (const part of early) push('content', [part]);
  const hasText = speech.pieces.length > 0;
  const late = isLate ? lateParts(voice, hasText) : steps.slice(-1);
  push('terminal', late, ending(speech));
  return chunks;
}

function lateParts(voice: Voice, hasText: boolean): readonly unknown[] {
  if (!hasText) return voice.speech.toolCalls.length > 0 ? [{ text: '' }] : [];
  return [{ text: '', ...(voice.isSigned ? signature(voice) : {}) }];
}

function signature(voice: Voice): JsonObject {
  return { thoughtSignature: signThought(voice.responseId) };
}

/** Only the first of several parallel calls is signed. */
function callParts(voice: Voice): JsonObject[] {
  const { memory, question } = voice.context;
  return voice.speech.toolCalls.map((call, index) => ({
    functionCall: {
      name: call.name,
      args: call.input,
      ...(namesCalls(question.model) ? { id: memory.mint('call_', 6, 'digits') } : {}),
    },
    ...(voice.isSigned && index === 0 ? signature(voice) : {}),
  }));
}

function ending(speech: Speech): JsonObject {
  const isCall = speech.toolCalls.length > 0;
  return {
    finishReason: FINISH[speech.finish],
    ...(isCall ? { finishMessage: 'Model generated function call(s).' } : {}),
  };
}

function closing(voice: Voice): JsonObject {
  const { speech, context } = voice;
  return {
    ...(speech.usage === undefined ? {} : { usageMetadata: renderUsage(speech.usage) }),
    modelVersion: context.question.model,
    responseId: voice.responseId,
  };
}

/** Thoughts are counted beside the candidates' tokens, not among them. */
function renderUsage(usage: SpokenUsage): JsonObject {
  return {
    promptTokenCount: usage.input,
    cachedContentTokenCount: usage.cached,
    candidatesTokenCount: usage.output - usage.reasoning,
    ...(usage.reasoning === 0 ? {} : { thoughtsTokenCount: usage.reasoning }),
    totalTokenCount: usage.input + usage.output,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: usage.input }],
  };
}
