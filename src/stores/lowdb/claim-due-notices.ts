import type { Notice } from '../../core/notices.ts';
import type { Log, Store } from '../../core/ports.ts';
import { claimDue } from './claim-due.ts';
import { claimNotices } from './notice-changes.ts';
import type { People } from './people.ts';

/** Claims due notices of any people, the longest due first. */
export async function claimDueNotices(
  people: People,
  log: Log,
  { now, leaseMs, limit }: Parameters<Store['claimDueNotices']>[0],
): Promise<readonly Notice[]> {
  const { taken, claimed } = await claimDue(
    {
      people,
      log,
      due: people.dueNotices,
      claim: (notices) => claimNotices(new Set(notices.map(({ id }) => id)), now, leaseMs),
    },
    now,
    limit,
  );
  const order = new Map(taken.map(({ id }, index) => [id, index]));
  return [...claimed].sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
}
