import { isObject, type JsonObject, listOf, objectOf, textOf, typeName } from '../../json.ts';
import type { Memory } from '../memory.ts';
import { refuse } from '../openai-errors.ts';

const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'function']);
const PART_TYPES = new Set(['text', 'image_url', 'input_audio', 'file', 'refusal']);

/** Models that want the reasoning behind their own calls back. */
const DEMANDING = /^(deepseek|kimi)/;

/** Refuses a conversation that OpenAI would refuse: roles, contents, and calls that do not pair with results. */
export function checkChatMessages(body: JsonObject, memory: Memory): void {
  const messages = body['messages'];
  if (!Array.isArray(messages)) {
    refuse("Missing required parameter: 'messages'.", {
      param: 'messages',
      code: 'missing_required_parameter',
    });
  }
  if (messages.length === 0) {
    refuse(
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      { param: 'messages', code: 'empty_array' },
    );
  }
  const model = textOf(body['model']);
  messages.forEach((message, index) => {
    checkMessage(objectOf(message), `messages[${index}]`, { model, memory });
  });
  checkPairs(messages.map(objectOf));
}

interface Place {
  readonly model: string;
  readonly memory: Memory;
}

function checkMessage(message: JsonObject, path: string, place: Place): void {
  const role = textOf(message['role']);
  if (!ROLES.has(role)) {
    refuse(
      `Invalid value: '${role}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.`,
      { param: `${path}.role`, code: 'invalid_value' },
    );
  }
  const calls = message['tool_calls'];
  if (role === 'assistant' && Array.isArray(calls)) checkCalls(message, path, place);
  const content = message['content'];
  if (content === undefined || content === null) {
    if (role === 'assistant' && (Array.isArray(calls) || message['refusal'] || message['audio'])) {
      return;
    }
    refuse(`Invalid value for 'content': expected a string, got null.`, {
      param: `${path}.content`,
    });
  }
  if (typeof content === 'string') return;
  if (!Array.isArray(content)) {
    refuse(
      `Invalid type for '${path}.content': expected one of a string or array of objects, but got ${typeName(content)} instead.`,
      { param: `${path}.content`, code: 'invalid_type' },
    );
  }
  content.forEach((part, index) => {
    checkPart(objectOf(part), `${path}.content[${index}]`, place.model);
  });
}

function checkPart(part: JsonObject, path: string, model: string): void {
  const type = textOf(part['type']);
  if (/^deepseek-/.test(model) && type !== 'text') {
    refuse(
      `Failed to deserialize the JSON body into the target type: ${path}: unknown variant \`${type}\`, expected \`text\``,
      { code: 'invalid_request_error' },
    );
  }
  if (!PART_TYPES.has(type)) {
    refuse(
      `Invalid value: '${type}'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', and 'file'.`,
      { param: `${path}.type`, code: 'invalid_value' },
    );
  }
  const url = textOf(objectOf(part['image_url'])['url']);
  if (type === 'image_url' && !/^(https?:\/\/|data:image\/[a-z+.-]+;base64,)/.test(url)) {
    refuse(
      `Invalid '${path}.image_url.url': expected a base64-encoded data URL with an image MIME type, or an http(s) URL.`,
      { param: `${path}.image_url.url`, code: 'invalid_value' },
    );
  }
  const data = objectOf(part['file'])['file_data'];
  if (type === 'file' && data !== undefined && !textOf(data).startsWith('data:application/pdf;')) {
    refuse(
      `Invalid '${path}.file.file_data': expected a base64-encoded data URL with MIME type application/pdf.`,
      { param: `${path}.file.file_data`, code: 'invalid_value' },
    );
  }
}

function checkCalls(message: JsonObject, path: string, place: Place): void {
  const calls = listOf(message['tool_calls']);
  if (calls.length === 0) {
    refuse(
      `Invalid '${path}.tool_calls': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
      { param: `${path}.tool_calls`, code: 'empty_array' },
    );
  }
  calls.forEach((call, index) => {
    const { id, function: invoked } = objectOf(call);
    const at = `${path}.tool_calls[${index}]`;
    if (textOf(id) === '') {
      refuse(`Missing required parameter: '${at}.id'.`, {
        param: `${at}.id`,
        code: 'missing_required_parameter',
      });
    }
    const given = objectOf(invoked)['arguments'];
    if (typeof given !== 'string') {
      const param = `${at}.function.arguments`;
      refuse(
        `Invalid type for '${param}': expected a string, but got ${typeName(given)} instead.`,
        { param, code: 'invalid_type' },
      );
    }
    // DeepSeek and Moonshot: reasoning that came with tool calls must come back with them.
    const isOwed =
      DEMANDING.test(place.model) && place.memory.recall(textOf(id)) === 'reasoning_content';
    if (isOwed && textOf(message['reasoning_content']) === '') {
      refuse(`Missing \`reasoning_content\` field in the assistant message at ${path}.`, {
        code: 'invalid_request_error',
      });
    }
  });
}

function checkPairs(messages: readonly JsonObject[]): void {
  let open = new Map<string, number>();
  messages.forEach((message, index) => {
    if (message['role'] === 'tool') {
      closeCall(open, message, index);
      return;
    }
    refuseOpen(open);
    open = new Map(
      listOf(message['tool_calls'])
        .filter(isObject)
        .map((call) => [textOf(call['id']), index]),
    );
  });
  refuseOpen(open);
}

const answered = -1;

function closeCall(open: Map<string, number>, message: JsonObject, index: number): void {
  if (open.size === 0) {
    refuse(
      "Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.",
      { param: `messages.[${index}].role` },
    );
  }
  const id = textOf(message['tool_call_id']);
  if (id === '') {
    refuse(`Missing required parameter: 'messages[${index}].tool_call_id'.`, {
      param: `messages[${index}].tool_call_id`,
      code: 'missing_required_parameter',
    });
  }
  if (!open.has(id)) {
    refuse(
      `Invalid parameter: 'tool_call_id' of '${id}' not found in 'tool_calls' of previous message.`,
      {
        param: `messages.[${index}].tool_call_id`,
      },
    );
  }
  open.set(id, answered);
}

function refuseOpen(open: ReadonlyMap<string, number>): void {
  const missing = [...open].filter(([, index]) => index !== answered);
  const [first] = missing;
  if (first === undefined) return;
  const ids = missing.map(([id]) => id).join(', ');
  refuse(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids}`,
    { param: `messages.[${first[1]}].role` },
  );
}
