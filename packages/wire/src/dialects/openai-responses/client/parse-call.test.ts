import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOchaError } from '@ocha/kernel';
import type { Message } from '../../../call.ts';
import { encodeSignature } from '../../../signature-carrier.ts';
import { parseCall } from './parse-call.ts';

function messagesOf(input: unknown): readonly Message[] {
  return parseCall({ model: 'm', input }).messages;
}

describe('Responses requests become calls', () => {
  test('instructions go before everything else', () => {
    const { messages } = parseCall({
      model: 'm',
      instructions: 'be brief',
      input: [
        { role: 'developer', content: 'use tools' },
        { role: 'user', content: 'hi' },
      ],
    });
    assert.deepEqual(
      messages.map(({ role, parts }) => [role, parts[0]]),
      [
        ['system', { type: 'text', text: 'be brief' }],
        ['developer', { type: 'text', text: 'use tools' }],
        ['user', { type: 'text', text: 'hi' }],
      ],
    );
  });

  test('parallel calls are not torn into turns that other providers refuse', () => {
    const turns = messagesOf([
      { role: 'user', content: 'weather in two cities' },
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'enc' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Looking.' }] },
      { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'f', arguments: '{"a":1}' },
      { type: 'function_call', id: 'fc_2', call_id: 'c2', name: 'f', arguments: '' },
      { type: 'function_call_output', call_id: 'c1', output: 'sun' },
      { type: 'function_call_output', call_id: 'c2', output: 'rain' },
    ]);
    assert.deepEqual(
      turns.map(({ role, parts }) => [role, parts.map((part) => part.type)]),
      [
        ['user', ['text']],
        ['assistant', ['reasoning', 'text', 'tool-call', 'tool-call']],
        ['tool', ['tool-result', 'tool-result']],
      ],
    );
    assert.deepEqual(turns[1]?.parts[2], {
      type: 'tool-call',
      id: 'c1',
      name: 'f',
      arguments: '{"a":1}',
      itemId: 'fc_1',
    });
    const second = turns[1]?.parts[3];
    assert.equal(second?.type === 'tool-call' ? second.arguments : '', '{}');
  });

  test('tool results keep their images and files', () => {
    const [turn] = messagesOf([
      {
        type: 'function_call_output',
        call_id: 'c1',
        output: [
          { type: 'input_text', text: 'see' },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'low' },
          { type: 'input_file', file_url: 'https://a.example/x.pdf' },
        ],
      },
    ]);
    assert.deepEqual(turn?.parts, [
      {
        type: 'tool-result',
        callId: 'c1',
        content: [
          { type: 'text', text: 'see' },
          {
            type: 'image',
            source: { kind: 'base64', data: 'AAAA' },
            mediaType: 'image/png',
            detail: 'low',
          },
          { type: 'file', source: { kind: 'url', url: 'https://a.example/x.pdf' } },
        ],
      },
    ]);
  });

  test('custom tools keep free text in both directions', () => {
    const [call, result] = messagesOf([
      { type: 'custom_tool_call', call_id: 'c1', name: 'patch', input: '*** Begin' },
      { type: 'custom_tool_call_output', call_id: 'c1', output: 'ok' },
    ]);
    assert.deepEqual(call?.parts, [
      { type: 'tool-call', id: 'c1', name: 'patch', arguments: '*** Begin', kind: 'custom' },
    ]);
    assert.deepEqual(result?.parts, [
      {
        type: 'tool-result',
        callId: 'c1',
        content: [{ type: 'text', text: 'ok' }],
        kind: 'custom',
      },
    ]);
  });

  test('signatures of other providers come back to their issuer', () => {
    const sealed = encodeSignature(
      { issuer: 'anthropic-messages', value: 'sig' },
      'openai-responses',
    );
    const redacted = encodeSignature(
      { issuer: 'anthropic-messages', value: 'secret' },
      'openai-responses',
      { isRedacted: true },
    );
    const carried = encodeSignature({ issuer: 'gemini', value: 'thought' }, 'openai-responses', {
      callId: 'c2',
    });
    const [turn] = messagesOf([
      { type: 'reasoning', summary: [{ text: 'hm' }], encrypted_content: sealed },
      { type: 'reasoning', summary: [], encrypted_content: redacted },
      { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' },
      { type: 'reasoning', summary: [], encrypted_content: carried },
      { type: 'function_call', call_id: 'c2', name: 'f', arguments: '{}' },
    ]);
    assert.deepEqual(turn?.parts, [
      {
        type: 'reasoning',
        text: 'hm',
        signature: { issuer: 'anthropic-messages', value: 'sig' },
      },
      {
        type: 'reasoning',
        text: '',
        signature: { issuer: 'anthropic-messages', value: 'secret' },
        isRedacted: true,
      },
      { type: 'tool-call', id: 'c1', name: 'f', arguments: '{}' },
      {
        type: 'tool-call',
        id: 'c2',
        name: 'f',
        arguments: '{}',
        signature: { issuer: 'gemini', value: 'thought' },
      },
    ]);
  });

  test('its own encrypted reasoning is a summary with a signature and an id', () => {
    const [turn] = messagesOf([
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ text: 'one' }, { text: 'two' }],
        encrypted_content: 'gAAA',
      },
    ]);
    assert.deepEqual(turn?.parts, [
      {
        type: 'reasoning',
        text: 'one\n\ntwo',
        isSummary: true,
        itemId: 'rs_1',
        signature: { issuer: 'openai-responses', value: 'gAAA' },
      },
    ]);
  });

  test('items that only this dialect knows stay whole', () => {
    const item = { type: 'shell_call_output', call_id: 'c', output: [] };
    const [turn] = messagesOf([item]);
    assert.deepEqual(turn, {
      role: 'tool',
      parts: [{ type: 'native', dialect: 'openai-responses', name: item.type, value: item }],
    });
  });

  test('settings find their canonical names, and unknown ones are kept', () => {
    const call = parseCall({
      model: 'm',
      input: 'hi',
      stream: true,
      max_output_tokens: 100,
      temperature: 0.2,
      top_p: 0.9,
      top_logprobs: 2,
      include: ['message.output_text.logprobs'],
      reasoning: { effort: 'high', summary: 'auto', context: 'all_turns' },
      text: {
        verbosity: 'low',
        format: { type: 'json_schema', name: 'n', schema: { type: 'object' } },
      },
      parallel_tool_calls: false,
      metadata: { a: 'b' },
      safety_identifier: 'u',
      prompt_cache_key: 'k',
      service_tier: 'flex',
      store: false,
      truncation: 'auto',
      some_future_field: { deep: [1] },
    });
    const { messages: _messages, ...rest } = call;
    assert.deepEqual(rest, {
      operation: 'chat',
      dialect: 'openai-responses',
      model: 'm',
      isStream: true,
      allowsParallelToolCalls: false,
      responseFormat: { type: 'json-schema', name: 'n', schema: { type: 'object' } },
      reasoning: { effort: 'high', summary: 'auto' },
      sampling: { temperature: 0.2, topP: 0.9, logprobs: { top: 2 } },
      outputTokensMax: 100,
      endUser: 'u',
      metadata: { a: 'b' },
      serviceTier: 'flex',
      promptCacheKey: 'k',
      verbosity: 'low',
      extra: {
        include: ['message.output_text.logprobs'],
        store: false,
        truncation: 'auto',
        some_future_field: { deep: [1] },
        reasoning: { context: 'all_turns' },
      },
    });
    assert.ok(Object.isFrozen(call));
  });

  test('tools and tool choices of every form', () => {
    const { tools, toolChoice } = parseCall({
      model: 'm',
      input: 'x',
      tools: [
        {
          type: 'function',
          name: 'f',
          parameters: { type: 'object' },
          strict: true,
          defer_loading: true,
        },
        { type: 'custom', name: 'patch', format: { type: 'grammar' } },
        { type: 'web_search', search_context_size: 'low' },
      ],
      tool_choice: {
        type: 'allowed_tools',
        mode: 'required',
        tools: [
          { type: 'function', name: 'f' },
          { type: 'custom', name: 'patch' },
        ],
      },
    });
    assert.deepEqual(tools, [
      {
        type: 'function',
        name: 'f',
        parameters: { type: 'object' },
        strict: true,
        native: { dialect: 'openai-responses', fields: { defer_loading: true } },
      },
      { type: 'custom', name: 'patch', format: { type: 'grammar' } },
      {
        type: 'native',
        dialect: 'openai-responses',
        name: 'web_search',
        value: { type: 'web_search', search_context_size: 'low' },
      },
    ]);
    assert.deepEqual(toolChoice, { type: 'allowed', mode: 'required', names: ['f', 'patch'] });
    const choose = (choice: unknown) =>
      parseCall({ model: 'm', input: 'x', tool_choice: choice }).toolChoice;
    assert.deepEqual(choose('required'), { type: 'required' });
    assert.deepEqual(choose({ type: 'function', name: 'f' }), {
      type: 'tool',
      name: 'f',
      kind: 'function',
    });
    assert.equal(choose({ type: 'web_search' }), undefined);
  });

  test('an error names the field down to the part', () => {
    const cases: readonly (readonly [Record<string, unknown>, string])[] = [
      [{ input: [{ role: 'user', content: [{ type: 'input_image' }] }] }, 'input[0].content[0]'],
      [
        { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'gs://b/x' }] }] },
        'input[0].content[0].image_url',
      ],
      [{ input: 'x', reasoning: { effort: 'enormous' } }, 'reasoning.effort'],
      [{ input: 'x', text: { format: { type: 'xml' } } }, 'text.format.type'],
      [{ input: 'x', temperature: 'hot' }, 'temperature'],
      [{ input: 'x', metadata: { a: 1 } }, 'metadata.a'],
    ];
    for (const [fields, param] of cases)
      assert.throws(
        () => parseCall({ model: 'm', ...fields }),
        (error) => isOchaError(error) && error.details.param === param,
        param,
      );
  });
});
