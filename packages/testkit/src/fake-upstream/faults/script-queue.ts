import { faultOfModel } from './named-fault.ts';
import type { Script } from './script.ts';

const QUEUED_MAX = 10_000;

/** Which script the next request meets. */
export interface ScriptQueue {
  /** Adds scripts of which each request takes one. */
  add(scripts: readonly Script[]): void;
  /** What every request meets whose turn the queue does not decide; undefined: nothing. */
  setAlways(script: Script | undefined): void;
  /** One script for every request of a model; a list: one for each of its next requests; undefined: nothing. */
  setForModel(model: string, script: Script | readonly Script[] | undefined): void;
  /** Takes the script of a request: its model's, the queue's, its model's name's, what always holds. */
  take(model: string): Script | undefined;
  readonly always: Script | undefined;
  /** Scripts that still wait for a request. */
  readonly size: number;
  clear(): void;
}

export function createScriptQueue(): ScriptQueue {
  let queue: Script[] = [];
  let always: Script | undefined;
  const models = new Map<string, Script | Script[]>();
  const takeForModel = (model: string): Script | undefined => {
    const scripts = models.get(model);
    return Array.isArray(scripts) ? scripts.shift() : scripts;
  };
  return {
    add(scripts) {
      if (queue.length + scripts.length > QUEUED_MAX) {
        throw new Error(`more than ${QUEUED_MAX} scripts wait`);
      }
      queue.push(...scripts);
    },
    setAlways(script) {
      always = script;
    },
    setForModel(model, script) {
      if (script === undefined) models.delete(model);
      else models.set(model, isList(script) ? [...script] : script);
    },
    take: (model) => takeForModel(model) ?? queue.shift() ?? faultOfModel(model) ?? always,
    get always() {
      return always;
    },
    get size() {
      return queue.length;
    },
    clear() {
      queue = [];
      always = undefined;
      models.clear();
    },
  };
}

function isList(script: Script | readonly Script[]): script is readonly Script[] {
  return Array.isArray(script);
}
