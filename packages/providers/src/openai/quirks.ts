import { adaptToTraits } from '../adapt-request.ts';
import { type AdaptContext, type Body, editBody } from '../body-edit.ts';

/**
 * From 5.4 on, chat completions refuse an effort beside function tools (`use /v1/responses
 * instead`).
 */
const REFUSES_EFFORT_WITH_TOOLS = /^(?:gpt-5\.[4-9]|gpt-(?:[6-9]|\d{2,}))/;

/** Traits, and the one rule that two fields make together. */
export function adaptOpenai(body: Body, context: AdaptContext): Body {
  const adapted = adaptToTraits(body, context);
  if (context.dialect !== 'openai-chat' || !REFUSES_EFFORT_WITH_TOOLS.test(context.model))
    return adapted;
  const { tools, reasoning_effort: effort } = adapted;
  const hasTools = Array.isArray(tools) && tools.length > 0;
  if (!hasTools || effort === undefined || effort === 'none') return adapted;
  const edit = editBody(adapted, context.warn);
  edit.drop('reasoning_effort', 'the model refuses it beside tools on chat completions');
  return edit.result();
}
