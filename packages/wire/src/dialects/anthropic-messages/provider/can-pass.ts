import { isObject, type JsonObject } from '../../../reading.ts';
import { isCarrier } from '../../../signature-carrier.ts';

/**
 * Whether a request may go to a provider of this dialect as it is. Not when its history holds thinking that another
 * issuer signed or nobody did, nor when thinking is on and the tool loop under way began without: both are refused.
 */
export function canPass(body: unknown): boolean {
  if (!isObject(body)) return true;
  const messages = Array.isArray(body['messages']) ? (body['messages'] as readonly unknown[]) : [];
  if (messages.some(holdsForeignThinking)) return false;
  const thinking = body['thinking'];
  return !isObject(thinking) || thinking['type'] !== 'enabled' || isLoopBegunThinking(messages);
}

function blocksOf(message: unknown): readonly JsonObject[] {
  const content = isObject(message) ? message['content'] : undefined;
  return Array.isArray(content) ? content.filter(isObject) : [];
}

function holdsForeignThinking(message: unknown): boolean {
  if (!isObject(message) || message['role'] !== 'assistant') return false;
  return blocksOf(message).some((block) => {
    if (block['type'] === 'redacted_thinking') return isCarrier(block['data']);
    if (block['type'] !== 'thinking') return false;
    const { signature } = block;
    return typeof signature !== 'string' || signature === '' || isCarrier(signature);
  });
}

/** The API takes a tool loop as one turn: only its first message must begin with thinking. */
function isLoopBegunThinking(messages: readonly unknown[]): boolean {
  let first: unknown;
  let hasCalls = false;
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (!isObject(message)) return true;
    const blocks = blocksOf(message);
    if (message['role'] === 'assistant') {
      first = message;
      hasCalls ||= blocks.some((block) => block['type'] === 'tool_use');
    } else if (!blocks.some((block) => block['type'] === 'tool_result')) break;
  }
  if (!hasCalls) return true;
  const type = blocksOf(first)[0]?.['type'];
  return type === 'thinking' || type === 'redacted_thinking';
}
