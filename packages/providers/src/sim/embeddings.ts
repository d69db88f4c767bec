import { createSeededRandom } from '@ocha/kernel';
import type { SimulatedAnswer, SimulatedRequest } from '../provider.ts';
import { countTokens } from './conversation.ts';
import { badRequest, jsonAnswer } from './json-answer.ts';

const DIMENSIONS_DEFAULT = 256;
const DIMENSIONS_MAX = 3072;
/** As OpenAI has it. */
const INPUTS_MAX = 2048;

/** One unit vector an input: equal inputs have equal vectors, on every machine. */
export function answerEmbeddings(request: SimulatedRequest): SimulatedAnswer {
  const { body } = request;
  const inputs = readInputs(body['input']);
  if (inputs === undefined)
    return badRequest(
      'input',
      `\`input\` must be text, tokens, or a list of at most ${INPUTS_MAX} of them.`,
    );
  const dimensions = body['dimensions'] ?? DIMENSIONS_DEFAULT;
  const isCount = typeof dimensions === 'number' && Number.isInteger(dimensions);
  if (!isCount || dimensions < 1 || dimensions > DIMENSIONS_MAX)
    return badRequest(
      'dimensions',
      `\`dimensions\` must be an integer from 1 to ${DIMENSIONS_MAX}.`,
    );
  const isBase64 = body['encoding_format'] === 'base64';
  const tokens = inputs.reduce((sum, input) => sum + countTokens(input), 0);
  return jsonAnswer(200, {
    object: 'list',
    data: inputs.map((input, index) => {
      const vector = vectorOf(input, dimensions);
      return {
        object: 'embedding',
        index,
        embedding: isBase64 ? toBase64(vector) : Array.from(vector),
      };
    }),
    model: request.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

/** Every input as text; token lists are told apart from texts by their form. */
function readInputs(input: unknown): readonly string[] | undefined {
  if (typeof input === 'string') return [input];
  if (!Array.isArray(input) || input.length === 0) return undefined;
  if (input.every((item) => typeof item === 'number')) return [JSON.stringify(input)];
  const isList = input.every((item) => typeof item === 'string' || Array.isArray(item));
  if (!isList || input.length > INPUTS_MAX) return undefined;
  return input.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
}

function vectorOf(text: string, dimensions: number): Float32Array {
  const random = createSeededRandom(hashOf(text));
  const vector = Float32Array.from({ length: dimensions }, () => random.next() * 2 - 1);
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  // A vector of one dimension may happen to be nearly nothing; it then points along its axis.
  return length > 1e-6 ? vector.map((value) => value / length) : vector.fill(0).fill(1, 0, 1);
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** Little-endian float32, as OpenAI's clients decode it. */
function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}
