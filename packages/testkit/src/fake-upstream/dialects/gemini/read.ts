import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import type { Location, Medium, Question } from '../contract.ts';
import { describeBase64 } from '../media.ts';
import { limitOf } from '../openai-chat/read.ts';
import { needsSignatures, thinkingOf } from './check.ts';
import { fieldsOf, fieldsOfAll } from './native-names.ts';

/** What a generateContent request asks. */
export function readGenerate(body: JsonObject, location: Location): Question {
  const request = fieldsOf(body);
  const contents = fieldsOfAll(request['contents']);
  const last = contents.at(-1);
  const lastParts = fieldsOfAll(last?.['parts']);
  const isResult = lastParts.some((part) => part['functionResponse'] !== undefined);
  const user = contents.findLast(
    (content) => content['role'] !== 'model' && contentText(content) !== '',
  );
  const config = fieldsOf(request['generationConfig']);
  const choice = readChoice(request);
  return {
    model: location.model,
    isStream: location.isStream,
    lastTurn: lastTurnOf(last, isResult),
    userText: user === undefined ? '' : contentText(user),
    media: lastParts.flatMap(mediumOf),
    toolResults: lastParts
      .filter((part) => part['functionResponse'] !== undefined)
      .map((part) => readResult(fieldsOf(part['functionResponse']))),
    tools: readTools(request, choice.allowed),
    toolChoice: choice.toolChoice,
    isParallelAllowed: true,
    format: readFormat(config),
    isReasoning: isThinking(body, location.model),
    choices: Number(config['candidateCount'] ?? 1),
    outputTokensMax: limitOf(config['maxOutputTokens']),
    stop: listOf(config['stopSequences']).map(textOf),
    characters: JSON.stringify(body).length,
    isCacheMarked: false,
  };
}

function isThinking(body: JsonObject, model: string): boolean {
  const thinking = thinkingOf(body);
  if (thinking['thinkingBudget'] === 0) return false;
  return needsSignatures(model) || Object.keys(thinking).length > 0;
}

function lastTurnOf(content: JsonObject | undefined, isResult: boolean): Question['lastTurn'] {
  if (isResult) return 'tool';
  return content?.['role'] === 'model' ? 'assistant' : 'user';
}

function readChoice(request: JsonObject): {
  readonly toolChoice: Question['toolChoice'];
  readonly allowed: readonly string[];
} {
  const config = fieldsOf(fieldsOf(request['toolConfig'])['functionCallingConfig']);
  const allowed = listOf(config['allowedFunctionNames']).map(textOf);
  const mode = textOf(config['mode']).toUpperCase();
  if (mode === 'NONE') return { toolChoice: 'none', allowed: [] };
  return { toolChoice: mode === 'ANY' ? 'required' : 'auto', allowed };
}

function readTools(request: JsonObject, allowed: readonly string[]): Question['tools'] {
  return fieldsOfAll(request['tools'])
    .flatMap((tool) => fieldsOfAll(tool['functionDeclarations']))
    .map((declaration) => {
      const schema = declaration['parametersJsonSchema'] ?? declaration['parameters'];
      return {
        name: textOf(declaration['name']),
        schema: isObject(schema) ? schema : undefined,
      };
    })
    .filter(({ name }) => allowed.length === 0 || allowed.includes(name));
}

function readFormat(config: JsonObject): Question['format'] {
  if (config['responseMimeType'] !== 'application/json') return 'text';
  const schema = config['responseJsonSchema'] ?? config['responseSchema'];
  return isObject(schema) ? { schema } : 'json';
}

function readResult(response: JsonObject): Question['toolResults'][number] {
  const content = objectOf(response['response']);
  // The usual wrappings of a plain text; anything else is quoted as JSON.
  const plain = content['output'] ?? content['result'] ?? content['content'] ?? content['error'];
  return {
    name: textOf(response['name']),
    text: typeof plain === 'string' ? plain : JSON.stringify(content),
  };
}

function contentText(content: JsonObject): string {
  return fieldsOfAll(content['parts'])
    .filter((part) => part['thought'] !== true)
    .map((part) => textOf(part['text']))
    .filter((text) => text !== '')
    .join('\n');
}

function mediumOf(part: JsonObject): Medium[] {
  const inline = fieldsOf(part['inlineData']);
  const file = fieldsOf(part['fileData']);
  const isInline = part['inlineData'] !== undefined;
  if (!isInline && part['fileData'] === undefined) return [];
  const mimeType = textOf(inline['mimeType'] ?? file['mimeType']);
  const label = isInline ? describeBase64(textOf(inline['data'])) : textOf(file['fileUri']);
  if (mimeType.startsWith('image/')) return [{ kind: 'image', label }];
  if (mimeType.startsWith('audio/')) return [{ kind: 'audio', label }];
  const name = textOf(inline['displayName'] ?? file['displayName']);
  return [{ kind: 'file', label: name || label }];
}
