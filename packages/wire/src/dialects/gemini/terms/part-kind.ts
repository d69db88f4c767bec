import type { JsonObject } from '../../../reading.ts';
import { field } from './fields.ts';

/** Every kind of part, by the field that holds its data, with the field's proto name. */
const KINDS = [
  ['text', 'text'],
  ['functionCall', 'function_call'],
  ['functionResponse', 'function_response'],
  ['inlineData', 'inline_data'],
  ['fileData', 'file_data'],
  ['executableCode', 'executable_code'],
  ['codeExecutionResult', 'code_execution_result'],
  ['toolCall', 'tool_call'],
  ['toolResponse', 'tool_response'],
] as const;

export type PartKind = (typeof KINDS)[number][0];

const SNAKE = Object.fromEntries(KINDS) as Readonly<Record<PartKind, string>>;

/** Fields that stand beside the data of a part and are no data themselves. */
const SIDE_FIELDS: ReadonlySet<string> = new Set([
  'thought',
  'thoughtSignature',
  'thought_signature',
  'partMetadata',
  'part_metadata',
  'mediaResolution',
  'media_resolution',
  'videoMetadata',
  'video_metadata',
]);

/** What a part holds; undefined where it is none of the known kinds. */
export function kindOf(part: JsonObject): PartKind | undefined {
  for (let index = 0; index < KINDS.length; index += 1) {
    const names = KINDS[index];
    if (names !== undefined && field(part, names[0], names[1]) !== undefined) return names[0];
  }
  return undefined;
}

/** The data of a part of this kind. */
export function heldBy(part: JsonObject, kind: PartKind): unknown {
  return part[kind] ?? part[SNAKE[kind]];
}

/** The name of a data field that this code does not know; undefined where the part holds no data at all. */
export function unknownKind(part: JsonObject): string | undefined {
  return Object.keys(part).find(
    (key) => !SIDE_FIELDS.has(key) && part[key] !== null && part[key] !== undefined,
  );
}
