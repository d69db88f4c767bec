import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ErrorView } from '../src/dialect.ts';
import { chatDialect } from '../src/dialects/registry.ts';
import { type Event, isContent } from '../src/event.ts';
import type { SseFrame } from '../src/sse/frame.ts';
import { bodyBytes, CORPUS_ABSENT, type CorpusRecord, loadRecords } from './corpus.ts';
import { rendererFor } from './meaning/client.ts';
import { CLIENT_DIALECTS, type ClientDialect } from './meaning/expectation.ts';
import { framesOf, type Loose } from './meaning/meaning.ts';
import {
  contextFor,
  cut,
  dialectOf,
  isStream,
  loadChatAnswers,
  loadChatErrors,
  parseFrames,
  UNSERVED,
} from './meaning/recording.ts';

/** Errors as providers put them into a stream, and the status that each stands for. */
const IN_STREAM: Readonly<
  Record<ClientDialect, readonly { readonly frame: SseFrame; readonly status: number }[]>
> = {
  'openai-chat': [
    told({ error: { message: 'The server is overloaded', type: 'server_error', code: 503 } }, 503),
    told({ error: { message: 'Rate limit reached', code: 'rate_limit_exceeded' } }, 429, 'error'),
    told(
      {
        id: 'gen-1',
        error: { code: 502, message: 'Provider returned error' },
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
      },
      502,
    ),
  ],
  'openai-responses': [
    told(
      {
        type: 'response.failed',
        response: {
          id: 'resp_1',
          object: 'response',
          status: 'failed',
          error: { code: 'rate_limit_exceeded', message: 'Rate limit reached' },
          output: [],
        },
      },
      429,
      'response.failed',
    ),
    told({ type: 'error', code: 'server_error', message: 'Failed', param: null }, 500, 'error'),
  ],
  'anthropic-messages': [
    told(
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
      529,
      'error',
    ),
    told(
      { type: 'error', error: { type: 'api_error', message: 'Internal server error' } },
      500,
      'error',
    ),
  ],
  gemini: [
    told({ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }, 503),
    told({ error: { code: 429, message: 'Quota', status: 'RESOURCE_EXHAUSTED' } }, 429),
  ],
};

function told(data: unknown, status: number, event?: string) {
  return { frame: { event, data: JSON.stringify(data) }, status };
}

const streams = loadChatAnswers()?.filter(
  (record) => isStream(record) && UNSERVED[record.id] === undefined,
);
const skip = streams === undefined ? CORPUS_ABSENT : false;

const VIEW: ErrorView = {
  status: 502,
  code: 'all_attempts_failed',
  message: 'No provider could answer.',
  requestId: 'req_1',
};

describe('an error in the middle of a recorded stream', { skip }, () => {
  test('is one error, and never the end of a whole answer', (t) => {
    let count = 0;
    for (const record of streams ?? []) {
      for (const { frame, status } of IN_STREAM[dialectOf(record)]) {
        const events = brokenBy(record, frame);
        const errors = events.filter((event) => event.type === 'error');
        assert.equal(errors.length, 1, record.id);
        assert.equal(errors[0]?.error.status, status, record.id);
        assert.ok((errors[0]?.error.message.length ?? 0) > 3, record.id);
        for (const { type } of events) assert.ok(!['choice-end', 'message-end'].includes(type));
        count += 1;
      }
    }
    t.diagnostic(`${count} errors in ${streams?.length ?? 0} streams`);
  });

  test('is seen by the watch of the fast lane, too', () => {
    for (const record of streams ?? []) {
      for (const { frame, status } of IN_STREAM[dialectOf(record)]) {
        const { traits } = contextFor(record.provider);
        const { provider } = chatDialect(dialectOf(record));
        const watch = provider.createStreamWatch({ hidesUsage: false, traits });
        const kinds = [...head(record), frame].map((one) => watch.observe(one));
        assert.equal(kinds.at(-1), 'error', record.id);
        assert.equal(watch.error?.status, status, record.id);
        assert.equal(watch.isComplete, false, record.id);
      }
    }
  });

  for (const client of CLIENT_DIALECTS) {
    test(`reaches clients of ${client} as one error in their own form`, () => {
      for (const record of streams ?? []) {
        const [first] = IN_STREAM[dialectOf(record)];
        assert.ok(first !== undefined);
        const renderer = rendererFor(client);
        let text = '';
        for (const event of brokenBy(record, first.frame)) text += renderer.push(event);
        text += renderer.fail(VIEW);
        assertFailed(client, text);
        assert.equal(renderer.push({ type: 'message-end' }), '', 'nothing follows');
      }
    });
  }
});

describe('a recorded error', { skip }, () => {
  test('is recognised by the dialect that meets it, in its own words', (t) => {
    const records = loadChatErrors() ?? [];
    for (const record of records) {
      const body: Loose = JSON.parse(Buffer.from(bodyBytes(record)).toString('utf8'));
      const error = chatDialect(dialectOf(record)).provider.parseError(body);
      assert.ok(error !== undefined, record.id);
      const words = wordsOf(body);
      assert.ok(words.includes(error.message), `${record.id}: ${error.message}`);
      const status = error.status ?? record.response.status;
      assert.equal(Math.trunc(status / 100), Math.trunc(record.response.status / 100), record.id);
    }
    const counts = new Map<string, number>();
    for (const { provider } of records) counts.set(provider, (counts.get(provider) ?? 0) + 1);
    for (const [provider, count] of counts) t.diagnostic(`${provider}: ${count} of ${count}`);
    t.diagnostic(`errors recognised: ${records.length} of ${records.length}`);
  });

  test('of embeddings as well', () => {
    const records = (loadRecords(['embeddings']) ?? []).filter(
      ({ response }) => response.status >= 400,
    );
    assert.ok(records.length > 0);
    for (const record of records) {
      const body: Loose = JSON.parse(Buffer.from(bodyBytes(record)).toString('utf8'));
      const error = chatDialect('openai-chat').provider.parseError(body);
      assert.ok(wordsOf(body).includes(error?.message ?? ''), record.id);
    }
  });

  for (const client of CLIENT_DIALECTS) {
    test(`has a form for clients of ${client} whatever its status`, () => {
      for (const status of [400, 401, 403, 404, 408, 413, 422, 429, 499, 500, 502, 503, 504]) {
        const body: Loose = chatDialect(client).client.renderError({ ...VIEW, status });
        assert.equal(messageOf(client, body), VIEW.message);
      }
    });
  }
});

/** The frames of a stream up to its first content. */
function head(record: CorpusRecord): readonly SseFrame[] {
  const frames = cut([bodyBytes(record)]);
  const parser = chatDialect(dialectOf(record)).provider.createStreamParser(
    contextFor(record.provider),
  );
  const first = frames.findIndex((frame) => parser.push(frame).some(isContent));
  return frames.slice(0, Math.max(first, 0) + (parser.isComplete ? 0 : 1));
}

function brokenBy(record: CorpusRecord, frame: SseFrame): readonly Event[] {
  const context = contextFor(record.provider);
  return parseFrames(dialectOf(record), [...head(record), frame], context);
}

/** Every text that a body holds, at any depth: an error's words are one of them. */
function wordsOf(body: Loose): readonly string[] {
  if (typeof body === 'string') return [body, ...nested(body)];
  if (typeof body !== 'object' || body === null) return [];
  return Object.values(body).flatMap(wordsOf);
}

/** Some errors are JSON inside a text. */
function nested(text: string): readonly string[] {
  if (!text.startsWith('{')) return [];
  try {
    return wordsOf(JSON.parse(text));
  } catch (error) {
    assert.ok(error instanceof SyntaxError);
    return [];
  }
}

function messageOf(client: ClientDialect, body: Loose): unknown {
  if (client === 'anthropic-messages') assert.equal(body.type, 'error');
  return body.error.message;
}

/** The last word of a broken stream, as the stock clients need it. */
function assertFailed(client: ClientDialect, text: string): void {
  const frames = framesOf(text);
  const last = frames.at(-1);
  assert.ok(last !== undefined);
  if (client === 'openai-responses') {
    const [error, failed] = frames.slice(-2);
    assert.equal(error?.event, 'error');
    assert.equal(error?.data.message, VIEW.message);
    assert.equal(failed?.event, 'response.failed');
    assert.equal(failed?.data.response.error.message, VIEW.message);
    return;
  }
  assert.equal(last.data.error.message, VIEW.message);
  if (client === 'anthropic-messages') assert.equal(last.event, 'error');
  if (client === 'openai-chat') assert.ok(text.endsWith('data: [DONE]\n\n'));
}
