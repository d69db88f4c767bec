import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { modelListDialect, renderModelList } from './model-list.ts';

describe('the list of models', () => {
  test('is in the dialect of the client that asks the shared path', () => {
    const of = (headers: Record<string, string>) => modelListDialect('openai-chat', headers);
    assert.equal(of({ authorization: 'Bearer key' }), 'openai-chat');
    assert.equal(of({ 'anthropic-version': '2023-06-01' }), 'anthropic-messages');
    assert.equal(of({ 'x-goog-api-key': 'key' }), 'gemini');
    assert.equal(of({ 'x-goog-api-client': 'google-genai-sdk' }), 'gemini');
  });

  test('is in the dialect of a path that is not shared, whatever the headers say', () => {
    assert.equal(modelListDialect('gemini', { 'anthropic-version': '2023-06-01' }), 'gemini');
  });

  test('names models under `models/` for Gemini', () => {
    const models = [{ id: 'openai/gpt-5', ownedBy: 'openai' }];
    const list = renderModelList(models, 'gemini') as { models: { name: string }[] };
    assert.equal(list.models[0]?.name, 'models/openai/gpt-5');
  });
});
