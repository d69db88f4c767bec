import type { CacheHint } from '../../../part.ts';
import { isObject, type JsonObject } from '../../../reading.ts';

/** A block's `cache_control` as a hint; undefined where it has none. */
export function cacheOf(block: JsonObject): CacheHint | undefined {
  const control = block['cache_control'];
  if (!isObject(control) || control['type'] !== 'ephemeral') return undefined;
  const ttl = control['ttl'];
  return ttl === '5m' || ttl === '1h' ? { ttl } : {};
}
