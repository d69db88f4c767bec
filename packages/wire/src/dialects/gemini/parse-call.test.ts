import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOchaError } from '@ocha/kernel';
import type { ChatCall } from '../../call.ts';
import { gemini } from './index.ts';

const PATH = { model: 'gemini-x', isStream: false };

function parse(body: object): ChatCall {
  gemini.client.inspect(body, PATH);
  return gemini.client.parseCall(body, PATH);
}

const hello = { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] };

describe('reading a Gemini request', () => {
  test('takes the model from the path and keeps unknown fields', () => {
    const call = parse({
      ...hello,
      model: 'models/other',
      safetySettings: [{ category: 'X', threshold: 'BLOCK_NONE' }],
      labels: null,
    });
    assert.equal(call.model, 'gemini-x');
    assert.deepEqual(call.extra, {
      safetySettings: [{ category: 'X', threshold: 'BLOCK_NONE' }],
    });
    const named = gemini.client.parseCall({ ...hello, model: 'models/other' }, {});
    assert.equal(named.model, 'other');
  });

  test('takes texts and bare parts where contents are meant', () => {
    for (const contents of ['Hi', ['Hi'], { text: 'Hi' }, { parts: { text: 'Hi' } }]) {
      const { messages } = parse({ contents });
      assert.deepEqual(messages, [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }]);
    }
  });

  test('puts the system instruction first, in every form', () => {
    for (const systemInstruction of [
      'Be kind',
      { parts: { text: 'Be kind' } },
      { text: 'Be kind' },
    ]) {
      const { messages } = parse({ ...hello, systemInstruction });
      assert.deepEqual(messages[0], {
        role: 'system',
        parts: [{ type: 'text', text: 'Be kind' }],
      });
    }
    assert.equal(
      parse({ ...hello, system_instruction: { parts: { text: '' } } }).messages.length,
      1,
    );
  });

  test('names the field of every mistake', () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{}, 'contents'],
      [{ contents: [] }, 'contents'],
      [{ contents: [7] }, 'contents[0]'],
      [{ contents: [{ role: 'assistant', parts: [] }] }, 'contents[0].role'],
      [{ contents: [{ parts: [{}] }] }, 'contents[0].parts[0]'],
      [{ contents: [{ parts: [{ text: 7 }] }] }, 'contents[0].parts[0].text'],
      [
        { contents: [{ parts: [{ text: 'a' }, { inlineData: { data: '' } }] }] },
        'contents[0].parts[1].inlineData.mimeType',
      ],
      [
        { contents: [{ parts: [{ functionResponse: { name: 'f', parts: [{ text: 1 }] } }] }] },
        'contents[0].parts[0].functionResponse.parts[0].text',
      ],
      [{ ...hello, tools: [7] }, 'tools[0]'],
      [{ ...hello, tools: [{ functionDeclarations: [{}] }] }, 'tools[0].functionDeclarations[0]'],
      [{ ...hello, generationConfig: 'x' }, 'generationConfig'],
      [{ ...hello, generationConfig: { temperature: 'x' } }, 'generationConfig.temperature'],
      [
        { ...hello, generationConfig: { thinkingConfig: { thinkingLevel: 'x' } } },
        'generationConfig.thinkingConfig.thinkingLevel',
      ],
      [
        { ...hello, toolConfig: { functionCallingConfig: { mode: 'x' } } },
        'toolConfig.functionCallingConfig.mode',
      ],
    ];
    for (const [body, param] of wrong) {
      assert.throws(
        () => parse(body),
        (error) =>
          isOchaError(error) && error.code === 'invalid_request' && error.details.param === param,
        param,
      );
    }
  });

  test('reads the knobs of generation in either spelling', () => {
    const expected = {
      sampling: {
        temperature: 0.5,
        topP: 0.9,
        topK: 3,
        seed: 1,
        stop: ['END'],
        logprobs: { top: 2 },
      },
      outputTokensMax: 100,
      choiceCount: 2,
    };
    const camel = {
      temperature: 0.5,
      topP: 0.9,
      topK: 3,
      seed: 1,
      stopSequences: ['END'],
      responseLogprobs: true,
      logprobs: 2,
      maxOutputTokens: 100,
      candidateCount: 2,
    };
    const snake = {
      temperature: 0.5,
      top_p: 0.9,
      top_k: 3,
      seed: 1,
      stop_sequences: ['END'],
      response_logprobs: true,
      logprobs: 2,
      max_output_tokens: 100,
      candidate_count: 2,
    };
    for (const call of [
      parse({ ...hello, generationConfig: camel }),
      parse({ ...hello, generation_config: snake }),
    ]) {
      const { sampling, outputTokensMax, choiceCount } = call;
      assert.deepEqual({ sampling, outputTokensMax, choiceCount }, expected);
      assert.deepEqual(call.extra, {});
    }
  });

  test('reads thinking as an amount or a level', () => {
    const reasoningOf = (thinkingConfig: object) =>
      parse({ ...hello, generationConfig: { thinkingConfig } }).reasoning;
    assert.deepEqual(reasoningOf({ thinkingBudget: 0 }), { isEnabled: false });
    assert.deepEqual(reasoningOf({ thinkingBudget: -1 }), { isEnabled: true });
    assert.deepEqual(reasoningOf({ thinkingBudget: 512, includeThoughts: true }), {
      isEnabled: true,
      budgetTokens: 512,
      summary: 'auto',
    });
    assert.deepEqual(reasoningOf({ thinkingLevel: 'low' }), { isEnabled: true, effort: 'low' });
    assert.equal(reasoningOf({}), undefined);
  });

  test('reads answer formats, and leaves what only Google has in extra', () => {
    const formatOf = (generationConfig: object) => parse({ ...hello, generationConfig });
    assert.deepEqual(formatOf({ responseMimeType: 'application/json' }).responseFormat, {
      type: 'json',
    });
    const schema = { type: 'OBJECT', properties: { a: { type: 'STRING', nullable: true } } };
    assert.deepEqual(formatOf({ responseSchema: schema }).responseFormat, {
      type: 'json-schema',
      name: 'response',
      schema: { type: 'object', properties: { a: { type: ['string', 'null'] } } },
    });
    const speech = { responseModalities: ['AUDIO'], speechConfig: { voice: 'x' } };
    const spoken = formatOf(speech);
    assert.deepEqual(spoken.modalities, ['audio']);
    assert.deepEqual(spoken.extra, { generationConfig: speech });
    const choice = { responseMimeType: 'text/x.enum', responseSchema: { type: 'STRING' } };
    const picked = formatOf(choice);
    assert.equal(picked.responseFormat, undefined);
    assert.deepEqual(picked.extra, { generationConfig: choice });
  });

  test('reads tools, Google’s own apart', () => {
    const { tools } = parse({
      ...hello,
      tools: [
        {
          codeExecution: null,
          functionDeclarations: [
            {
              name: 'f',
              description: 'd',
              parameters: { type: 'OBJECT', properties: {} },
              behavior: 'BLOCKING',
            },
            { name: 'g', parameters_json_schema: { type: 'object' } },
          ],
        },
        { google_search: {} },
      ],
    });
    assert.deepEqual(tools, [
      {
        type: 'function',
        name: 'f',
        description: 'd',
        parameters: { type: 'object', properties: {} },
        native: { dialect: 'gemini', fields: { behavior: 'BLOCKING' } },
      },
      { type: 'function', name: 'g', parameters: { type: 'object' } },
      { type: 'native', dialect: 'gemini', name: 'googleSearch', value: { googleSearch: {} } },
    ]);
  });

  test('reads the function calling modes', () => {
    const choiceOf = (functionCallingConfig: object) =>
      parse({ ...hello, toolConfig: { functionCallingConfig } });
    assert.deepEqual(choiceOf({ mode: 'AUTO' }).toolChoice, { type: 'auto' });
    assert.deepEqual(choiceOf({ mode: 'NONE' }).toolChoice, { type: 'none' });
    assert.deepEqual(choiceOf({ mode: 2 }).toolChoice, { type: 'required' });
    assert.deepEqual(choiceOf({ mode: 'ANY', allowedFunctionNames: ['f'] }).toolChoice, {
      type: 'tool',
      name: 'f',
    });
    assert.deepEqual(choiceOf({ mode: 'ANY', allowedFunctionNames: ['f', 'g'] }).toolChoice, {
      type: 'allowed',
      mode: 'required',
      names: ['f', 'g'],
    });
    assert.deepEqual(choiceOf({ mode: 'VALIDATED' }).extra, {
      toolConfig: { functionCallingConfig: { mode: 'VALIDATED' } },
    });
  });
});

describe('the first look at a Gemini request', () => {
  const needsOf = (body: object) => gemini.client.inspect({ ...hello, ...body }, PATH).needs;

  test('finds what a deployment must be able to do', () => {
    const nothing = gemini.client.inspect(hello, PATH);
    assert.deepEqual(nothing.needs, {
      tools: false,
      images: false,
      files: false,
      audio: false,
      jsonSchema: false,
      reasoning: false,
    });
    assert.ok(needsOf({ tools: [{ functionDeclarations: [{ name: 'f' }] }] }).tools);
    assert.ok(needsOf({ generationConfig: { responseSchema: { type: 'STRING' } } }).jsonSchema);
    assert.ok(needsOf({ generationConfig: { thinkingConfig: { thinkingBudget: 9 } } }).reasoning);
    assert.ok(!needsOf({ generationConfig: { thinkingConfig: { thinkingBudget: 0 } } }).reasoning);
  });

  test('finds media, and every URL of them, in tool results too', () => {
    const inspection = gemini.client.inspect(
      {
        contents: [
          {
            parts: [
              { fileData: { fileUri: 'https://a.example/x.png' } },
              { file_data: { file_uri: 'http://b.example/y', mime_type: 'audio/mp3' } },
              { inlineData: { mimeType: 'application/pdf', data: 'AA==' } },
            ],
          },
          {
            parts: [
              {
                functionResponse: {
                  name: 'f',
                  response: {},
                  parts: [{ fileData: { fileUri: 'http://10.0.0.1/z.jpg' } }],
                },
              },
            ],
          },
        ],
      },
      PATH,
    );
    assert.deepEqual(inspection.mediaUrls, [
      'https://a.example/x.png',
      'http://b.example/y',
      'http://10.0.0.1/z.jpg',
    ]);
    const { images, audio, files, nativeOnly } = inspection.needs;
    assert.deepEqual(
      { images, audio, files, nativeOnly },
      {
        images: true,
        audio: true,
        files: true,
        nativeOnly: undefined,
      },
    );
  });

  test('names what no other dialect can carry', () => {
    const part = (held: object) => ({ contents: [{ role: 'model', parts: [held] }] });
    assert.equal(needsOf({ tools: [{ googleSearch: {} }] }).nativeOnly, 'googleSearch');
    assert.equal(needsOf({ cachedContent: 'cachedContents/1' }).nativeOnly, 'cachedContent');
    assert.equal(needsOf(part({ executableCode: { code: '1' } })).nativeOnly, 'executableCode');
    assert.equal(
      needsOf(part({ fileData: { fileUri: 'gs://bucket/a.pdf' } })).nativeOnly,
      'fileData that only Google can read',
    );
    assert.equal(needsOf(part({ futureKind: {} })).nativeOnly, 'futureKind');
  });
});
