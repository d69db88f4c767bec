import { isObject } from '../../../reading.ts';
import { isCarrier } from '../../../signature-carrier.ts';

/**
 * Whether a request may go to a provider of this dialect as it is. Not when it brings back reasoning of another
 * issuer, which the provider could neither decrypt nor find.
 */
export function canPass(body: unknown): boolean {
  const input = isObject(body) ? body['input'] : undefined;
  if (!Array.isArray(input)) return true;
  return !input.some(
    (item) =>
      isObject(item) && item['type'] === 'reasoning' && isCarrier(item['encrypted_content']),
  );
}
