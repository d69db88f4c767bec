import { isObject, type JsonObject, listOf } from '../../json.ts';
import { refuse, refuseName } from './errors.ts';

/**
 * Google's JSON reader takes a field by its camelCase or its snake_case name. This gives the object with camelCase
 * names; a name that is not `known` is refused, as there.
 */
export function readFields(value: unknown, known: ReadonlySet<string>, path: string): JsonObject {
  if (!isObject(value)) {
    refuse(`Invalid value at '${path}': expected an object.`);
  }
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    const camel = camelCase(name);
    if (!known.has(camel)) refuseName(name, path);
    fields[camel] = field;
  }
  return fields;
}

/** As `readFields`, without judgement: for reading a request that was checked. */
export function fieldsOf(value: unknown): JsonObject {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [camelCase(name), field]));
}

export function fieldsOfAll(value: unknown): JsonObject[] {
  return listOf(value).map(fieldsOf);
}

function camelCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const names = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** The fields of each message of the Gemini API that the fake knows. */
export const FIELDS = {
  request: names(
    'contents systemInstruction tools toolConfig safetySettings generationConfig cachedContent model labels store serviceTier',
  ),
  content: names('role parts'),
  part: names(
    'text inlineData fileData functionCall functionResponse executableCode codeExecutionResult thought thoughtSignature videoMetadata mediaResolution partMetadata toolCall toolResponse',
  ),
  functionCall: names('id name args'),
  functionResponse: names('id name response parts scheduling willContinue'),
  tool: names(
    'functionDeclarations googleSearch googleSearchRetrieval codeExecution urlContext googleMaps computerUse fileSearch mcpServers',
  ),
  declaration: names(
    'name description parameters parametersJsonSchema response responseJsonSchema behavior',
  ),
  toolConfig: names('functionCallingConfig retrievalConfig includeServerSideToolInvocations'),
  functionCallingConfig: names('mode allowedFunctionNames'),
  generationConfig: names(
    'candidateCount stopSequences maxOutputTokens temperature topP topK seed responseMimeType responseSchema responseJsonSchema presencePenalty frequencyPenalty responseLogprobs logprobs enableEnhancedCivicAnswers responseModalities speechConfig thinkingConfig mediaResolution imageConfig enableAffectiveDialog responseFormat translationConfig',
  ),
  thinkingConfig: names('includeThoughts thinkingBudget thinkingLevel'),
  schema: names(
    'type format title description nullable enum maxItems minItems properties required minProperties maxProperties minLength maxLength pattern example anyOf propertyOrdering default items minimum maximum',
  ),
} as const;
