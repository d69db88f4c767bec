import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOchaError } from '@ocha/kernel';
import { inspect } from './inspect.ts';

function paramOf(body: unknown): string | undefined {
  try {
    inspect(body);
  } catch (error) {
    assert.ok(isOchaError(error));
    assert.equal(error.code, 'invalid_request');
    return error.details.param ?? '(body)';
  }
  return undefined;
}

describe('the first look at a Responses request', () => {
  test('names the field that is wrong', () => {
    const cases: readonly (readonly [unknown, string])[] = [
      [[], '(body)'],
      [{ input: 'x' }, 'model'],
      [{ model: 'm', input: 'x', stream: 'yes' }, 'stream'],
      [{ model: 'm' }, 'input'],
      [{ model: 'm', input: 7 }, 'input'],
      [{ model: 'm', input: [7] }, 'input[0]'],
      [{ model: 'm', input: [{ role: 'tool', content: 'x' }] }, 'input[0].role'],
      [{ model: 'm', input: [{ role: 'user', content: 7 }] }, 'input[0].content'],
      [{ model: 'm', input: [{ role: 'user', content: [{}] }] }, 'input[0].content[0]'],
      [{ model: 'm', input: [{ type: 'function_call', name: 'f' }] }, 'input[0].call_id'],
      [{ model: 'm', input: [{ type: 'function_call', call_id: 'c' }] }, 'input[0].name'],
      [{ model: 'm', input: [{ type: 'function_call_output', output: '' }] }, 'input[0].call_id'],
      [
        { model: 'm', input: [{ type: 'function_call_output', call_id: 'c', output: {} }] },
        'input[0].output',
      ],
      [{ model: 'm', input: [{}] }, 'input[0].type'],
      [{ model: 'm', input: 'x', tools: {} }, 'tools'],
      [{ model: 'm', input: 'x', tools: [{}] }, 'tools[0]'],
      [{ model: 'm', input: 'x', tools: [{ type: 'function' }] }, 'tools[0].name'],
    ];
    for (const [body, param] of cases) assert.equal(paramOf(body), param, JSON.stringify(body));
  });

  test('finds what a deployment must be able to do', () => {
    const { needs, isStream, model, endUser } = inspect({
      model: 'gpt',
      stream: true,
      user: 'u1',
      safety_identifier: 's1',
      reasoning: { effort: 'low' },
      text: { format: { type: 'json_schema', name: 'a', schema: {} } },
      tools: [{ type: 'function', name: 'f' }],
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_image', image_url: 'data:image/png;base64,AA==' },
            { type: 'input_file', file_id: 'file-1' },
            { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } },
          ],
        },
      ],
    });
    assert.deepEqual(
      { needs, isStream, model, endUser },
      {
        needs: {
          tools: true,
          images: true,
          files: true,
          audio: true,
          jsonSchema: true,
          reasoning: true,
        },
        isStream: true,
        model: 'gpt',
        endUser: 's1',
      },
    );
  });

  test('finds every web address of an image or file, in tool results too', () => {
    const { mediaUrls } = inspect({
      model: 'm',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_image', image_url: 'https://a.example/1.png' },
            { type: 'input_image', image_url: 'data:image/png;base64,AA==' },
            { type: 'input_file', file_url: 'HTTP://a.example/2.pdf' },
          ],
        },
        {
          type: 'function_call_output',
          call_id: 'c',
          output: [{ type: 'input_image', image_url: 'http://169.254.169.254/x' }],
        },
        {
          type: 'custom_tool_call_output',
          call_id: 'd',
          output: [{ type: 'input_file', file_url: 'https://a.example/3.pdf' }],
        },
      ],
    });
    assert.deepEqual(mediaUrls, [
      'https://a.example/1.png',
      'HTTP://a.example/2.pdf',
      'http://169.254.169.254/x',
      'https://a.example/3.pdf',
    ]);
  });

  test('tells what cannot be translated, and names it', () => {
    const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
      [{ previous_response_id: 'resp_1', input: 'x' }, /previous_response_id .*stored/],
      [{ conversation: 'conv_1' }, /conversation/],
      [{ background: true, input: 'x' }, /background/],
      [{ prompt: { id: 'pmpt_1' } }, /prompt/],
      [{ input: [{ type: 'item_reference', id: 'rs_1' }] }, /item_reference .*store: false/],
      [{ input: [{ type: 'web_search_call', id: 'ws_1' }] }, /web_search_call/],
      [{ input: [{ role: 'user', content: [{ type: 'input_hologram' }] }] }, /input_hologram/],
      [{ input: 'x', tools: [{ type: 'web_search' }] }, /the tool web_search/],
      [{ input: 'x', tool_choice: { type: 'mcp', server_label: 's' } }, /tool choice mcp/],
    ];
    for (const [fields, name] of cases) {
      const { nativeOnly } = inspect({ model: 'm', ...fields }).needs;
      assert.match(nativeOnly ?? '', name, JSON.stringify(fields));
    }
    const plain = inspect({
      model: 'm',
      input: 'x',
      background: false,
      previous_response_id: null,
    });
    assert.equal(plain.needs.nativeOnly, undefined);
  });
});
