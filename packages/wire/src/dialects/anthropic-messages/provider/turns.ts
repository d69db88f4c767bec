import type { Block } from './rendering.ts';

/** One turn of the wire. */
export interface Turn {
  readonly role: 'user' | 'assistant' | 'system';
  readonly content: Block[];
}

/**
 * Builds alternating turns. Every result of a turn's tool calls ends up at the front of the one
 * user turn behind it, wherever the client put it: the API refuses calls whose results do not
 * follow at once.
 */
export interface Turns {
  addUser(blocks: readonly Block[]): void;
  addResult(block: Block): void;
  addAssistant(blocks: readonly Block[]): void;
  addSystem(blocks: readonly Block[]): void;
  finish(): Turn[];
}

/** An empty conversation. */
export function createTurns(): Turns {
  const turns: Turn[] = [];
  let results: Block[] = [];
  let rest: Block[] = [];
  let waiting: Block[] = [];

  const closeUser = (): void => {
    append(turns, 'user', [...results, ...rest]);
    append(turns, 'system', waiting);
    results = [];
    rest = [];
    waiting = [];
  };
  return {
    addUser(blocks) {
      rest.push(...blocks);
    },
    addResult(block) {
      results.push(block);
    },
    addAssistant(blocks) {
      closeUser();
      append(turns, 'assistant', blocks);
    },
    addSystem(blocks) {
      // A system turn may not stand between calls and their results: it waits until they are all
      // here.
      if (results.length < openCalls(turns)) {
        waiting.push(...blocks);
        return;
      }
      closeUser();
      append(turns, 'system', blocks);
    },
    finish() {
      closeUser();
      return turns;
    },
  };
}

function append(turns: Turn[], role: Turn['role'], blocks: readonly Block[]): void {
  if (blocks.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) last.content.push(...blocks);
  else turns.push({ role, content: [...blocks] });
}

function openCalls(turns: readonly Turn[]): number {
  const last = turns.at(-1);
  if (last?.role !== 'assistant') return 0;
  return last.content.filter((block) => block['type'] === 'tool_use').length;
}
