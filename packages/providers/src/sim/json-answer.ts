import type { SimulatedAnswer } from '../provider.ts';

/** How long the simulated provider thinks before a piece, in milliseconds. */
export const PIECE_DELAY_MS = 15;

/** A whole JSON answer. */
export function jsonAnswer(status: number, body: unknown): SimulatedAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    pieces: [{ afterMs: PIECE_DELAY_MS, text: JSON.stringify(body) }],
  };
}

/** A refusal in OpenAI's shape that names the field. */
export function badRequest(param: string, message: string): SimulatedAnswer {
  return jsonAnswer(400, {
    error: { message, type: 'invalid_request_error', param, code: 'invalid_value' },
  });
}
