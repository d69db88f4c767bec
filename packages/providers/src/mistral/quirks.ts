import { adaptToTraits } from '../adapt-request.ts';
import { type AdaptContext, type Body, editBody } from '../body-edit.ts';

/**
 * Traits; and embeddings have another name for their dimensions, and refuse fields they do not
 * know.
 */
export function adaptMistral(body: Body, context: AdaptContext): Body {
  const adapted = adaptToTraits(body, context);
  if (context.dialect !== 'openai-embeddings') return adapted;
  const edit = editBody(adapted, context.warn);
  edit.rename('dimensions', 'output_dimension');
  return edit.result();
}
