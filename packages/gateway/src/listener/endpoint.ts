import type { DialectId, PathFacts } from '@ocha/wire';

/** What a path and method lead to. */
export type Endpoint =
  | { readonly kind: 'call'; readonly dialect: DialectId; readonly path: PathFacts }
  | { readonly kind: 'models'; readonly dialect: DialectId; readonly model: string | undefined }
  | { readonly kind: 'welcome' }
  /** A path or method that leads nowhere; the dialect is the one its errors are told in. */
  | { readonly kind: 'none'; readonly dialect: DialectId };

export type EndpointMatch =
  | { readonly type: 'found'; readonly endpoint: Endpoint }
  | { readonly type: 'wrong-method'; readonly allowed: string; readonly dialect: DialectId }
  | { readonly type: 'unknown'; readonly dialect: DialectId };

const NO_FACTS: PathFacts = {};

/** The calls whose path says nothing beyond itself. */
const CALLS: ReadonlyMap<string, EndpointMatch & { readonly type: 'found' }> = new Map([
  ['/v1/chat/completions', callMatch('openai-chat')],
  ['/v1/responses', callMatch('openai-responses')],
  ['/v1/embeddings', callMatch('openai-embeddings')],
  ['/v1/messages', callMatch('anthropic-messages')],
]);

function callMatch(dialect: DialectId): EndpointMatch & { readonly type: 'found' } {
  return { type: 'found', endpoint: { kind: 'call', dialect, path: NO_FACTS } };
}

/** Every path there is, for the error that lists them. */
export const ENDPOINT_LIST =
  'POST /v1/chat/completions, /v1/responses, /v1/embeddings, /v1/messages, ' +
  '/v1beta/models/{model}:generateContent, :streamGenerateContent, :embedContent, :batchEmbedContents; ' +
  'GET /v1/models, /v1beta/models (each also under /openai or /anthropic where it is theirs)';

const GEMINI_ACTIONS: ReadonlyMap<string, { dialect: DialectId; facts: PathFacts }> = new Map([
  ['generateContent', { dialect: 'gemini', facts: { isStream: false } }],
  ['streamGenerateContent', { dialect: 'gemini', facts: { isStream: true } }],
  ['embedContent', { dialect: 'gemini-embeddings', facts: { isBatch: false } }],
  ['batchEmbedContents', { dialect: 'gemini-embeddings', facts: { isBatch: true } }],
]);

/** Finds the endpoint of a request. `url` is the request target; a Gemini model may hold slashes. */
export function matchEndpoint(method: string, url: string): EndpointMatch {
  const queryStart = url.indexOf('?');
  const path = queryStart < 0 ? url : url.slice(0, queryStart);
  const bare = withoutPrefix(path);
  const call = CALLS.get(bare);
  if (call !== undefined) {
    const { dialect } = call.endpoint as Endpoint & { kind: 'call' };
    return method === 'POST' ? call : wrongMethod('POST', dialect);
  }
  const models = matchModels(method, path, bare, queryStart < 0 ? '' : url.slice(queryStart + 1));
  if (models !== undefined) return models;
  if (path === '/')
    return method === 'GET' ? found({ kind: 'welcome' }) : wrongMethod('GET', 'openai-chat');
  return { type: 'unknown', dialect: dialectByPath(path) };
}

function found(endpoint: Endpoint): EndpointMatch {
  return { type: 'found', endpoint };
}

function wrongMethod(allowed: string, dialect: DialectId): EndpointMatch {
  return { type: 'wrong-method', allowed, dialect };
}

/** `/openai` and `/anthropic` in front are an address, nothing else. */
function withoutPrefix(path: string): string {
  if (path.startsWith('/openai/')) return path.slice('/openai'.length);
  if (path.startsWith('/anthropic/')) return path.slice('/anthropic'.length);
  return path;
}

function dialectByPath(path: string): DialectId {
  if (path.startsWith('/v1beta/')) return 'gemini';
  if (path.includes('/messages') || path.startsWith('/anthropic/')) return 'anthropic-messages';
  return 'openai-chat';
}

/** `/v1/models…` and `/v1beta/models…`: lists, single models, and Gemini's calls, which hang below a model. */
function matchModels(
  method: string,
  path: string,
  bare: string,
  query: string,
): EndpointMatch | undefined {
  const isBeta = bare.startsWith('/v1beta/models');
  const root = isBeta ? '/v1beta/models' : '/v1/models';
  if (bare !== root && !bare.startsWith(`${root}/`)) return undefined;
  const name = decodePath(bare.slice(root.length + 1));
  const colon = name.lastIndexOf(':');
  const action = colon < 0 ? undefined : GEMINI_ACTIONS.get(name.slice(colon + 1));
  if (action !== undefined) {
    if (method !== 'POST') return wrongMethod('POST', action.dialect);
    const model = name.slice(0, colon);
    return found({
      kind: 'call',
      dialect: action.dialect,
      path: geminiFacts(model, action.facts, query),
    });
  }
  const dialect = isBeta ? 'gemini' : dialectByPath(path);
  if (method !== 'GET') return wrongMethod('GET', dialect);
  return found({ kind: 'models', dialect, model: name === '' ? undefined : name });
}

function geminiFacts(model: string, facts: PathFacts, query: string): PathFacts {
  if (facts.isStream !== true) return { ...facts, model };
  const isSse = query.split('&').includes('alt=sse');
  return { ...facts, model, framing: isSse ? 'sse' : 'json-array' };
}

/** Percent-decoding that leaves alone what is not validly encoded. */
function decodePath(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
