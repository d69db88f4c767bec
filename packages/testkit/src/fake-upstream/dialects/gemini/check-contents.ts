import { isObject, type JsonObject, listOf, textOf } from '../../json.ts';
import { refuse } from './errors.ts';
import { FIELDS, fieldsOf, fieldsOfAll, readFields } from './native-names.ts';

const DATA = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
];
/** Documented values that tell Google to let a missing signature pass. */
const SIGNATURE_WAIVERS = [
  'skip_thought_signature_validator',
  'context_engineering_is_the_way_to_go',
];

/** Refuses a conversation that Google would refuse: roles, empty parts, calls and responses that do not pair. */
export function checkContents(value: unknown, model: string): void {
  const contents = listOf(value);
  if (contents.length === 0) {
    refuse('* GenerateContentRequest.contents: contents is not specified\n');
  }
  const turns = contents.map((content, index) => checkContent(content, `contents[${index}]`));
  turns.forEach((turn, index) => {
    checkTurn(turns, turn, index);
  });
  if (turns.at(-1)?.role === 'model') {
    refuse(
      'Please ensure that single turn requests end with a user role or the role field is empty.',
    );
  }
  if (/gemini-([3-9]|\d\d)/.test(model)) checkSignatures(turns);
}

interface Turn {
  readonly role: string;
  readonly parts: readonly JsonObject[];
  readonly calls: readonly JsonObject[];
  readonly responses: readonly JsonObject[];
}

function checkContent(value: unknown, path: string): Turn {
  const content = readFields(value, FIELDS.content, path);
  const role = textOf(content['role'] ?? 'user');
  if (role !== 'user' && role !== 'model') refuse('Please use a valid role: user, model.');
  const parts = listOf(content['parts']);
  if (parts.length === 0) {
    refuse(`* GenerateContentRequest.${path}.parts: contents.parts must not be empty.\n`);
  }
  parts.forEach((part, index) => {
    checkPart(part, `${path}.parts[${index}]`);
  });
  const read = fieldsOfAll(parts);
  const of = (name: string): JsonObject[] =>
    read.filter((part) => part[name] !== undefined).map((part) => fieldsOf(part[name]));
  return { role, parts: read, calls: of('functionCall'), responses: of('functionResponse') };
}

function checkPart(value: unknown, path: string): void {
  const part = readFields(value, FIELDS.part, path);
  const given = DATA.filter((name) => part[name] !== undefined && part[name] !== null);
  if (given.length === 0) {
    refuse(
      `* GenerateContentRequest.${path}.data: required oneof field 'data' must have one initialized field\n`,
    );
  }
  if (given.length > 1) {
    refuse(`Invalid value at '${path}' (oneof), oneof field 'data' is already set.`);
  }
  if (part['functionCall'] !== undefined) {
    const call = readFields(part['functionCall'], FIELDS.functionCall, `${path}.function_call`);
    if (call['args'] !== undefined && !isObject(call['args'])) {
      refuse(
        `Invalid value at '${path}.function_call.args' (type.googleapis.com/google.protobuf.Struct), ${JSON.stringify(call['args'])}`,
      );
    }
  }
  if (part['functionResponse'] !== undefined) checkResponse(part['functionResponse'], path);
}

function checkResponse(value: unknown, path: string): void {
  const at = `${path}.function_response`;
  const response = readFields(value, FIELDS.functionResponse, at);
  if (textOf(response['name']) === '') {
    refuse(`* GenerateContentRequest.${at}.name: Name cannot be empty.\n`);
  }
  if (isObject(response['response'])) return;
  refuse(
    `Invalid value at '${at}.response' (type.googleapis.com/google.protobuf.Struct), ${JSON.stringify(response['response'])}`,
  );
}

function checkTurn(turns: readonly Turn[], turn: Turn, index: number): void {
  const before = turns[index - 1];
  if (turn.calls.length > 0 && (before === undefined || before.role === 'model')) {
    refuse(
      'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
    );
  }
  const called = before?.calls ?? [];
  if (turn.responses.length > 0 && called.length === 0) {
    refuse(
      'Please ensure that function response turn comes immediately after a function call turn.',
    );
  }
  if (called.length === 0) return;
  if (turn.responses.length !== called.length) {
    refuse(
      'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
    );
  }
  const open = [...called];
  for (const response of turn.responses) {
    const at = open.findIndex((call) => isAnswer(call, response));
    if (at < 0) {
      refuse(
        `Function response '${textOf(response['name'])}' does not match any function call of the preceding turn.`,
      );
    }
    open.splice(at, 1);
  }
}

function isAnswer(call: JsonObject, response: JsonObject): boolean {
  if (call['name'] !== response['name']) return false;
  return call['id'] === undefined || call['id'] === response['id'];
}

/** In the turn under way, the first call of every step carries the signature it came with. */
function checkSignatures(turns: readonly Turn[]): void {
  const start = turns.findLastIndex((turn) => turn.role === 'user' && turn.responses.length === 0);
  turns.slice(start + 1).forEach((turn, offset) => {
    const position = turn.parts.findIndex((part) => part['functionCall'] !== undefined);
    const part = turn.parts[position];
    if (part === undefined) return;
    const signature = textOf(part['thoughtSignature']);
    if (signature === '') {
      const { name } = fieldsOf(part['functionCall']) as { name?: string };
      refuse(
        `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly. Function call \`${name}\`, position ${start + 2 + offset}.`,
      );
    }
    if (SIGNATURE_WAIVERS.includes(signature) || isOwnSignature(signature)) return;
    refuse('Thought signature is not valid');
  });
}

const SIGNATURE_START = Buffer.from('gemini-signature:').toString('base64').slice(0, 20);

/** A seal that only the fake gives out. */
export function signThought(text: string): string {
  return Buffer.from(`gemini-signature:${text}`).toString('base64');
}

function isOwnSignature(signature: string): boolean {
  return signature.startsWith(SIGNATURE_START);
}
