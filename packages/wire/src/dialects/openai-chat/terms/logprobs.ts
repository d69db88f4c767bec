import type { TokenLogprob } from '../../../event.ts';
import { isObject, type JsonObject } from '../../../reading.ts';

/**
 * Token log-probabilities of a choice, in OpenAI's shape or Together's parallel lists; undefined
 * where there are none.
 */
export function parseLogprobs(value: unknown): readonly TokenLogprob[] | undefined {
  if (!isObject(value)) return undefined;
  const content = value['content'];
  const list = Array.isArray(content) ? content.flatMap(readToken) : readParallel(value);
  return list.length === 0 ? undefined : list;
}

function readToken(entry: unknown): TokenLogprob[] {
  if (!isObject(entry)) return [];
  const { token, logprob } = entry;
  if (typeof token !== 'string' || typeof logprob !== 'number') return [];
  const top = entry['top_logprobs'];
  return [
    {
      token,
      logprob,
      ...bytesOf(entry),
      top_logprobs: Array.isArray(top)
        ? top.flatMap(readToken).map(({ top_logprobs: _top, ...alternative }) => alternative)
        : [],
    },
  ];
}

function bytesOf(entry: JsonObject): { readonly bytes?: readonly number[] | null } {
  const bytes = entry['bytes'];
  if (bytes === null) return { bytes };
  return Array.isArray(bytes) ? { bytes: bytes.filter((byte) => typeof byte === 'number') } : {};
}

function readParallel(value: JsonObject): TokenLogprob[] {
  const tokens = value['tokens'];
  const logprobs = value['token_logprobs'];
  if (!Array.isArray(tokens) || !Array.isArray(logprobs)) return [];
  return tokens.flatMap((token: unknown, position) => {
    const logprob: unknown = logprobs[position];
    if (typeof token !== 'string' || typeof logprob !== 'number') return [];
    return [{ token, logprob, top_logprobs: [] }];
  });
}
