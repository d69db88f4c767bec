interface Pending {
  readonly id: string;
  isAnswered: boolean;
}

/** Joins function calls and their responses in a history where ids may be missing. */
export interface CallLedger {
  /** The id of a call: its own, else one made from its place, which the next turn makes again. */
  call(name: string, id: string | undefined, place: string): string;
  /** The id of the call that a response answers: by id, else the first unanswered call of that name. */
  result(name: string, id: string | undefined, place: string): string;
}

/**
 * A ledger for one history. `taken` are the ids in use, so that no made-up id collides. The function's name is never
 * an id: two parallel calls of one function would swap their results.
 */
export function createCallLedger(taken: ReadonlySet<string>): CallLedger {
  const byId = new Map<string, Pending>();
  const byName = new Map<string, { readonly calls: Pending[]; next: number }>();
  const makeId = (place: string): string => {
    let id = `call_${place}`;
    while (taken.has(id)) id += '_';
    return id;
  };
  const firstUnanswered = (name: string): Pending | undefined => {
    const queue = byName.get(name);
    if (queue === undefined) return undefined;
    while (queue.calls[queue.next]?.isAnswered === true) queue.next += 1;
    return queue.calls[queue.next];
  };
  return {
    call(name, id, place) {
      const pending: Pending = { id: id ?? makeId(place), isAnswered: false };
      byId.set(pending.id, pending);
      const queue = byName.get(name);
      if (queue === undefined) byName.set(name, { calls: [pending], next: 0 });
      else queue.calls.push(pending);
      return pending.id;
    },
    result(name, id, place) {
      const pending = (id === undefined ? undefined : byId.get(id)) ?? firstUnanswered(name);
      if (pending === undefined) return id ?? makeId(place);
      pending.isAnswered = true;
      return pending.id;
    },
  };
}
