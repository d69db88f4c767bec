import { adaptSampling, dropRefused } from './adapt-sampling.ts';
import { type AdaptContext, type Body, editBody } from './body-edit.ts';

const SAMPLING = { temperature: 'temperature', topP: 'top_p', others: { top_logprobs: 0 } };

/** Edits a Responses body to the model's traits. Same object back where nothing needs to change. */
export function adaptOpenaiResponses(body: Body, context: AdaptContext): Body {
  const { traits } = context;
  const edit = editBody(body, context.warn);
  dropRefused(edit, traits);
  adaptSampling(edit, SAMPLING, traits);
  if (traits.reasoningControl === 'none') edit.drop('reasoning', 'the model does not reason');
  return edit.result();
}
