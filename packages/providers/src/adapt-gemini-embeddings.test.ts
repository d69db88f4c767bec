import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_TRAITS } from '@ocha/wire';
import { adaptToTraits } from './adapt-request.ts';

const context = {
  dialect: 'gemini-embeddings',
  model: 'gemini-embedding-001',
  traits: DEFAULT_TRAITS,
} as const;
const content = { parts: [{ text: 'a' }] };

describe('gemini embeddings', () => {
  test('every request of a batch names the model as its provider does', () => {
    const model = 'models/google/gemini-embedding-001';
    const body = { requests: [{ model, content, taskType: 'CLUSTERING' }, { content }] };
    const name = 'models/gemini-embedding-001';
    const adapted = adaptToTraits(body, context);
    assert.deepEqual(adapted, {
      requests: [
        { model: name, content, taskType: 'CLUSTERING' },
        { model: name, content },
      ],
    });
    assert.equal(adaptToTraits(adapted, context), adapted);
  });

  test('a single request may leave the model to the path', () => {
    const body = { content };
    assert.equal(adaptToTraits(body, context), body);
    assert.deepEqual(adaptToTraits({ ...body, model: 'models/smart' }, context), {
      content,
      model: 'models/gemini-embedding-001',
    });
  });
});
