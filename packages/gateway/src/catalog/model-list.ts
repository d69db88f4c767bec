import type { DialectId } from '@ocha/wire';
import type { ListedModel } from './index.ts';

/** Seconds since the epoch for lists whose models have no date of their own: clients only want a number. */
const CREATED = 1_700_000_000;
const CREATED_AT = '2023-11-14T22:13:20Z';

/**
 * Whose list is wanted. The clients of three dialects ask for `/v1/models`; those of Anthropic and Google say who they
 * are by headers of their own.
 */
export function modelListDialect(
  pathDialect: DialectId,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): DialectId {
  if (pathDialect !== 'openai-chat') return pathDialect;
  if (headers['anthropic-version'] !== undefined) return 'anthropic-messages';
  const isGoogle =
    headers['x-goog-api-key'] !== undefined || headers['x-goog-api-client'] !== undefined;
  return isGoogle ? 'gemini' : 'openai-chat';
}

/** The list of models in the shape of the client's dialect. */
export function renderModelList(models: readonly ListedModel[], dialect: DialectId): unknown {
  if (dialect === 'gemini') return { models: models.map(geminiModel) };
  if (dialect === 'anthropic-messages') {
    const data = models.map(anthropicModel);
    return {
      data,
      has_more: false,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
    };
  }
  return { object: 'list', data: models.map(openaiModel) };
}

/** One model in the shape of the client's dialect. */
export function renderModel(model: ListedModel, dialect: DialectId): unknown {
  if (dialect === 'gemini') return geminiModel(model);
  return dialect === 'anthropic-messages' ? anthropicModel(model) : openaiModel(model);
}

function openaiModel(model: ListedModel) {
  return { id: model.id, object: 'model', created: CREATED, owned_by: model.ownedBy };
}

function anthropicModel(model: ListedModel) {
  return { type: 'model', id: model.id, display_name: model.id, created_at: CREATED_AT };
}

function geminiModel(model: ListedModel) {
  return {
    name: `models/${model.id}`,
    displayName: model.id,
    supportedGenerationMethods: ['generateContent', 'streamGenerateContent', 'embedContent'],
  };
}
