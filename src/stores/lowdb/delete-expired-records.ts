import type { Log } from '../../core/ports.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { claimDue } from './claim-due.ts';
import type { People } from './people.ts';
import { deleteExpired } from './record-changes.ts';

/** How many people's documents are written at the same time. */
const BATCH = 50;

/** Deletes the expired records of everyone, and returns their number. Rejects when nothing of a batch could be written. */
export async function deleteExpiredRecords(people: People, log: Log, now: Instant): Promise<number> {
  const claim = () => deleteExpired(now);
  for (let deleted = 0; ; ) {
    const { taken, claimed } = await claimDue({ people, log, due: people.dueRecords, claim }, now, BATCH);
    deleted += claimed.length;
    if (taken.length < BATCH) return deleted;
  }
}
