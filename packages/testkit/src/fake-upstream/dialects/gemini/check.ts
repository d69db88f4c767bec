import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../json.ts';
import { checkContents } from './check-contents.ts';
import { checkSchema } from './check-schema.ts';
import { refuse } from './errors.ts';
import { FIELDS, fieldsOf, readFields } from './native-names.ts';

const NAME = /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/;
const STOP_MAX = 5;
const CANDIDATES_MAX = 8;

/** Refuses what Google's generateContent would refuse. */
export function checkGenerate(body: unknown, model: string): void {
  if (!isObject(body)) refuse('Invalid JSON payload received. Expected an object.');
  const request = readFields(body, FIELDS.request, '');
  checkContents(request['contents'], model);
  if (request['systemInstruction'] !== undefined) {
    readFields(request['systemInstruction'], FIELDS.content, 'system_instruction');
  }
  const names = checkTools(listOf(request['tools']));
  checkToolConfig(request['toolConfig'], names);
  if (request['generationConfig'] !== undefined) checkConfig(request['generationConfig']);
}

function checkTools(tools: readonly unknown[]): Set<string> {
  const names = new Set<string>();
  tools.forEach((tool, index) => {
    const fields = readFields(tool, FIELDS.tool, `tools[${index}]`);
    listOf(fields['functionDeclarations']).forEach((value, position) => {
      const path = `tools[${index}].function_declarations[${position}]`;
      const declaration = readFields(value, FIELDS.declaration, path);
      const name = textOf(declaration['name']);
      if (!NAME.test(name)) {
        refuse(
          `* GenerateContentRequest.${path}.name: Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 64.\n`,
        );
      }
      if (names.has(name)) refuse(`Duplicate function declaration found: ${name}`);
      names.add(name);
      if (declaration['parameters'] !== undefined) {
        if (declaration['parametersJsonSchema'] !== undefined) {
          refuse(
            `* ${path}: parameters and parameters_json_schema cannot be set at the same time.\n`,
          );
        }
        checkSchema(declaration['parameters'], `${path}.parameters`);
      }
    });
  });
  return names;
}

function checkToolConfig(value: unknown, names: ReadonlySet<string>): void {
  if (value === undefined) return;
  const config = readFields(value, FIELDS.toolConfig, 'tool_config');
  if (config['functionCallingConfig'] === undefined) return;
  const path = 'tool_config.function_calling_config';
  const calling = readFields(config['functionCallingConfig'], FIELDS.functionCallingConfig, path);
  const mode = textOf(calling['mode']).toUpperCase();
  if (mode !== '' && !['AUTO', 'ANY', 'NONE', 'VALIDATED'].includes(mode)) {
    refuse(`Invalid value at '${path}.mode', "${mode}"`);
  }
  const allowed = listOf(calling['allowedFunctionNames']);
  if (allowed.length === 0) return;
  if (mode !== 'ANY' && mode !== 'VALIDATED') {
    refuse('Function calling config is set without mode ANY but allowed_function_names is set.');
  }
  const unknown = allowed.find((name) => !names.has(textOf(name)));
  if (unknown !== undefined) {
    refuse(`allowed_function_names contains a function that is not declared: ${String(unknown)}`);
  }
}

function checkConfig(value: unknown): void {
  const config = readFields(value, FIELDS.generationConfig, 'generation_config');
  const path = 'GenerateContentRequest.generation_config';
  checkRange(config, 'temperature', [0, 2]);
  checkRange(config, 'topP', [0, 1]);
  checkRange(config, 'candidateCount', [1, CANDIDATES_MAX]);
  if (listOf(config['stopSequences']).length > STOP_MAX) {
    refuse(`* ${path}.stop_sequences: must have at most ${STOP_MAX} elements.\n`);
  }
  const schema = config['responseSchema'];
  const mimeType = textOf(config['responseMimeType']);
  const hasSchema = schema !== undefined || config['responseJsonSchema'] !== undefined;
  if (hasSchema && mimeType !== 'application/json' && mimeType !== 'text/x.enum') {
    refuse(`* ${path}.response_schema: only allowed when response_mime_type is application/json\n`);
  }
  if (schema !== undefined) checkSchema(schema, 'generation_config.response_schema');
  if (config['thinkingConfig'] === undefined) return;
  const thinking = readFields(
    config['thinkingConfig'],
    FIELDS.thinkingConfig,
    'generation_config.thinking_config',
  );
  if (thinking['thinkingBudget'] !== undefined && thinking['thinkingLevel'] !== undefined) {
    refuse('You can only set only one of thinking budget and thinking level.');
  }
}

function checkRange(
  config: JsonObject,
  name: string,
  [least, most]: readonly [number, number],
): void {
  const value = config[name];
  if (value === undefined) return;
  if (typeof value === 'number' && value >= least && value <= most) return;
  refuse(
    `* GenerateContentRequest.generation_config.${name}: ${name} must be in the range [${least}, ${most}].\n`,
  );
}

/** Whether the model's history must carry thought signatures. */
export function needsSignatures(model: string): boolean {
  return /gemini-([3-9]|\d\d)/.test(model);
}

/** Whether the model names its calls; older ones leave the id away. */
export function namesCalls(model: string): boolean {
  return needsSignatures(model);
}

/** What thinking was asked for. */
export function thinkingOf(body: JsonObject): JsonObject {
  return objectOf(fieldsOf(fieldsOf(body)['generationConfig'])['thinkingConfig']);
}
