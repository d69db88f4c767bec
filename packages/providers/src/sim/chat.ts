import type { Random } from '@ocha/kernel';
import { isRecord } from '../body-edit.ts';
import type { SimulatedAnswer, SimulatedRequest } from '../provider.ts';
import { type ChatFacts, type Reply, renderChat } from './chat-answer.ts';
import { type Conversation, countTokens, readConversation } from './conversation.ts';
import { badRequest } from './json-answer.ts';
import { instanceOf } from './schema-instance.ts';
import { chooseTool } from './tool-choice.ts';

/** What every text of a simulated model starts with, so that nobody takes it for a real one. */
export const SIMULATED_PREFIX = '[simulated] ';

const CHOICES_MAX = 16;

const SENTENCES = [
  'Lorem ipsum dolor sit amet, consectetur adipiscing elit.',
  'Sed do eiusmod tempor incididunt ut labore et dolore magna aliqua.',
  'Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris.',
  'Duis aute irure dolor in reprehenderit in voluptate velit esse cillum.',
  'Excepteur sint occaecat cupidatat non proident, sunt in culpa.',
];

type Speaker = (conversation: Conversation, random: Random) => string;

const echo: Speaker = ({ userText }) => `${SIMULATED_PREFIX}${userText}`;

/** The simulated chat models, and what each says when nothing else is asked of it. */
export const CHAT_MODELS: Readonly<Record<string, Speaker>> = {
  echo,
  lorem: (_, random) => {
    const count = 3 + random.below(4);
    const sentences = Array.from(
      { length: count },
      () => SENTENCES[random.below(SENTENCES.length)],
    );
    return `${SIMULATED_PREFIX}${sentences.join(' ')}`;
  },
  tools: echo,
  json: ({ userText }) => JSON.stringify({ simulated: true, echo: userText }),
};

/** Answers a chat request. */
export function answerChat(request: SimulatedRequest, random: Random): SimulatedAnswer {
  const { body } = request;
  if (!Array.isArray(body['messages']) || body['messages'].length === 0)
    return badRequest('messages', '`messages` must be a list with at least one message.');
  const limit = body['max_completion_tokens'] ?? body['max_tokens'] ?? undefined;
  if (limit !== undefined && !(typeof limit === 'number' && limit >= 1))
    return badRequest('max_tokens', 'The limit of output tokens must be a number of at least 1.');
  const conversation = readConversation(body);
  const whole = compose(request, conversation, random);
  const reply = shorten(whole, stopsOf(body['stop']), limit);
  const facts: ChatFacts = {
    id: `chatcmpl-sim-${mint(random)}`,
    createdAt: Math.floor(request.nowMs / 1000),
    model: request.model,
    choiceCount: Math.min(Math.max(1, Math.floor(Number(body['n'] ?? 1)) || 1), CHOICES_MAX),
    inputTokens: conversation.inputTokens,
    outputTokens: countTokens(reply.text ?? reply.call?.arguments ?? ''),
    isStream: request.isStream,
    sendsUsage:
      isRecord(body['stream_options']) && body['stream_options']['include_usage'] === true,
  };
  return renderChat(reply, facts);
}

/**
 * Forced tools come first, then a model's own habits, then the format asked for, then plain text.
 */
function compose(request: SimulatedRequest, conversation: Conversation, random: Random): Reply {
  const { body, model } = request;
  const chosen = chooseTool(body);
  const callsByHabit = model === 'tools' && conversation.toolResult === undefined;
  if (chosen !== undefined && (chosen.isForced || callsByHabit)) {
    const { name, parameters } = chosen.tool;
    const id = `call_sim_${mint(random)}`;
    return {
      call: { id, name, arguments: JSON.stringify(instanceOf(parameters ?? { type: 'object' })) },
      reason: 'tool_calls',
    };
  }
  return { text: composeText(request, conversation, random), reason: 'stop' };
}

function composeText(
  { body, model }: SimulatedRequest,
  conversation: Conversation,
  random: Random,
): string {
  const format = body['response_format'];
  if (isRecord(format) && format['type'] === 'json_schema') {
    const named = format['json_schema'];
    return JSON.stringify(instanceOf(isRecord(named) ? named['schema'] : undefined));
  }
  if (isRecord(format) && format['type'] === 'json_object')
    return CHAT_MODELS['json']?.(conversation, random) ?? '{}';
  if (conversation.toolResult !== undefined && model !== 'json')
    return `${SIMULATED_PREFIX}The tool answered: ${conversation.toolResult}`;
  return CHAT_MODELS[model]?.(conversation, random) ?? '';
}

function stopsOf(stop: unknown): readonly string[] {
  const list = Array.isArray(stop) ? stop : [stop];
  return list.filter((text) => typeof text === 'string' && text !== '');
}

/** Ends the reply before the first stop sequence and at the limit of tokens, as a model would. */
function shorten(reply: Reply, stops: readonly string[], limit: number | undefined): Reply {
  if (reply.call !== undefined) {
    const cut = cutToTokens(reply.call.arguments, limit);
    if (cut === reply.call.arguments) return reply;
    return { call: { ...reply.call, arguments: cut }, reason: 'length' };
  }
  const text = reply.text ?? '';
  const ends = stops.map((stop) => text.indexOf(stop)).filter((index) => index >= 0);
  const stopped = ends.length > 0 ? text.slice(0, Math.min(...ends)) : text;
  const cut = cutToTokens(stopped, limit);
  return { text: cut, reason: cut === stopped ? 'stop' : 'length' };
}

/** At most so many tokens of four bytes, never half a character. */
function cutToTokens(text: string, limit: number | undefined): string {
  if (limit === undefined || countTokens(text) <= limit) return text;
  const bytes = Buffer.from(text).subarray(0, Math.floor(limit) * 4);
  return bytes.toString('utf8').replace(/\uFFFD+$/, '');
}

function mint(random: Random): string {
  const digits = Array.from({ length: 4 }, () =>
    random.below(0x10000).toString(16).padStart(4, '0'),
  );
  return digits.join('');
}
