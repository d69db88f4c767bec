import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import type { FakeDialect, NativeRequest, Reply } from '../contract.ts';
import { wholeReply } from '../frames.ts';
import { refuse } from '../gemini/errors.ts';
import { gemini, locateGemini } from '../gemini/index.ts';
import { fieldsOf, fieldsOfAll, readFields } from '../gemini/native-names.ts';
import { createVector, DIMENSIONS_DEFAULT, DIMENSIONS_MAX } from './vector.ts';

const REQUEST = new Set([
  'model',
  'content',
  'taskType',
  'title',
  'outputDimensionality',
  'embedContentConfig',
]);
const INPUTS_MAX = 100;

/** Acts as Google's embedContent and batchEmbedContents. */
export const geminiEmbeddings: FakeDialect = {
  ...gemini,
  id: 'gemini-embeddings',
  check: checkEmbed,
  answer,
};

function isBatch(request: NativeRequest): boolean {
  return request.path.endsWith(':batchEmbedContents');
}

function checkEmbed(request: NativeRequest): void {
  const { body } = request;
  if (!isObject(body)) refuse('Invalid JSON payload received. Expected an object.');
  if (!isBatch(request)) {
    checkOne(body, '');
    return;
  }
  const items = listOf(readFields(body, new Set(['requests']), '')['requests']);
  if (items.length === 0)
    refuse('* BatchEmbedContentsRequest.requests: requests is not specified\n');
  if (items.length > INPUTS_MAX) {
    refuse(
      `* BatchEmbedContentsRequest.requests: at most ${INPUTS_MAX} requests can be in one batch\n`,
    );
  }
  const { model } = locateGemini(request);
  items.forEach((item, index) => {
    const path = `requests[${index}]`;
    checkOne(item, path);
    if (fieldsOf(item)['model'] === `models/${model}`) return;
    refuse(
      `* BatchEmbedContentsRequest.${path}.model: model must be specified and match the path\n`,
    );
  });
}

function checkOne(value: unknown, path: string): void {
  const request = readFields(value, REQUEST, path);
  const parts = fieldsOfAll(fieldsOf(request['content'])['parts']);
  if (parts.length === 0 || parts.every((part) => textOf(part['text']) === '')) {
    refuse('* EmbedContentRequest.content: contents is not specified\n');
  }
  const dimensions = request['outputDimensionality'];
  if (dimensions === undefined) return;
  if (Number(dimensions) >= 1 && Number(dimensions) <= DIMENSIONS_MAX) return;
  refuse(
    `* EmbedContentRequest.output_dimensionality: must be in the range [1, ${DIMENSIONS_MAX}]\n`,
  );
}

function answer(request: NativeRequest): Reply {
  const body = objectOf(request.body);
  const items = isBatch(request) ? fieldsOfAll(body['requests']) : [fieldsOf(body)];
  const tokens = items.reduce((sum, item) => sum + Math.ceil(textOfItem(item).length / 4), 0);
  const embeddings = items.map((item) => ({
    values: createVector(
      textOfItem(item),
      Number(item['outputDimensionality'] ?? DIMENSIONS_DEFAULT),
    ),
  }));
  const usageMetadata = { promptTokenCount: tokens };
  const reply = isBatch(request)
    ? { embeddings, usageMetadata }
    : { embedding: embeddings[0], usageMetadata };
  return wholeReply(reply, {
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    indent: 2,
  });
}

function textOfItem(item: JsonObject): string {
  return fieldsOfAll(fieldsOf(item['content'])['parts'])
    .map((part) => textOf(part['text']))
    .join('\n');
}
