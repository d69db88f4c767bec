/** A timer's place in the order of firing. */
export interface Due {
  readonly dueAt: number;
  /** Breaks ties: the earlier scheduled goes first. */
  readonly order: number;
}

/** The earliest of many timers, in logarithmic time: simulations hold thousands of them. */
export interface TimerHeap<Item extends Due> {
  push(item: Item): void;
  peek(): Item | undefined;
  pop(): Item | undefined;
}

/** A binary heap by instant, then by order. */
export function createTimerHeap<Item extends Due>(): TimerHeap<Item> {
  const items: Item[] = [];
  const isBefore = (left: number, right: number): boolean => {
    const [one, other] = [items[left], items[right]];
    if (one === undefined || other === undefined) return one !== undefined;
    return one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.order < other.order);
  };
  const swap = (left: number, right: number): void => {
    const [one, other] = [items[left], items[right]];
    if (one === undefined || other === undefined) return;
    items[left] = other;
    items[right] = one;
  };
  const rise = (from: number): void => {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(index, parent)) return;
      swap(index, parent);
      index = parent;
    }
  };
  const sink = (): void => {
    let index = 0;
    while (index * 2 + 1 < items.length) {
      const left = index * 2 + 1;
      const child = isBefore(left, left + 1) ? left : left + 1;
      if (!isBefore(child, index)) return;
      swap(child, index);
      index = child;
    }
  };
  return {
    push(item) {
      items.push(item);
      rise(items.length - 1);
    },
    peek: () => items[0],
    pop() {
      const first = items[0];
      const last = items.pop();
      if (last !== undefined && items.length > 0) {
        items[0] = last;
        sink();
      }
      return first;
    },
  };
}
