/**
 * gemini: acts as Google's generateContent and streamGenerateContent, with its own reading of field names, its subset
 * of OpenAPI schemas, and thought signatures that newer models want back.
 */
import { objectOf } from '../../json.ts';
import type { FakeDialect, Location, NativeRequest } from '../contract.ts';
import { checkGenerate } from './check.ts';
import {
  describeGeminiError,
  geminiCredential,
  geminiErrorBody,
  refuseGeminiCredential,
  renderGeminiError,
} from './errors.ts';
import { readGenerate } from './read.ts';
import { speakGenerate } from './speak.ts';

/** Model and verb stand in the path: `…/models/{model}:{verb}`. */
export function locateGemini(request: NativeRequest): Location {
  const found = /\/models\/(.+):(\w+)$/.exec(request.path);
  return {
    model: decodeURIComponent(found?.[1] ?? ''),
    isStream: found?.[2] === 'streamGenerateContent',
  };
}

export const gemini: FakeDialect = {
  id: 'gemini',
  ping: ': keep-alive\r\n\r\n',
  locate: locateGemini,
  credential: geminiCredential,
  refuseCredential: refuseGeminiCredential,
  check: (request) => checkGenerate(request.body, locateGemini(request).model),
  answer(request, speaker) {
    const question = readGenerate(objectOf(request.body), locateGemini(request));
    return speakGenerate(speaker.compose(question), { ...speaker, request, question });
  },
  renderError: renderGeminiError,
  describeError: describeGeminiError,
  renderStreamError: (error) =>
    Buffer.from(`data: ${JSON.stringify(geminiErrorBody(error))}\r\n\r\n`),
};
