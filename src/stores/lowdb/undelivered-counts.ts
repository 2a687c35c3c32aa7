import { type Notice, type NoticeKind, undeliveredState } from '../../core/notices/notices.ts';
import type { UndeliveredCount } from '../../core/store/notices.ts';
import type { Difference } from './list-difference.ts';
import type { StoredNotice } from './person-document.ts';

/** How many notices of all people have not got through, kept up to date with every document. */
export interface UndeliveredCounts {
  follow(change: Difference<StoredNotice>): void;
  all(): readonly UndeliveredCount[];
}

/** Counts of nothing yet. */
export function createUndeliveredCounts(): UndeliveredCounts {
  const counts = new Map<
    string,
    { readonly kind: NoticeKind; readonly state: UndeliveredCount['state']; count: number }
  >();

  function add(notice: Notice, more: 1 | -1): void {
    const state = undeliveredState(notice);
    if (state === undefined) return;
    const { kind } = notice;
    const key = `${kind} ${state}`;
    const entry = counts.get(key) ?? { kind, state, count: 0 };
    entry.count += more;
    counts.set(key, entry);
  }

  return {
    follow({ added, removed }) {
      for (const { notice } of added) add(notice, 1);
      for (const { notice } of removed) add(notice, -1);
    },
    all: () => [...counts.values()].filter(({ count }) => count > 0).map((entry) => ({ ...entry })),
  };
}
