import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import type { Medium, OfferedTool, Question } from '../contract.ts';
import { describeBase64, describeUrl } from '../media.ts';
import { familyOf, isReasoningModel } from './check.ts';

/** What a chat completions request asks. */
export function readChat(body: JsonObject): Question {
  const messages = listOf(body['messages']).map(objectOf);
  const last = messages.at(-1) ?? {};
  const user = messages.findLast((message) => message['role'] === 'user') ?? {};
  const model = textOf(body['model']);
  const stop = body['stop'];
  return {
    model,
    isStream: body['stream'] === true,
    lastTurn: last['role'] === 'tool' || last['role'] === 'assistant' ? last['role'] : 'user',
    userText: contentText(user['content']),
    media: last === user ? mediaOf(user['content']) : [],
    toolResults: readResults(messages),
    tools: listOf(body['tools']).map(objectOf).map(readTool),
    toolChoice: readChoice(body['tool_choice']),
    isParallelAllowed: body['parallel_tool_calls'] !== false,
    format: readFormat(objectOf(body['response_format'])),
    isReasoning: isReasoning(body, model),
    choices: Number(body['n'] ?? 1),
    outputTokensMax: limitOf(body['max_completion_tokens'] ?? body['max_tokens']),
    stop: typeof stop === 'string' ? [stop] : listOf(stop).map(textOf),
    characters: JSON.stringify(body).length,
    isCacheMarked: JSON.stringify(messages).includes('"cache_control"'),
  };
}

export function limitOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function isReasoning(body: JsonObject, model: string): boolean {
  if (body['reasoning_effort'] === 'none') return false;
  if (familyOf(model) === 'openai') return isReasoningModel(model);
  if (/reasoner|thinking|magistral|-r1\b|qwq/.test(model)) return true;
  const isThinking = objectOf(body['thinking'])['type'] === 'enabled';
  const asked = ['reasoning_effort', 'reasoning'].some(
    (name) => body[name] !== undefined && body[name] !== null,
  );
  return isThinking || asked || body['enable_thinking'] === true;
}

function readTool(tool: JsonObject): OfferedTool {
  const definition = objectOf(tool['function']);
  const schema = definition['parameters'];
  return { name: textOf(definition['name']), schema: isObject(schema) ? schema : undefined };
}

function readChoice(choice: unknown): Question['toolChoice'] {
  if (choice === 'none' || choice === 'required') return choice;
  if (choice === 'any') return 'required';
  const name = objectOf(objectOf(choice)['function'])['name'];
  return typeof name === 'string' ? { name } : 'auto';
}

function readFormat(format: JsonObject): Question['format'] {
  if (format['type'] === 'json_object') return 'json';
  if (format['type'] !== 'json_schema') return 'text';
  return { schema: objectOf(objectOf(format['json_schema'])['schema']) };
}

function readResults(messages: readonly JsonObject[]): Question['toolResults'] {
  const from = messages.findLastIndex((message) => message['role'] !== 'tool') + 1;
  const names = new Map(
    listOf(messages[from - 1]?.['tool_calls'])
      .map(objectOf)
      .map((call) => [textOf(call['id']), textOf(objectOf(call['function'])['name'])]),
  );
  return messages.slice(from).map((message) => ({
    name: names.get(textOf(message['tool_call_id'])),
    text: contentText(message['content']),
  }));
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  const texts = listOf(content).map((part) => textOf(objectOf(part)['text']));
  return texts.filter((text) => text !== '').join('\n');
}

function mediaOf(content: unknown): Medium[] {
  return listOf(content).map(objectOf).flatMap(mediumOf);
}

function mediumOf(part: JsonObject): Medium[] {
  switch (part['type']) {
    case 'image_url':
      return [{ kind: 'image', label: describeUrl(textOf(objectOf(part['image_url'])['url'])) }];
    case 'input_audio': {
      const audio = objectOf(part['input_audio']);
      return [{ kind: 'audio', label: describeBase64(textOf(audio['data'])) }];
    }
    case 'file': {
      const file = objectOf(part['file']);
      return [{ kind: 'file', label: textOf(file['filename'] ?? file['file_id']) }];
    }
    default:
      return [];
  }
}
