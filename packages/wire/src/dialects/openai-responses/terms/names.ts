import type { DialectId } from '../../../dialect.ts';

/** This dialect's id. */
export const DIALECT = 'openai-responses' as const satisfies DialectId;

/** What `include` calls the reasoning that only its provider can read. */
export const INCLUDE_REASONING = 'reasoning.encrypted_content';

/** What `include` calls the log-probabilities of the answer's tokens. */
export const INCLUDE_LOGPROBS = 'message.output_text.logprobs';

/**
 * Request fields that hold a conversation at one provider: no translation can follow them there.
 */
export const STORED_STATE_FIELDS = [
  'previous_response_id',
  'conversation',
  'background',
  'prompt',
] as const;
