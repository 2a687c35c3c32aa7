import type { Instant } from '../../core/tokens/token.ts';

interface Entry<T> {
  readonly key: string;
  readonly at: Instant;
  readonly value: T;
}

/** Values by due time, the earliest first. */
export interface DueIndex<T> {
  /** Sets or moves a key; undefined takes it out. */
  set(key: string, at: Instant | undefined, value: T): void;
  /** Takes out up to `limit` values that are due at `now`. */
  take(now: Instant, limit: number): T[];
  nextAt(): Instant | undefined;
}

/**
 * A binary heap in which a moved key leaves its old entry behind, to be skipped when it comes up: finding the next value
 * costs the same however many are waiting.
 */
export function createDueIndex<T>(): DueIndex<T> {
  const current = new Map<string, Entry<T>>();
  let heap: Entry<T>[] = [];

  function push(entry: Entry<T>): void {
    let index = heap.length;
    heap.push(entry);
    for (;;) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || parent.at <= entry.at) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  function pop(): void {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const side = right !== undefined && left !== undefined && right.at < left.at ? 2 : 1;
      const child = side === 2 ? right : left;
      if (child === undefined || child.at >= last.at) break;
      heap[index] = child;
      index = 2 * index + side;
    }
    heap[index] = last;
  }

  function top(): Entry<T> | undefined {
    for (;;) {
      const first = heap[0];
      if (first === undefined || current.get(first.key) === first) return first;
      pop();
    }
  }

  function set(key: string, at: Instant | undefined, value: T): void {
    if (current.get(key)?.at === at) return;
    current.delete(key);
    if (at === undefined) return;
    const entry = { key, at, value };
    current.set(key, entry);
    if (heap.length > 2 * current.size + 64) heap = [...current.values()].sort((a, b) => a.at - b.at);
    else push(entry);
  }

  function take(now: Instant, limit: number): T[] {
    const taken: T[] = [];
    while (taken.length < limit) {
      const first = top();
      if (first === undefined || first.at > now) break;
      pop();
      current.delete(first.key);
      taken.push(first.value);
    }
    return taken;
  }

  return { set, take, nextAt: () => top()?.at };
}
