import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSeededRandom } from '@ocha/kernel';
import { simulate } from './simulate.ts';

function ask(body: Record<string, unknown>, model = 'embed') {
  const request = { dialect: 'openai-embeddings' as const, model, isStream: false, body, nowMs: 0 };
  const answer = simulate(request, createSeededRandom(1));
  return { status: answer.status, body: JSON.parse(answer.pieces[0]?.text ?? '') };
}

function vectors(body: Record<string, unknown>): readonly number[][] {
  const answer = ask(body);
  assert.equal(answer.status, 200);
  return answer.body.data.map((item: { embedding: number[] }) => item.embedding);
}

describe('simulated embeddings', () => {
  test('are unit vectors, equal for equal inputs only', () => {
    const [first, second, third] = vectors({ input: ['a', 'b', 'a'] });
    assert.ok(first && second && third);
    assert.equal(first.length, 256);
    const length = Math.hypot(...first);
    assert.ok(Math.abs(length - 1) < 1e-5, String(length));
    assert.deepEqual(first, third);
    assert.notDeepEqual(first, second);
  });

  test('have as many dimensions as asked for', () => {
    for (const dimensions of [1, 8, 3072]) {
      assert.equal(vectors({ input: 'a', dimensions })[0]?.length, dimensions);
    }
    for (const dimensions of [0, -1, 1.5, 5000, 'many']) {
      const { status, body } = ask({ input: 'a', dimensions });
      assert.equal(status, 400);
      assert.equal(body.error.param, 'dimensions');
    }
  });

  test('in base64 are the same numbers', () => {
    const plain = vectors({ input: 'a', dimensions: 8 })[0];
    const { body } = ask({ input: 'a', dimensions: 8, encoding_format: 'base64' });
    const bytes = Buffer.from(body.data[0].embedding, 'base64');
    assert.deepEqual(
      Array.from({ length: 8 }, (_, index) => bytes.readFloatLE(index * 4)),
      plain,
    );
  });

  test('take tokens and lists of tokens', () => {
    assert.equal(vectors({ input: [1, 2, 3] }).length, 1);
    assert.equal(vectors({ input: [[1, 2], [3]] }).length, 2);
  });

  test('refuse what is no input, naming the field', () => {
    for (const input of [undefined, {}, [], [{}], Array.from({ length: 3000 }, () => 'a')]) {
      assert.equal(ask({ input }).body.error.param, 'input');
    }
  });

  test('are not made by other models', () => {
    const { status, body } = ask({ input: 'a' }, 'echo');
    assert.equal(status, 404);
    assert.match(body.error.message, /sim\/embed/);
  });

  test('count about a token for every four bytes', () => {
    assert.deepEqual(ask({ input: ['abcd', 'abcde'] }).body.usage, {
      prompt_tokens: 3,
      total_tokens: 3,
    });
  });
});
