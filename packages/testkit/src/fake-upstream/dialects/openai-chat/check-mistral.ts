import { type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import { Refusal } from '../contract.ts';

const PARAMETERS = new Set(
  (
    'model temperature top_p max_tokens stream stop random_seed metadata messages response_format tools tool_choice ' +
    'presence_penalty frequency_penalty n prediction parallel_tool_calls prompt_mode reasoning_effort guardrails ' +
    'prompt_cache_key safe_prompt'
  ).split(' '),
);
const ROLES = new Set(['system', 'user', 'assistant', 'tool']);
const CALL_ID = /^[a-zA-Z0-9]{9}$/;
const CHOICES = new Set(['auto', 'none', 'any', 'required']);

/** Refuses what Mistral would refuse, in its flat error shape. */
export function checkMistral(body: JsonObject): void {
  const unknown = Object.keys(body).find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) refuseField(['body', unknown], 'Extra inputs are not permitted');
  const messages = listOf(body['messages']).map(objectOf);
  if (messages.length === 0) refuseField(['body', 'messages'], 'Field required');
  messages.forEach((message, index) => {
    if (ROLES.has(textOf(message['role']))) return;
    refuseField(
      ['body', 'messages', String(index)],
      `Input tag '${textOf(message['role'])}' found using 'role' does not match any of the expected tags`,
    );
  });
  checkOrder(messages);
  for (const message of messages) checkIds(message);
  const choice = body['tool_choice'];
  if (typeof choice === 'string' && !CHOICES.has(choice)) {
    refuseField(['body', 'tool_choice'], `Input should be 'auto', 'none', 'any' or 'required'`);
  }
}

function checkOrder(messages: readonly JsonObject[]): void {
  messages.forEach((message, index) => {
    const before = messages[index - 1]?.['role'];
    const role = message['role'];
    if (before === 'tool' && (role === 'user' || role === 'system')) {
      refuseFlat(`Unexpected role '${role}' after role 'tool'`, '3230');
    }
    const isToolOrphan =
      role === 'tool' &&
      before !== 'tool' &&
      listOf(messages[index - 1]?.['tool_calls']).length === 0;
    if (isToolOrphan) refuseFlat(`Unexpected role 'tool' after role '${String(before)}'`, '3230');
  });
  const last = messages.at(-1);
  if (last?.['role'] === 'assistant' && last['prefix'] !== true) {
    refuseFlat(
      'Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant',
      '3230',
    );
  }
  checkResults(messages);
}

function checkResults(messages: readonly JsonObject[]): void {
  messages.forEach((message, index) => {
    const calls = listOf(message['tool_calls']);
    if (message['role'] !== 'assistant' || calls.length === 0) return;
    let results = 0;
    while (messages[index + 1 + results]?.['role'] === 'tool') results += 1;
    const isLast = index === messages.length - 1;
    if (!isLast && results !== calls.length) {
      refuseFlat('Not the same number of function calls and responses', '3230');
    }
  });
}

function checkIds(message: JsonObject): void {
  const ids = listOf(message['tool_calls']).map((call) => textOf(objectOf(call)['id']));
  if (message['role'] === 'tool') ids.push(textOf(message['tool_call_id']));
  const wrong = ids.find((id) => !CALL_ID.test(id));
  if (wrong === undefined) return;
  refuseFlat(
    `Tool call id was ${wrong} but must be a-z, A-Z, 0-9, with a length of 9.`,
    '3280',
    'invalid_function_call',
  );
}

function refuseFlat(message: string, code: string, type = 'invalid_request_message_order'): never {
  throw new Refusal({
    status: 400,
    message,
    body: { object: 'error', message, type, param: null, code, raw_status_code: 400 },
  });
}

function refuseField(path: readonly string[], message: string): never {
  throw new Refusal({
    status: 422,
    message,
    body: { detail: [{ type: 'value_error', loc: path, msg: message, input: null }] },
  });
}
