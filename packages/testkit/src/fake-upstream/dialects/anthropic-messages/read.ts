import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import type { Medium, Question } from '../contract.ts';
import { describeBase64 } from '../media.ts';
import { limitOf } from '../openai-chat/read.ts';

/** What a Messages request asks. */
export function readMessages(body: JsonObject): Question {
  const messages = listOf(body['messages']).map(objectOf);
  const last = messages.at(-1) ?? {};
  const blocks = blocksOf(last);
  const isResult = blocks[0]?.['type'] === 'tool_result';
  const user = messages.findLast(
    (message) => message['role'] === 'user' && contentText(message['content']) !== '',
  );
  const format = objectOf(objectOf(body['output_config'])['format'] ?? body['output_format']);
  const choice = objectOf(body['tool_choice']);
  return {
    model: textOf(body['model']),
    isStream: body['stream'] === true,
    lastTurn: lastTurnOf(last, isResult),
    userText: contentText(user?.['content']),
    media: blocks.flatMap(mediumOf),
    toolResults: isResult ? readResults(messages) : [],
    tools: listOf(body['tools'])
      .map(objectOf)
      .filter((tool) => isObject(tool['input_schema']))
      .map((tool) => ({
        name: textOf(tool['name']),
        schema: objectOf(tool['input_schema']),
      })),
    toolChoice: readChoice(choice),
    isParallelAllowed: choice['disable_parallel_tool_use'] !== true,
    format: format['type'] === 'json_schema' ? { schema: objectOf(format['schema']) } : 'text',
    isReasoning: ['enabled', 'adaptive'].includes(textOf(objectOf(body['thinking'])['type'])),
    choices: 1,
    outputTokensMax: limitOf(body['max_tokens']),
    stop: listOf(body['stop_sequences']).map(textOf),
    characters: JSON.stringify(body).length,
    isCacheMarked: JSON.stringify(body).includes('"cache_control"'),
  };
}

function blocksOf(message: JsonObject): JsonObject[] {
  const { content } = message;
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return listOf(content).map(objectOf);
}

function lastTurnOf(message: JsonObject, isResult: boolean): Question['lastTurn'] {
  if (isResult) return 'tool';
  return message['role'] === 'assistant' ? 'assistant' : 'user';
}

function readChoice(choice: JsonObject): Question['toolChoice'] {
  if (choice['type'] === 'none') return 'none';
  if (choice['type'] === 'any') return 'required';
  return choice['type'] === 'tool' ? { name: textOf(choice['name']) } : 'auto';
}

function readResults(messages: readonly JsonObject[]): Question['toolResults'] {
  const names = new Map(
    messages
      .flatMap(blocksOf)
      .filter((block) => block['type'] === 'tool_use')
      .map((block) => [textOf(block['id']), textOf(block['name'])]),
  );
  return blocksOf(messages.at(-1) ?? {})
    .filter((block) => block['type'] === 'tool_result')
    .map((block) => ({
      name: names.get(textOf(block['tool_use_id'])),
      text: `${block['is_error'] === true ? 'error: ' : ''}${resultText(block['content'])}`,
    }));
}

function resultText(content: unknown): string {
  const seen = listOf(content)
    .map(objectOf)
    .flatMap(mediumOf)
    .map(({ kind, label }) => `[${kind} ${label}]`);
  return [contentText(content), ...seen].filter((text) => text !== '').join(' ');
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  const texts = listOf(content)
    .map(objectOf)
    .filter((block) => block['type'] === 'text')
    .map((block) => textOf(block['text']));
  return texts.join('\n');
}

function mediumOf(block: JsonObject): Medium[] {
  const source = objectOf(block['source']);
  const sourceLabel =
    source['type'] === 'base64'
      ? describeBase64(textOf(source['data']))
      : textOf(source['url'] ?? source['file_id']);
  if (block['type'] === 'image') return [{ kind: 'image', label: sourceLabel }];
  if (block['type'] !== 'document') return [];
  return [{ kind: 'file', label: textOf(block['title']) || sourceLabel }];
}
