import type { Traits } from '@ocha/wire';
import { adaptMessages } from './adapt-openai-messages.ts';
import { adaptSampling, dropRefused } from './adapt-sampling.ts';
import { type AdaptContext, type Body, type BodyEdit, editBody, isRecord } from './body-edit.ts';

const SAMPLING = {
  temperature: 'temperature',
  topP: 'top_p',
  others: { top_k: undefined, presence_penalty: 0, frequency_penalty: 0 },
};

/**
 * Edits a Chat Completions body to the model's traits, so that providers only declare them. Same
 * object back where
 * nothing needs to change: then the client's bytes pass as they are.
 */
export function adaptOpenaiChat(body: Body, context: AdaptContext): Body {
  const { traits } = context;
  const edit = editBody(body, context.warn);
  adaptOutputTokens(edit, traits);
  adaptSampling(edit, SAMPLING, traits);
  adaptStop(edit, traits);
  adaptSeed(edit, traits);
  adaptReasoning(edit, traits);
  adaptToolChoice(edit, traits);
  adaptResponseFormat(edit, traits);
  if (traits.refusedParams.includes('strict')) dropStrictTools(edit);
  if (!traits.streamUsage) edit.remove('stream_options');
  dropRefused(edit, traits);
  const messages = edit.read('messages');
  if (Array.isArray(messages)) {
    const adapted = adaptMessages(messages, traits);
    if (adapted !== messages) edit.write('messages', adapted);
  }
  return edit.result();
}

function adaptOutputTokens(edit: BodyEdit, traits: Traits): void {
  const isNew = traits.outputTokensField === 'max_completion_tokens';
  const other = isNew ? 'max_tokens' : 'max_completion_tokens';
  const isBothSet = edit.has(other) && edit.has(traits.outputTokensField);
  if (!traits.acceptsBothOutputTokensFields || isBothSet)
    edit.rename(other, traits.outputTokensField);
}

function adaptStop(edit: BodyEdit, traits: Traits): void {
  const stop = edit.read('stop');
  if (stop === undefined) return;
  const isEmpty = stop === null || (Array.isArray(stop) && stop.length === 0);
  if (isEmpty) edit.remove('stop');
  else if (traits.stopMax === 0) edit.drop('stop', 'the model refuses stop sequences');
  else if (Array.isArray(stop) && stop.length > traits.stopMax)
    edit.change('stop', stop.slice(0, traits.stopMax), `at most ${traits.stopMax} are accepted`);
}

function adaptSeed(edit: BodyEdit, traits: Traits): void {
  if (traits.seedField === 'none') edit.drop('seed', 'the provider has no seed');
  else if (traits.seedField !== 'seed') edit.rename('seed', traits.seedField);
}

/**
 * `reasoning_effort` is what clients of this dialect say; the provider's own field wins where the
 * client set it.
 */
function adaptReasoning(edit: BodyEdit, traits: Traits): void {
  const effort = edit.read('reasoning_effort');
  if (effort === undefined) return;
  const isOff = effort === null || effort === 'none';
  const writeUnlessSet = (key: string, value: unknown): void => {
    if (!edit.has(key) && effort !== null) edit.write(key, value);
  };
  switch (traits.reasoningControl) {
    case 'reasoning_effort':
      return;
    case 'reasoning':
      writeUnlessSet('reasoning', isOff ? { enabled: false } : { effort });
      edit.remove('reasoning_effort');
      return;
    case 'thinking':
      writeUnlessSet('thinking', { type: isOff ? 'disabled' : 'enabled' });
      // Kept beside the switch where the model knows degrees; `refusedParams` names it where it
      // does not.
      if (isOff || traits.refusedParams.includes('reasoning_effort'))
        edit.remove('reasoning_effort');
      return;
    case 'enable_thinking':
      writeUnlessSet('enable_thinking', !isOff);
      edit.remove('reasoning_effort');
      return;
    case 'none':
      if (isOff) edit.remove('reasoning_effort');
      else edit.drop('reasoning_effort', 'the model has no such control');
  }
}

function adaptToolChoice(edit: BodyEdit, traits: Traits): void {
  const choice = edit.read('tool_choice');
  if (choice === undefined || choice === null || choice === 'auto') return;
  const { none, required, named } = traits.toolChoice;
  if (choice === 'none') {
    if (none) return;
    // Without the tools the model cannot call any: the same meaning in other words.
    edit.remove('tools');
    edit.remove('tool_choice');
    edit.remove('parallel_tool_calls');
  } else if (choice === 'required' || choice === 'any') {
    const word = traits.toolChoiceRequiredWord;
    if (!required) edit.change('tool_choice', 'auto', 'the provider cannot force a tool call');
    else if (choice === 'required' && word !== choice) edit.write('tool_choice', word);
  } else if (isRecord(choice) && !named) {
    const word = required ? traits.toolChoiceRequiredWord : 'auto';
    edit.change('tool_choice', word, 'the provider cannot force one tool');
  }
}

/** `strict` stands within each tool. */
function dropStrictTools(edit: BodyEdit): void {
  const tools = edit.read('tools');
  if (!Array.isArray(tools)) return;
  const isStrict = (tool: unknown): boolean =>
    isRecord(tool) && isRecord(tool['function']) && Object.hasOwn(tool['function'], 'strict');
  if (!tools.some(isStrict)) return;
  const loose = tools.map((tool) => {
    if (!isStrict(tool)) return tool as unknown;
    const { strict: _, ...definition } = tool.function;
    return { ...tool, function: definition };
  });
  edit.change('tools', loose, 'the model does not take `strict`');
}

const SCHEMA_INSTRUCTION =
  'Answer with one JSON value that satisfies this JSON Schema, and nothing else:';

/**
 * Where the provider knows no schemas, the schema becomes an instruction, and JSON as such is asked
 * for.
 */
function adaptResponseFormat(edit: BodyEdit, traits: Traits): void {
  const format = edit.read('response_format');
  if (traits.jsonSchema === 'native' || !isRecord(format) || format['type'] !== 'json_schema')
    return;
  const named = format['json_schema'];
  const schema = isRecord(named) ? (named['schema'] ?? {}) : {};
  edit.change(
    'response_format',
    { type: 'json_object' },
    'the provider has no JSON schemas: the schema stands in the instructions',
  );
  const messages = edit.read('messages');
  if (Array.isArray(messages)) {
    edit.write(
      'messages',
      withInstruction(messages, `${SCHEMA_INSTRUCTION}\n${JSON.stringify(schema)}`),
    );
  }
}

function withInstruction(messages: readonly unknown[], instruction: string): readonly unknown[] {
  const [first, ...rest] = messages;
  const isSystem = isRecord(first) && (first['role'] === 'system' || first['role'] === 'developer');
  if (!isSystem) return [{ role: 'system', content: instruction }, ...messages];
  const { content } = first;
  if (typeof content === 'string')
    return [{ ...first, content: `${content}\n\n${instruction}` }, ...rest];
  const parts = Array.isArray(content) ? content : [];
  return [{ ...first, content: [...parts, { type: 'text', text: instruction }] }, ...rest];
}
