import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import type { FakeDialect, Reply, Speaker } from '../contract.ts';
import { wholeReply } from '../frames.ts';
import { openaiChat } from '../openai-chat/index.ts';
import { openaiHeaders, refuse } from '../openai-errors.ts';
import { createVector, DIMENSIONS_DEFAULT, DIMENSIONS_MAX, toBase64 } from './vector.ts';

const INPUTS_MAX = 2048;

/** Acts as OpenAI's embeddings endpoint. */
export const openaiEmbeddings: FakeDialect = {
  ...openaiChat,
  id: 'openai-embeddings',
  locate: ({ body }) => ({ model: textOf(objectOf(body)['model']), isStream: false }),
  check: ({ body }) => checkEmbeddings(body),
  answer: ({ body }, speaker) => answer(objectOf(body), speaker),
};

function checkEmbeddings(body: unknown): void {
  if (!isObject(body)) refuse('We could not parse the JSON body of your request.');
  if (textOf(body['model']) === '') refuse('you must provide a model parameter');
  const inputs = inputsOf(body);
  if (inputs.length === 0) refuse("'$.input' is invalid.", { param: 'input' });
  if (inputs.length > INPUTS_MAX) {
    refuse(`'$.input' is too long: at most ${INPUTS_MAX} inputs.`, { param: 'input' });
  }
  if (inputs.includes('')) {
    refuse("Invalid 'input': input cannot be an empty string.", { param: 'input' });
  }
  const { dimensions, encoding_format: format } = body;
  if (dimensions !== undefined && !(Number(dimensions) >= 1)) {
    refuse(`${String(dimensions)} is less than the minimum of 1 - 'dimensions'`);
  }
  if (Number(dimensions) > DIMENSIONS_MAX) {
    refuse(`${String(dimensions)} is greater than the maximum of ${DIMENSIONS_MAX} - 'dimensions'`);
  }
  if (format !== undefined && format !== 'float' && format !== 'base64') {
    refuse(`'${String(format)}' is not one of ['float', 'base64'] - 'encoding_format'`);
  }
}

/** One text an input: a string, several strings, one list of tokens, or several lists. */
function inputsOf(body: JsonObject): string[] {
  const { input } = body;
  if (typeof input === 'string') return [input];
  const items = listOf(input);
  if (items.every((item) => typeof item === 'number')) {
    return items.length === 0 ? [] : [items.join(' ')];
  }
  return items.map((item) => (Array.isArray(item) ? item.join(' ') : textOf(item)));
}

function answer(body: JsonObject, speaker: Speaker): Reply {
  const inputs = inputsOf(body);
  const dimensions = Number(body['dimensions'] ?? DIMENSIONS_DEFAULT);
  const isBase64 = body['encoding_format'] === 'base64';
  const data = inputs.map((text, index) => {
    const vector = createVector(text, dimensions);
    return { object: 'embedding', index, embedding: isBase64 ? toBase64(vector) : vector };
  });
  const tokens = inputs.reduce((sum, text) => sum + Math.max(1, Math.ceil(text.length / 4)), 0);
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return wholeReply(
    { object: 'list', data, model: body['model'], usage },
    { headers: openaiHeaders(speaker.memory), indent: 2 },
  );
}
