import type { Notice } from '../../core/notices/notices.ts';
import type { Log, Store } from '../../core/ports.ts';
import { claimDue } from './claim-due.ts';
import { claimNotices } from './notice-changes.ts';
import type { People } from './people.ts';
import type { DueNotice } from './people-indexes.ts';

/** Claims due notices of any people, the longest due first. */
export async function claimDueNotices(
  people: People,
  log: Log,
  { now, leaseMs, limit }: Parameters<Store['claimDueNotices']>[0],
): Promise<readonly Notice[]> {
  const claim = (notices: readonly DueNotice[]) => claimNotices({ ids: idsOf(notices), now, leaseMs });
  return inOrder(await claimDue({ people, log, due: people.dueNotices, claim }, now, limit));
}

/** Claims notices of a tenant that were not taken, before their time. */
export async function claimNotTaken(
  people: People,
  log: Log,
  { tenantId, now, leaseMs, limit }: Parameters<Store['claimNotTaken']>[0],
): Promise<readonly Notice[]> {
  const claim = (notices: readonly DueNotice[]) =>
    claimNotices({ ids: idsOf(notices), now, leaseMs, early: true });
  const due = people.notTaken(tenantId);
  return inOrder(await claimDue({ people, log, due, claim }, Number.POSITIVE_INFINITY, limit));
}

function idsOf(notices: readonly DueNotice[]): ReadonlySet<string> {
  return new Set(notices.map(({ id }) => id));
}

function inOrder({
  taken,
  claimed,
}: {
  readonly taken: readonly DueNotice[];
  readonly claimed: readonly Notice[];
}): readonly Notice[] {
  const order = new Map(taken.map(({ id }, index) => [id, index]));
  return [...claimed].sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
}
