import type { NativeRequest, Reply } from './contract.ts';
import { wholeReply } from './frames.ts';

const CREATED = 1_767_225_600;
const CREATED_TEXT = '2026-01-01T00:00:00Z';

/** Whether a GET asks for the list of models, or for one of them. */
export function isModelsPath(path: string): boolean {
  return /\/models(\/[^:]+)?$/.test(path);
}

/** Google's clients show themselves by the version in the path or by the place of the key. */
export function looksLikeGemini(request: NativeRequest): boolean {
  const hasKey = request.headers['x-goog-api-key'] !== undefined || request.query.has('key');
  return hasKey || request.path.includes('/v1beta/');
}

/** The list of models (or one of them) in the dialect that the request's path and headers show. */
export function answerModels(request: NativeRequest, models: readonly string[]): Reply {
  const wanted = /\/models\/([^:]+)$/.exec(request.path)?.[1];
  const one = wanted === undefined ? undefined : decodeURIComponent(wanted);
  if (looksLikeGemini(request)) return answerGemini(models, one);
  if (request.headers['anthropic-version'] !== undefined) return answerAnthropic(models, one);
  const items = models.map(openaiModel);
  if (one !== undefined) return wholeReply(openaiModel(one));
  return wholeReply({ object: 'list', data: items });
}

function openaiModel(id: string): object {
  return { id, object: 'model', created: CREATED, owned_by: 'fake' };
}

function answerAnthropic(models: readonly string[], one: string | undefined): Reply {
  const toModel = (id: string): object => ({
    type: 'model',
    id,
    display_name: id,
    created_at: CREATED_TEXT,
  });
  if (one !== undefined) return wholeReply(toModel(one));
  return wholeReply({
    data: models.map(toModel),
    has_more: false,
    first_id: models[0] ?? null,
    last_id: models.at(-1) ?? null,
  });
}

function answerGemini(models: readonly string[], one: string | undefined): Reply {
  const toModel = (id: string): object => ({
    name: `models/${id}`,
    version: '001',
    displayName: id,
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens', 'embedContent'],
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 2,
  });
  const body = one === undefined ? { models: models.map(toModel) } : toModel(one);
  return wholeReply(body, { indent: 2 });
}
