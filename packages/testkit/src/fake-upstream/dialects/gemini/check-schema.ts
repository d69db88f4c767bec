import { type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import { refuse } from './errors.ts';
import { FIELDS, readFields } from './native-names.ts';

const TYPES = new Set(['STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'ARRAY', 'OBJECT', 'NULL']);
const STRING_FORMATS = new Set(['enum', 'date-time']);

/** Refuses a schema that is not of Google's subset of OpenAPI: unknown keywords, types as lists, empty objects. */
export function checkSchema(value: unknown, path: string): void {
  const schema = readFields(value, FIELDS.schema, path);
  const type = schema['type'];
  if (Array.isArray(type)) {
    refuse(
      `Invalid JSON payload received. Unknown name "type" at '${path}': Proto field is not repeating, cannot start list.`,
    );
  }
  const name = textOf(type).toUpperCase();
  if (type !== undefined && !TYPES.has(name)) {
    refuse(
      `Invalid value at '${path}.type' (type.googleapis.com/google.ai.Type), "${String(type)}"`,
    );
  }
  checkKeywords(schema, name, path);
  const properties = Object.entries(objectOf(schema['properties']));
  if (name === 'OBJECT' && 'properties' in schema && properties.length === 0) {
    refuse(`* ${path}.properties: should be non-empty for OBJECT type\n`);
  }
  for (const required of listOf(schema['required'])) {
    if (properties.some(([property]) => property === required)) continue;
    refuse(`* ${path}.required[0]: property is not defined\n`);
  }
  properties.forEach(([, property], index) => {
    checkSchema(property, `${path}.properties[${index}].value`);
  });
  if (schema['items'] !== undefined) checkSchema(schema['items'], `${path}.items`);
  else if (name === 'ARRAY') refuse(`* ${path}.items: missing field.\n`);
  listOf(schema['anyOf']).forEach((branch, index) => {
    checkSchema(branch, `${path}.any_of[${index}]`);
  });
}

function checkKeywords(schema: JsonObject, type: string, path: string): void {
  if (schema['enum'] !== undefined && type !== 'STRING') {
    refuse(`* ${path}.enum: only allowed for STRING type\n`);
  }
  const format = textOf(schema['format']);
  if (type === 'STRING' && format !== '' && !STRING_FORMATS.has(format)) {
    refuse(`* ${path}.format: only 'enum' and 'date-time' are supported for STRING type\n`);
  }
}
