import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import type { Medium, Question } from '../contract.ts';
import { describeUrl } from '../media.ts';
import { isReasoningModel } from '../openai-chat/check.ts';
import { limitOf } from '../openai-chat/read.ts';
import { isMessage } from './check.ts';

/** What a Responses request asks. */
export function readResponses(body: JsonObject): Question {
  const input = body['input'];
  const items =
    typeof input === 'string' ? [{ role: 'user', content: input }] : listOf(input).map(objectOf);
  const last: JsonObject = items.at(-1) ?? {};
  const user = items.findLast((item) => isMessage(item) && item['role'] === 'user');
  const model = textOf(body['model']);
  const effort = objectOf(body['reasoning'])['effort'];
  const format = objectOf(objectOf(body['text'])['format']);
  return {
    model,
    isStream: body['stream'] === true,
    lastTurn: lastTurnOf(last),
    userText: contentText(user?.['content']),
    media: last === user ? mediaOf(user['content']) : [],
    toolResults: readResults(items),
    tools: listOf(body['tools'])
      .map(objectOf)
      .filter((tool) => tool['type'] === 'function')
      .map((tool) => ({
        name: textOf(tool['name']),
        schema: isObject(tool['parameters']) ? tool['parameters'] : undefined,
      })),
    toolChoice: readChoice(body['tool_choice']),
    isParallelAllowed: body['parallel_tool_calls'] !== false,
    format: readFormat(format),
    isReasoning: effort !== 'none' && (isReasoningModel(model) || isObject(body['reasoning'])),
    choices: 1,
    outputTokensMax: limitOf(body['max_output_tokens']),
    stop: [],
    characters: JSON.stringify(body).length,
    isCacheMarked: false,
  };
}

function lastTurnOf(item: JsonObject): Question['lastTurn'] {
  if (item['type'] === 'function_call_output') return 'tool';
  return item['role'] === 'assistant' ? 'assistant' : 'user';
}

function readChoice(choice: unknown): Question['toolChoice'] {
  if (choice === 'none' || choice === 'required') return choice;
  const name = objectOf(choice)['name'];
  return typeof name === 'string' ? { name } : 'auto';
}

function readFormat(format: JsonObject): Question['format'] {
  if (format['type'] === 'json_object') return 'json';
  return format['type'] === 'json_schema' ? { schema: objectOf(format['schema']) } : 'text';
}

function readResults(items: readonly JsonObject[]): Question['toolResults'] {
  const from = items.findLastIndex((item) => item['type'] !== 'function_call_output') + 1;
  const names = new Map(items.map((item) => [textOf(item['call_id']), textOf(item['name'])]));
  for (const item of items) {
    if (item['type'] === 'function_call') names.set(textOf(item['call_id']), textOf(item['name']));
  }
  return items.slice(from).map((item) => ({
    name: names.get(textOf(item['call_id'])),
    text: contentText(item['output']),
  }));
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  const texts = listOf(content).map((part) => textOf(objectOf(part)['text']));
  return texts.filter((text) => text !== '').join('\n');
}

function mediaOf(content: unknown): Medium[] {
  return listOf(content)
    .map(objectOf)
    .flatMap((part): Medium[] => {
      if (part['type'] === 'input_image') {
        return [
          { kind: 'image', label: describeUrl(textOf(part['image_url'] ?? part['file_id'])) },
        ];
      }
      if (part['type'] !== 'input_file') return [];
      const label = textOf(part['filename'] ?? part['file_url'] ?? part['file_id']);
      return [{ kind: 'file', label }];
    });
}
