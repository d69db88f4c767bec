import type { Inspection, PathFacts } from '../../dialect.ts';
import { expectObject, invalid, isObject, type JsonObject } from '../../reading.ts';
import { createSurvey, type Survey, surveyContents, surveyParts } from './client/survey.ts';
import { field, listOf, modelOf } from './terms/fields.ts';

/** The first look at a `generateContent` request. */
export function inspect(body: unknown, path: PathFacts): Inspection {
  const request = expectObject(body, '');
  const model = modelOf(request, path);
  const survey = createSurvey();
  surveyContents(survey, request['contents']);
  surveySystem(survey, field(request, 'systemInstruction', 'system_instruction'));
  const hasFunctions = surveyTools(survey, request['tools']);
  const config = field(request, 'generationConfig', 'generation_config');
  if (config !== undefined && !isObject(config))
    throw invalid('generationConfig', 'must be an object');
  const wants = surveyConfig(survey, config ?? {});
  if (field(request, 'cachedContent', 'cached_content') !== undefined)
    survey.nativeOnly ??= 'cachedContent';
  return {
    model,
    isStream: path.isStream ?? false,
    wantsStreamUsage: true,
    needs: {
      tools: hasFunctions,
      images: survey.images,
      files: survey.files,
      audio: survey.audio,
      ...wants,
      ...(survey.nativeOnly === undefined ? {} : { nativeOnly: survey.nativeOnly }),
    },
    mediaUrls: survey.mediaUrls,
  };
}

function surveySystem(survey: Survey, system: unknown): void {
  if (system === undefined || typeof system === 'string') return;
  if (!isObject(system)) throw invalid('systemInstruction', 'must be a string or an object');
  surveyParts(survey, system['parts'] ?? system);
}

/** Whether there are functions among the tools. Tools that Google runs itself bind the call to this dialect. */
function surveyTools(survey: Survey, tools: unknown): boolean {
  let hasFunctions = false;
  const list = listOf(tools);
  for (let index = 0; index < list.length; index += 1) {
    const tool = list[index];
    if (!isObject(tool)) throw invalid(`tools[${index}]`, 'must be an object');
    for (const key of Object.keys(tool)) {
      if (tool[key] === null || tool[key] === undefined) continue;
      if (key === 'functionDeclarations' || key === 'function_declarations')
        hasFunctions ||= surveyDeclarations(tool[key], index);
      else survey.nativeOnly ??= key;
    }
  }
  return hasFunctions;
}

function surveyDeclarations(declarations: unknown, tool: number): boolean {
  const list = listOf(declarations);
  for (let index = 0; index < list.length; index += 1) {
    const declaration = list[index];
    if (
      !isObject(declaration) ||
      typeof declaration['name'] !== 'string' ||
      declaration['name'] === ''
    ) {
      const path = `tools[${tool}].functionDeclarations[${index}]`;
      throw invalid(path, 'must be an object with a `name`');
    }
  }
  return list.length > 0;
}

function surveyConfig(
  survey: Survey,
  config: JsonObject,
): { readonly jsonSchema: boolean; readonly reasoning: boolean } {
  const thinking = field(config, 'thinkingConfig', 'thinking_config');
  if (thinking !== undefined && !isObject(thinking))
    throw invalid('generationConfig.thinkingConfig', 'must be an object');
  const mediaType = field(config, 'responseMimeType', 'response_mime_type');
  // An enumeration as plain text, and per-modality formats, exist nowhere else.
  if (mediaType === 'text/x.enum') survey.nativeOnly ??= 'responseMimeType text/x.enum';
  if (field(config, 'responseFormat', 'response_format') !== undefined)
    survey.nativeOnly ??= 'generationConfig.responseFormat';
  return {
    jsonSchema:
      field(config, 'responseSchema', 'response_schema') !== undefined ||
      field(config, 'responseJsonSchema', 'response_json_schema') !== undefined,
    reasoning: thinking !== undefined && wantsReasoning(thinking),
  };
}

function wantsReasoning(thinking: JsonObject): boolean {
  const budget = field(thinking, 'thinkingBudget', 'thinking_budget');
  if (budget !== undefined) return budget !== 0;
  return field(thinking, 'thinkingLevel', 'thinking_level') !== undefined;
}
