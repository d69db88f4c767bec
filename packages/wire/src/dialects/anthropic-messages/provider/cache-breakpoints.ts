import { isObject } from '../../../reading.ts';
import type { Block, Rendering } from './rendering.ts';

const BREAKPOINTS_MAX = 4;

/**
 * Makes the cache breakpoints of a request ones that the API takes: at most four, and none with an
 * hour behind one with five minutes. `groups` are the blocks in the order of the prompt: tools,
 * system, messages.
 */
export function limitBreakpoints(
  groups: readonly (readonly Block[])[],
  rendering: Rendering,
): void {
  const isAutomatic = rendering.isOwn && isObject(rendering.call.extra['cache_control']);
  const room = BREAKPOINTS_MAX - (isAutomatic ? 1 : 0);
  const marked = groups.map((blocks) => blocks.flatMap(withInner).filter(isMarked));
  const count = marked.reduce((sum, blocks) => sum + blocks.length, 0);
  // The last breakpoints cover the most and the first ones change least: what goes are the oldest
  // of the messages.
  const surplus = [...marked]
    .reverse()
    .flat()
    .slice(0, Math.max(0, count - room));
  for (const block of surplus) delete block['cache_control'];
  if (surplus.length > 0)
    rendering.warn('cache_control', 'dropped', `only ${room} cache breakpoints are possible`);
  orderLifetimes(marked.flat().filter(isMarked), rendering);
}

function withInner(block: Block): readonly Block[] {
  const content = block['content'];
  return Array.isArray(content) ? [...(content.filter(isObject) as Block[]), block] : [block];
}

function isMarked(block: Block): boolean {
  return isObject(block['cache_control']);
}

function orderLifetimes(blocks: readonly Block[], rendering: Rendering): void {
  let isShort = false;
  for (const block of blocks) {
    const control = block['cache_control'] as Block;
    if (control['ttl'] !== '1h') {
      isShort = true;
    } else if (isShort) {
      block['cache_control'] = { type: 'ephemeral', ttl: '5m' };
      rendering.warn('cache_control', 'changed', 'an hour may not follow five minutes');
    }
  }
}
