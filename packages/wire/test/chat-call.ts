import type { ChatCall, Message } from '../src/call.ts';
import type { RenderedCall } from '../src/dialect.ts';
import { openaiChat } from '../src/dialects/openai-chat/index.ts';
import type { Traits } from '../src/traits.ts';
import { traitsWith } from './chat-stream.ts';

const USER: Message = { role: 'user', parts: [{ type: 'text', text: 'hi' }] };

/** A call as a client of another dialect makes it, unless `dialect` says otherwise. */
export function callWith(rest: Partial<ChatCall> = {}): ChatCall {
  return {
    operation: 'chat',
    dialect: 'anthropic-messages',
    model: 'asked',
    isStream: false,
    messages: [USER],
    sampling: {},
    extra: {},
    ...rest,
  };
}

/** The call for an OpenAI Chat deployment with these traits. */
export function render(call: Partial<ChatCall>, traits: Partial<Traits> = {}): RenderedCall {
  return openaiChat.provider.renderCall(callWith(call), 'served', traitsWith(traits));
}

/** The messages of the rendered call. */
export function messagesOf(
  messages: readonly Message[],
  traits: Partial<Traits> = {},
  rest: Partial<ChatCall> = {},
): unknown {
  return render({ ...rest, messages }, traits).body['messages'];
}
