import { type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import { refuse } from './errors.ts';
import { modelFacts } from './model-facts.ts';
import { isSignedThinking } from './signature.ts';

const TOOL_USE_ID = /^[a-zA-Z0-9_-]+$/;
const IMAGE_TYPES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);
const BLOCK_TYPES = new Set(
  (
    'text image document tool_use tool_result thinking redacted_thinking search_result server_tool_use ' +
    'web_search_tool_result web_fetch_tool_result code_execution_tool_result mcp_tool_use mcp_tool_result ' +
    'container_upload bash_code_execution_tool_result text_editor_code_execution_tool_result tool_reference'
  ).split(' '),
);

/** Refuses a conversation that Anthropic would refuse: roles, empty texts, unpaired tools, foreign thinking. */
export function checkAnthropicMessages(body: JsonObject): void {
  const messages = listOf(body['messages']).map(objectOf);
  if (messages.length === 0) refuse('messages: at least one message is required');
  const model = textOf(body['model']);
  checkSystem(body['system']);
  messages.forEach((message, index) => {
    checkRole(message, index, model);
    checkContent(message, index, index === messages.length - 1);
  });
  checkPairs(messages);
  checkEnd(messages, model);
  if (objectOf(body['thinking'])['type'] === 'enabled') checkThinkingFirst(messages);
  const hasToolBlocks = messages.some((message) =>
    blocksOf(message).some(({ type }) => type === 'tool_use' || type === 'tool_result'),
  );
  if (hasToolBlocks && listOf(body['tools']).length === 0) {
    refuse('Requests which include `tool_use` or `tool_result` blocks must define tools.');
  }
}

function blocksOf(message: JsonObject | undefined): JsonObject[] {
  return listOf(message?.['content']).map(objectOf);
}

function checkSystem(system: unknown): void {
  if (system === undefined || typeof system === 'string') return;
  if (!Array.isArray(system)) refuse('system: Input should be a valid list');
  system.forEach((block, index) => {
    const { type, text } = objectOf(block);
    if (type !== 'text') refuse(`system.${index}.type: Input should be 'text'`);
    if (textOf(text) === '') refuse('system: text content blocks must be non-empty');
  });
}

function checkRole(message: JsonObject, index: number, model: string): void {
  const role = textOf(message['role']);
  if (role === 'user' || role === 'assistant') return;
  if (role !== 'system') refuse(`messages.${index}.role: Input should be 'user' or 'assistant'`);
  if (index > 0 && modelFacts(model).acceptsMidSystem) return;
  if (index > 0) refuse(`messages.${index}.role: role 'system' is not supported on this model`);
  refuse(
    'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.',
  );
}

function checkContent(message: JsonObject, index: number, isLast: boolean): void {
  const { content, role } = message;
  const path = `messages.${index}`;
  if (content === undefined || content === null) refuse(`${path}.content: Field required`);
  const isEmpty = content === '' || (Array.isArray(content) && content.length === 0);
  if (isEmpty && role === 'user') refuse(`${path}: user messages must have non-empty content`);
  if (isEmpty && !isLast) {
    refuse(
      `${path}: all messages must have non-empty content except for the optional final assistant message`,
    );
  }
  if (typeof content === 'string') {
    if (!isEmpty && content.trim() === '') {
      refuse('messages: text content blocks must contain non-whitespace text');
    }
    return;
  }
  if (!Array.isArray(content)) refuse(`${path}.content: Input should be a valid list`);
  blocksOf(message).forEach((block, position) => {
    checkBlock(block, `${path}.content.${position}`, role);
  });
}

function checkBlock(block: JsonObject, path: string, role: unknown): void {
  const type = textOf(block['type']);
  if (!BLOCK_TYPES.has(type)) {
    refuse(
      `${path}: Input tag '${type}' found using 'type' does not match any of the expected tags: 'document', 'image', 'redacted_thinking', 'text', 'thinking', 'tool_result', 'tool_use'`,
    );
  }
  if (type === 'text') checkText(block, path);
  if (type === 'image') checkImage(objectOf(block['source']), path);
  if (type === 'tool_use') checkToolUse(block, path, role);
  if (type === 'tool_result' && role !== 'user') {
    refuse(`${path}: \`tool_result\` blocks can only be in \`user\` messages`);
  }
  if (type === 'thinking') checkThinkingBlock(block, path);
}

function checkText(block: JsonObject, path: string): void {
  if (typeof block['text'] !== 'string') refuse(`${path}.text.text: Field required`);
  if (block['text'] === '') refuse('messages: text content blocks must be non-empty');
  if (block['text'].trim() === '') {
    refuse('messages: text content blocks must contain non-whitespace text');
  }
}

function checkImage(source: JsonObject, path: string): void {
  const at = `${path}.image.source`;
  if (source['type'] === 'url' || source['type'] === 'file') return;
  if (source['type'] !== 'base64')
    refuse(`${at}: Input tag '${String(source['type'])}' is unknown`);
  if (!IMAGE_TYPES.has(textOf(source['media_type']))) {
    refuse(
      `${at}.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'`,
    );
  }
  if (/^data:/.test(textOf(source['data'])) || textOf(source['data']) === '') {
    refuse(`${at}.base64.data: The image was not valid base64`);
  }
}

function checkToolUse(block: JsonObject, path: string, role: unknown): void {
  if (role !== 'assistant') {
    refuse(`${path}: \`tool_use\` blocks can only be in \`assistant\` messages`);
  }
  if (!TOOL_USE_ID.test(textOf(block['id']))) {
    refuse(`${path}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`);
  }
  const input = block['input'];
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    refuse(`${path}.tool_use.input: Input should be a valid dictionary`);
  }
}

function checkThinkingBlock(block: JsonObject, path: string): void {
  const { thinking, signature } = block;
  if (typeof signature !== 'string') refuse(`${path}.thinking.signature: Field required`);
  if (isSignedThinking(textOf(thinking), signature)) return;
  refuse(`${path}: Invalid \`signature\` in \`thinking\` block`);
}

/** Every `tool_use` is answered at the very beginning of the next message, and nothing else is. */
function checkPairs(messages: readonly JsonObject[]): void {
  messages.forEach((message, index) => {
    const used = idsOf(message, 'tool_use', 'id');
    const next = messages[index + 1];
    const answered = new Set(leadingResults(next));
    const missing = used.filter((id) => !answered.has(id));
    if (missing.length > 0) {
      refuse(
        `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
      );
    }
    const before = new Set(idsOf(messages[index - 1], 'tool_use', 'id'));
    const stray = idsOf(message, 'tool_result', 'tool_use_id').find((id) => !before.has(id));
    if (stray !== undefined) {
      refuse(
        `messages.${index}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
      );
    }
  });
}

function idsOf(message: JsonObject | undefined, type: string, key: string): string[] {
  return blocksOf(message)
    .filter((block) => block['type'] === type)
    .map((block) => textOf(block[key]));
}

function leadingResults(message: JsonObject | undefined): string[] {
  const blocks = blocksOf(message);
  const end = blocks.findIndex((block) => block['type'] !== 'tool_result');
  const leading = end < 0 ? blocks : blocks.slice(0, end);
  return leading.map((block) => textOf(block['tool_use_id']));
}

function checkEnd(messages: readonly JsonObject[], model: string): void {
  const last = messages.at(-1);
  if (last?.['role'] !== 'assistant') return;
  if (modelFacts(model).refusesPrefill) {
    refuse(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  }
  const { content } = last;
  const text = typeof content === 'string' ? content : textOf(blocksOf(last).at(-1)?.['text']);
  if (text !== text.trimEnd()) {
    refuse('messages: final assistant content cannot end with trailing whitespace');
  }
}

/** With thinking on, the turn that called the tools now being answered must begin with its thinking. */
function checkThinkingFirst(messages: readonly JsonObject[]): void {
  const index = messages.findLastIndex((message) => message['role'] === 'assistant');
  const blocks = blocksOf(messages[index]);
  const first = textOf(blocks[0]?.['type']);
  const isToolTurn = blocks.some((block) => block['type'] === 'tool_use');
  const isAnswered = leadingResults(messages.at(-1)).length > 0;
  if (!isToolTurn || !isAnswered || first.endsWith('thinking')) return;
  refuse(
    `messages.${index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block.`,
  );
}
