import { adaptAnthropicMessages } from './adapt-anthropic-messages.ts';
import { adaptGemini } from './adapt-gemini.ts';
import { adaptGeminiEmbeddings } from './adapt-gemini-embeddings.ts';
import { adaptOpenaiChat } from './adapt-openai-chat.ts';
import { adaptOpenaiResponses } from './adapt-openai-responses.ts';
import { dropRefused } from './adapt-sampling.ts';
import { type AdaptContext, type Body, editBody } from './body-edit.ts';

/**
 * Edits a body to what the model's traits say, in any dialect. Gives the same object back where
 * nothing needs to
 * change, never mutates, and changes nothing a second time. The gallery's default `adaptRequest`.
 */
export function adaptToTraits(body: Body, context: AdaptContext): Body {
  switch (context.dialect) {
    case 'openai-chat':
      return adaptOpenaiChat(body, context);
    case 'openai-responses':
      return adaptOpenaiResponses(body, context);
    case 'anthropic-messages':
      return adaptAnthropicMessages(body, context);
    case 'gemini':
      return adaptGemini(body, context);
    case 'gemini-embeddings':
      return adaptGeminiEmbeddings(body, context);
    case 'openai-embeddings': {
      const edit = editBody(body, context.warn);
      dropRefused(edit, context.traits);
      return edit.result();
    }
  }
}
