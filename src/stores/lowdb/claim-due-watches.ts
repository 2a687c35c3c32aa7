import type { Log, Store, Watch } from '../../core/ports.ts';
import { claimDue } from './claim-due.ts';
import type { People } from './people.ts';
import { claimWatch } from './watch-changes.ts';

/** Claims due watches, the longest due first. */
export async function claimDueWatches(
  people: People,
  log: Log,
  { now, leaseMs, limit }: Parameters<Store['claimDueWatches']>[0],
): Promise<readonly Watch[]> {
  const claim = () => claimWatch(now, leaseMs);
  // a person has one watch: the claims come in the order in which they were taken
  return (await claimDue({ people, log, due: people.dueWatches, claim }, now, limit)).claimed;
}
