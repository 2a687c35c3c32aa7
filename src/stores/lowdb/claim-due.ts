import type { Notice } from '../../core/notices/notices.ts';
import type { Log } from '../../core/ports.ts';
import type { NoticeStore } from '../../core/store/notices.ts';
import type { Watch, WatchStore } from '../../core/store/watches.ts';
import type { Instant, PersonId } from '../../core/tokens/token.ts';
import { claimNotices } from './notice-changes.ts';
import type { People } from './people.ts';
import type { Due, DueNotice } from './people-indexes.ts';
import type { Change } from './person-document.ts';
import type { PersonFile } from './person-file.ts';
import { claimWatch } from './watch-changes.ts';

interface ClaimDueDeps<T, C> {
  readonly people: People;
  readonly log: Log;
  readonly due: Due<T>;
  /** Claims what one person has due, as far as it still is. */
  readonly claim: (values: readonly T[]) => Change<readonly C[]>;
}

/** Claims due notices of any people, the longest due first. */
export async function claimDueNotices(
  people: People,
  log: Log,
  { now, leaseMs, limit }: Parameters<NoticeStore['claimDue']>[0],
): Promise<readonly Notice[]> {
  const claim = (notices: readonly DueNotice[]) => claimNotices({ ids: idsOf(notices), now, leaseMs });
  return inOrder(await claimDue({ people, log, due: people.dueNotices, claim }, now, limit));
}

/** Claims notices of a tenant that were not taken, before their time. */
export async function claimNotTaken(
  people: People,
  log: Log,
  { tenantId, now, leaseMs, limit }: Parameters<NoticeStore['claimNotTaken']>[0],
): Promise<readonly Notice[]> {
  const claim = (notices: readonly DueNotice[]) =>
    claimNotices({ ids: idsOf(notices), now, leaseMs, early: true });
  const due = people.notTaken(tenantId);
  return inOrder(await claimDue({ people, log, due, claim }, Number.POSITIVE_INFINITY, limit));
}

/** Claims due watches, the longest due first. */
export async function claimDueWatches(
  people: People,
  log: Log,
  { now, leaseMs, limit }: Parameters<WatchStore['claimDue']>[0],
): Promise<readonly Watch[]> {
  const claim = () => claimWatch(now, leaseMs);
  // a person has one watch: the claims come in the order in which they were taken
  return (await claimDue({ people, log, due: people.dueWatches, claim }, now, limit)).claimed;
}

/**
 * Claims what is due of any people, the longest due first; gives what was taken from the index, and what of it was
 * claimed, by person. It leaves the index while it is written, so that callers at the same time get others. When some
 * people's documents can't be written, the others' claims still stand; rejects only when none does.
 */
export async function claimDue<T extends { readonly person: PersonId }, C>(
  { people, log, due, claim }: ClaimDueDeps<T, C>,
  now: Instant,
  limit: number,
): Promise<{ readonly taken: readonly T[]; readonly claimed: readonly C[] }> {
  const taken = due.take(now, limit);
  const byFile = new Map<PersonFile, T[]>();
  for (const value of taken) {
    const file = people.findOrAdd(value.person);
    byFile.set(file, [...(byFile.get(file) ?? []), value]);
  }
  const writes = [...byFile].map(([file, values]) => file.apply(claim(values)));
  const results = await Promise.allSettled(writes);
  for (const value of taken) due.putBack(value);

  const claimed = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    if (claimed.length === 0) throw result.reason;
    log.error({ err: result.reason }, 'could not claim what a person has due');
  }
  return { taken, claimed };
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
