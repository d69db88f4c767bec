import type { ChatCall } from '../../call.ts';
import type { PathFacts } from '../../dialect.ts';
import { expectObject, type JsonObject, unknownFields } from '../../reading.ts';
import { parseConfig } from './client/config.ts';
import { parseContents, parseSystem } from './client/contents.ts';
import { isFilled, parseToolConfig, parseTools } from './client/tools.ts';
import { field, modelOf } from './terms/fields.ts';

const KNOWN: ReadonlySet<string> = new Set([
  'model',
  'contents',
  'systemInstruction',
  'system_instruction',
  'tools',
  'toolConfig',
  'tool_config',
  'generationConfig',
  'generation_config',
  'serviceTier',
  'service_tier',
]);

/** A `generateContent` or `streamGenerateContent` request as a canonical call. */
export function parseCall(body: unknown, path: PathFacts): ChatCall {
  const request = expectObject(body, '');
  const { rest: configRest, ...config } = parseConfig(
    field(request, 'generationConfig', 'generation_config'),
  );
  const tools = parseTools(request['tools']);
  const { toolChoice, rest: toolRest } = parseToolConfig(
    field(request, 'toolConfig', 'tool_config'),
  );
  const serviceTier = field(request, 'serviceTier', 'service_tier');
  return Object.freeze({
    operation: 'chat',
    dialect: 'gemini',
    model: modelOf(request, path),
    isStream: path.isStream ?? false,
    wantsStreamUsage: true,
    messages: [
      ...parseSystem(field(request, 'systemInstruction', 'system_instruction')),
      ...parseContents(request['contents']),
    ],
    ...config,
    ...(tools.length === 0 ? {} : { tools }),
    ...(toolChoice === undefined ? {} : { toolChoice }),
    ...(typeof serviceTier === 'string' && serviceTier !== 'unspecified'
      ? { serviceTier: serviceTier.toLowerCase() }
      : {}),
    extra: extraOf(request, configRest, toolRest),
  });
}

/** Fields that only a deployment of the same dialect is sent, at the places where they stood. */
function extraOf(request: JsonObject, config: JsonObject, tools: JsonObject): JsonObject {
  const extra: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(unknownFields(request, KNOWN))) {
    if (value !== null) extra[key] = value;
  }
  if (isFilled(config)) extra['generationConfig'] = config;
  if (isFilled(tools)) extra['toolConfig'] = tools;
  return extra;
}
