import type { Notice } from '../../core/notices.ts';
import type { Log, Store } from '../../core/ports.ts';
import { claimNotices } from './notice-changes.ts';
import type { People } from './people.ts';
import type { PersonRecord } from './person-record.ts';

/**
 * Claims due notices of any people, the longest due first. They leave the due index while they are written, so that
 * callers at the same time get others. When some people's documents can't be written, the others' claims still stand;
 * rejects only when none does.
 */
export async function claimDueNotices(
  people: People,
  log: Log,
  { now, leaseMs, limit }: Parameters<Store['claimDueNotices']>[0],
): Promise<readonly Notice[]> {
  const taken = people.due.take(now, limit);
  const idsByRecord = new Map<PersonRecord, Set<string>>();
  for (const { person, id } of taken) {
    const record = people.findOrAdd(person);
    idsByRecord.set(record, (idsByRecord.get(record) ?? new Set()).add(id));
  }
  const writes = [...idsByRecord].map(([record, ids]) => record.apply(claimNotices(ids, now, leaseMs)));
  const results = await Promise.allSettled(writes);
  for (const notice of taken) people.putBack(notice);

  const claimed = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    if (claimed.length === 0) throw result.reason;
    log.error({ err: result.reason }, 'could not claim a person’s due notices');
  }
  const order = new Map(taken.map(({ id }, index) => [id, index]));
  return claimed.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
}
