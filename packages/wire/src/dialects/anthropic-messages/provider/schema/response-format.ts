import type { JsonSchema, ResponseFormat } from '../../../../call.ts';
import type { Block, Rendering } from '../rendering.ts';
import { strictSchema } from './strict-schema.ts';

/** How a request asks for JSON: natively, or by words at the end of the system prompt. */
export interface RenderedFormat {
  readonly format?: Block;
  readonly instruction?: string;
}

/**
 * The response format. Never by a forced tool or a prefill: both exclude thinking, and newer models
 * refuse the latter.
 */
export function renderFormat(rendering: Rendering): RenderedFormat {
  const format = rendering.call.responseFormat;
  if (format === undefined || format.type === 'text') return {};
  if (format.type === 'json-schema') return renderSchema(format, rendering);
  rendering.warn('response_format', 'changed', 'JSON is asked for in the system prompt');
  return { instruction: 'Answer with a single valid JSON object and nothing else.' };
}

type JsonSchemaFormat = Extract<ResponseFormat, { type: 'json-schema' }>;

function renderSchema(format: JsonSchemaFormat, rendering: Rendering): RenderedFormat {
  if (rendering.traits.jsonSchema === 'native') {
    if (rendering.isOwn) return { format: { type: 'json_schema', schema: format.schema } };
    const strict = strictSchema(describedSchema(format));
    if (strict?.isLoosened === true)
      rendering.warn(
        'response_format',
        'changed',
        'bounds of the schema are described, not enforced',
      );
    if (strict !== undefined) return { format: { type: 'json_schema', schema: strict.schema } };
  }
  rendering.warn('response_format', 'changed', 'the schema is asked for in the system prompt');
  return { instruction: schemaInstruction(format.schema, format.description) };
}

/** The dialect has no field for what the answer is for: it stands in the schema. */
function describedSchema({ schema, description }: JsonSchemaFormat): JsonSchema {
  return description === undefined ? schema : { description, ...schema };
}

function schemaInstruction(schema: JsonSchema, description: string | undefined): string {
  const purpose = description === undefined ? '' : `\nWhat it is for: ${description}`;
  const form = 'Answer with a single valid JSON value and nothing else: no prose, no code fence.';
  return `${form} It must satisfy this JSON Schema:\n${JSON.stringify(schema)}${purpose}`;
}
