import { type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import type { Frame, FrameKind, Reply, Speech, SpeechContext, SpokenUsage } from '../contract.ts';
import { sseFrame, sseReply, wholeReply } from '../frames.ts';
import { openaiHeaders } from '../openai-errors.ts';
import { split } from '../speech.ts';

interface Voice {
  readonly speech: Speech;
  readonly context: SpeechContext;
  readonly id: string;
  readonly items: readonly JsonObject[];
}

/** An answer in the shape of the Responses endpoint, streamed or whole. */
export function speakResponses(speech: Speech, context: SpeechContext): Reply {
  const { memory } = context;
  const id = memory.mint('resp_', 48, 'hex');
  const isStored = objectOf(context.request.body)['store'] !== false;
  if (isStored) memory.remember(id, 'stored');
  const voice: Voice = { speech, context, id, items: createItems(speech, context, isStored) };
  const headers = openaiHeaders(memory);
  if (context.question.isStream) return sseReply(streamFrames(voice), headers);
  return wholeReply(envelope(voice, voice.items, 'final'), { headers, indent: 2 });
}

function createItems(speech: Speech, context: SpeechContext, isStored: boolean): JsonObject[] {
  const { memory } = context;
  const body = objectOf(context.request.body);
  const items: JsonObject[] = [];
  const reasoningId = memory.mint('rs_', 48, 'hex');
  const thought = speech.reasoning.join('');
  if (thought !== '') {
    if (isStored) memory.remember(reasoningId, 'stored');
    const wantsSummary = textOf(objectOf(body['reasoning'])['summary']) !== '';
    const isSealed = listOf(body['include']).includes('reasoning.encrypted_content');
    items.push({
      id: reasoningId,
      type: 'reasoning',
      ...(isSealed
        ? { encrypted_content: `gAAAAA${Buffer.from(thought).toString('base64')}` }
        : {}),
      summary: wantsSummary ? [{ type: 'summary_text', text: thought }] : [],
    });
  }
  for (const call of speech.toolCalls) {
    const id = memory.mint('fc_', 48, 'hex');
    if (thought !== '') memory.remember(id, reasoningId);
    items.push({
      id,
      type: 'function_call',
      status: 'completed',
      arguments: JSON.stringify(call.input),
      call_id: memory.mint('call_', 24),
      name: call.name,
    });
  }
  if (speech.toolCalls.length > 0) return items;
  const text = speech.pieces.join('');
  const part =
    speech.finish === 'refusal'
      ? { type: 'refusal', refusal: text }
      : { type: 'output_text', annotations: [], logprobs: [], text };
  items.push({
    id: memory.mint('msg_', 48, 'hex'),
    type: 'message',
    status: speech.finish === 'length' ? 'incomplete' : 'completed',
    content: [part],
    role: 'assistant',
  });
  return items;
}

type Stage = 'open' | 'final';

function envelope(voice: Voice, output: readonly JsonObject[], stage: Stage): JsonObject {
  const { context, speech } = voice;
  const body = objectOf(context.request.body);
  const reason = INCOMPLETE[speech.finish];
  const status = reason === undefined ? 'completed' : 'incomplete';
  const isFinal = stage === 'final';
  return {
    id: voice.id,
    object: 'response',
    created_at: context.createdAt,
    status: isFinal ? status : 'in_progress',
    background: false,
    completed_at: isFinal && status === 'completed' ? context.createdAt : null,
    error: null,
    incomplete_details: isFinal && reason !== undefined ? { reason } : null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    max_tool_calls: null,
    model: context.question.model,
    output: isFinal ? output : [],
    parallel_tool_calls: body['parallel_tool_calls'] ?? true,
    previous_response_id: body['previous_response_id'] ?? null,
    prompt_cache_key: body['prompt_cache_key'] ?? null,
    reasoning: { effort: null, summary: null, ...objectOf(body['reasoning']) },
    safety_identifier: null,
    service_tier: isFinal ? 'default' : 'auto',
    store: body['store'] ?? true,
    temperature: body['temperature'] ?? 1,
    text: { format: { type: 'text' }, verbosity: 'medium', ...objectOf(body['text']) },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: listOf(body['tools']),
    top_logprobs: 0,
    top_p: body['top_p'] ?? 1,
    truncation: 'disabled',
    usage: isFinal && speech.usage !== undefined ? renderUsage(speech.usage) : null,
    user: null,
    metadata: objectOf(body['metadata']),
  };
}

const INCOMPLETE: Readonly<Partial<Record<Speech['finish'], string>>> = {
  length: 'max_output_tokens',
  'content-filter': 'content_filter',
};

function renderUsage(usage: SpokenUsage): JsonObject {
  return {
    input_tokens: usage.input,
    input_tokens_details: {
      cached_tokens: usage.cached,
      cache_write_tokens: usage.cacheWritten,
    },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}

type Push = (kind: FrameKind, type: string, data: JsonObject) => void;

function streamFrames(voice: Voice): Frame[] {
  const frames: Frame[] = [];
  const push: Push = (kind, type, data) => {
    frames.push(sseFrame(kind, { type, ...data, sequence_number: frames.length }, type));
  };
  push('lifecycle', 'response.created', { response: envelope(voice, [], 'open') });
  push('lifecycle', 'response.in_progress', { response: envelope(voice, [], 'open') });
  voice.items.forEach((item, index) => {
    pushItem(voice, { item, index }, push);
  });
  const isWhole = INCOMPLETE[voice.speech.finish] === undefined;
  push('terminal', isWhole ? 'response.completed' : 'response.incomplete', {
    response: envelope(voice, voice.items, 'final'),
  });
  return frames;
}

interface Place {
  readonly item: JsonObject;
  readonly index: number;
}

function pushItem(voice: Voice, place: Place, push: Push): void {
  switch (place.item['type']) {
    case 'reasoning':
      pushReasoning(voice, place, push);
      break;
    case 'function_call':
      pushCall(voice, place, push);
      break;
    default:
      pushMessage(voice, place, push);
  }
}

function pushReasoning(voice: Voice, { item, index }: Place, push: Push): void {
  const at = { item_id: item['id'], output_index: index, summary_index: 0 };
  push('lifecycle', 'response.output_item.added', {
    output_index: index,
    item: { ...item, summary: [] },
  });
  const [part] = listOf(item['summary']);
  if (part !== undefined) {
    push('lifecycle', 'response.reasoning_summary_part.added', {
      ...at,
      part: { type: 'summary_text', text: '' },
    });
    for (const delta of voice.speech.reasoning) {
      push('content', 'response.reasoning_summary_text.delta', { ...at, ...pad(voice, delta) });
    }
    const { text } = objectOf(part);
    push('lifecycle', 'response.reasoning_summary_text.done', { ...at, text });
    push('lifecycle', 'response.reasoning_summary_part.done', { ...at, part });
  }
  push('lifecycle', 'response.output_item.done', { output_index: index, item });
}

function pushCall(voice: Voice, { item, index }: Place, push: Push): void {
  const at = { item_id: item['id'], output_index: index };
  const opening = { ...item, status: 'in_progress', arguments: '' };
  push('content', 'response.output_item.added', { output_index: index, item: opening });
  const whole = textOf(item['arguments']);
  for (const delta of split(whole)) {
    push('content', 'response.function_call_arguments.delta', { ...at, ...pad(voice, delta) });
  }
  push('lifecycle', 'response.function_call_arguments.done', {
    ...at,
    name: item['name'],
    arguments: whole,
  });
  push('lifecycle', 'response.output_item.done', { output_index: index, item });
}

function pushMessage(voice: Voice, { item, index }: Place, push: Push): void {
  const at = { item_id: item['id'], output_index: index, content_index: 0 };
  const part = objectOf(listOf(item['content'])[0]);
  const isRefusal = part['type'] === 'refusal';
  const empty = isRefusal ? { ...part, refusal: '' } : { ...part, text: '' };
  const name = isRefusal ? 'refusal' : 'output_text';
  const logprobs = isRefusal ? {} : { logprobs: [] };
  push('lifecycle', 'response.output_item.added', {
    output_index: index,
    item: { ...item, status: 'in_progress', content: [] },
  });
  push('lifecycle', 'response.content_part.added', { ...at, part: empty });
  for (const delta of voice.speech.pieces) {
    push('content', `response.${name}.delta`, { ...at, ...pad(voice, delta), ...logprobs });
  }
  const whole = isRefusal ? { refusal: part['refusal'] } : { text: part['text'] };
  push('lifecycle', `response.${name}.done`, { ...at, ...whole, ...logprobs });
  push('lifecycle', 'response.content_part.done', { ...at, part });
  push('lifecycle', 'response.output_item.done', { output_index: index, item });
}

/** OpenAI pads its deltas so that their length tells nothing. */
function pad(voice: Voice, delta: string): JsonObject {
  return { delta, obfuscation: voice.context.memory.mint('', 8) };
}
