/** The frame behind the last chunk of a whole stream. */
export const END_FRAME = 'data: [DONE]\n\n';

/** Whether a frame's data is the end mark. */
export function isEndMark(data: string): boolean {
  return data.length < 16 && data.trim() === '[DONE]';
}
