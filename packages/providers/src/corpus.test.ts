import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FailureKind } from '@ocha/kernel';
import { chatDialect, embeddingsDialect, type ProviderError } from '@ocha/wire';
import { classifyResponse } from './classify.ts';
import type { ProviderResponse } from './provider.ts';
import { findProvider } from './registry.ts';

const CORPUS = join(import.meta.dirname, '../../../../shared/corpus');

interface Entry {
  readonly id: string;
  readonly provider: string;
  readonly protocol: string;
  readonly status: number;
  readonly file: string;
}

interface Recording {
  readonly response: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly raw?: string;
    readonly body?: unknown;
  };
}

/** Independent of the table under test: what each recorded error was, as people read it. */
const BY_STATUS: Readonly<Record<number, FailureKind>> = {
  400: 'bad_request',
  401: 'auth',
  403: 'auth',
  404: 'model_gone',
  422: 'bad_request',
  429: 'rate_limited',
  500: 'unavailable',
  503: 'overloaded',
};

/** Where the status alone does not tell. */
const BY_ID: Readonly<Record<string, FailureKind>> = {
  // "The provided model identifier is invalid."
  'aws-bedrock.bedrock-converse.err400.5adc6a7b': 'model_gone',
  // "You don't have access to the model with the specified model ID."
  'aws-bedrock.bedrock-invoke.err403.b89873ca': 'model_gone',
  // The country is not served.
  'google-vertex.gemini-generate-content.err400.d75e9c2f': 'auth',
  // "This endpoint's maximum context length is 200000 tokens."
  'openrouter.openai-chat.err400.ce0288ba': 'context_too_long',
  // "Model nonexistent is not supported."
  'voyage.embeddings.err400.61117220': 'model_gone',
};

const GALLERY_ID: Readonly<Record<string, string>> = { 'alibaba-dashscope': 'dashscope' };

/**
 * The dialect that would have read the body. Protocols that we do not speak are read like OpenAI's.
 */
function parseError(protocol: string, body: unknown): ProviderError | undefined {
  if (protocol === 'anthropic-messages')
    return chatDialect('anthropic-messages').provider.parseError(body);
  if (protocol === 'gemini-generate-content')
    return chatDialect('gemini').provider.parseError(body);
  if (protocol === 'openai-responses')
    return chatDialect('openai-responses').provider.parseError(body);
  if (protocol === 'embeddings')
    return embeddingsDialect('openai-embeddings').provider.parseError(body);
  return chatDialect('openai-chat').provider.parseError(body);
}

function responseOf(entry: Entry, reading: 'dialect' | 'none'): ProviderResponse {
  const { response } = JSON.parse(readFileSync(join(CORPUS, entry.file), 'utf8')) as Recording;
  const text = response.raw ?? JSON.stringify(response.body ?? null);
  const body: unknown = JSON.parse(text);
  return {
    status: entry.status,
    headers: response.headers ?? {},
    text,
    body,
    error: reading === 'dialect' ? parseError(entry.protocol, body) : undefined,
    nowMs: Date.UTC(2025, 7, 8),
  };
}

for (const reading of ['dialect', 'none'] as const) {
  const how =
    reading === 'dialect' ? 'as its dialect reads it' : 'even where no dialect recognises it';
  test(`every recorded error is classified, ${how}`, (context) => {
    const indexPath = join(CORPUS, 'INDEX.json');
    if (!existsSync(indexPath)) {
      context.skip('SKIPPED: the recorded corpus (../shared/corpus beside the checkout) is absent');
      return;
    }
    const index = JSON.parse(readFileSync(indexPath, 'utf8')) as readonly Entry[];
    const errors = index.filter(({ status }) => status >= 400);
    assert.ok(errors.length > 40);
    const wrong: string[] = [];
    for (const entry of errors) {
      const provider = findProvider(GALLERY_ID[entry.provider] ?? entry.provider);
      const generic = findProvider('openai-compatible');
      assert.ok(generic !== undefined);
      const failure = classifyResponse(provider ?? generic, responseOf(entry, reading));
      const expected = BY_ID[entry.id] ?? BY_STATUS[entry.status];
      if (failure.kind !== expected) wrong.push(`${entry.id}: ${failure.kind}, not ${expected}`);
      assert.ok(failure.message.length > 0 && !/[<>]{1}\/?html|sk-/.test(failure.message));
    }
    context.diagnostic(`${errors.length - wrong.length} of ${errors.length} recorded errors`);
    assert.deepEqual(wrong, []);
  });
}
