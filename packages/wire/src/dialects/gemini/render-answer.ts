import type { Answer, Choice } from '../../answer.ts';
import type { JsonObject } from '../../reading.ts';
import { writePart } from './client/answer-part.ts';
import { writeLogprobs } from './client/logprobs.ts';
import { toFinishReason } from './terms/finish-reason.ts';
import { writeGrounding } from './terms/grounding.ts';
import { writeUsage } from './usage.ts';

/** A whole answer as a `GenerateContentResponse`. */
export function renderAnswer(answer: Answer): JsonObject {
  return {
    candidates: answer.choices.map(renderCandidate),
    ...(answer.usage === undefined
      ? {}
      : { usageMetadata: writeUsage(answer.usage, answer.serviceTier) }),
    modelVersion: answer.model,
    responseId: answer.id,
  };
}

function renderCandidate(choice: Choice): JsonObject {
  const finishReason = toFinishReason(choice.reason, choice.nativeReason);
  const grounding = writeGrounding(choice.parts.filter((part) => part.type === 'text'));
  return {
    content: { parts: choice.parts.flatMap(writePart), role: 'model' },
    finishReason,
    index: choice.index,
    ...finishMessage(choice, finishReason),
    ...(grounding === undefined ? {} : { groundingMetadata: grounding }),
    ...(choice.logprobs === undefined ? {} : { logprobsResult: writeLogprobs(choice.logprobs) }),
  };
}

/** Reasons without a word of their own at Google keep the provider's in the message. */
export function finishMessage(
  end: { readonly reason: string; readonly nativeReason?: string },
  finishReason: string,
): JsonObject {
  if (finishReason !== 'OTHER') return {};
  return { finishMessage: end.nativeReason ?? end.reason };
}
