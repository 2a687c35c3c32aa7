import type { Clock } from '../ports.ts';
import type { OversightStore } from '../store/oversight.ts';
import type { Policy } from '../tokens/policy.ts';
import { filterOf } from './filter-of.ts';
import type { Job } from './job.ts';

export interface MadeSinceDeps {
  readonly store: { readonly oversight: Pick<OversightStore, 'countTokens'> };
  readonly policy: Policy;
  readonly clock: Clock;
}

/** Nobody needs to know how many more. */
const MOST = 10_000;

/** How many active tokens match what was asked for and were created after the preview, which nobody has read of. */
export async function madeSince({ asked, createdAt }: Job, deps: MadeSinceDeps): Promise<number> {
  if (asked === undefined) return 0;
  const { store, policy, clock } = deps;
  const now = clock.now();
  const filter = { ...filterOf(asked, policy, now), state: 'active' as const };
  const { createdBefore = Number.POSITIVE_INFINITY } = filter;
  // The store counts what is older, so that the rest is newer.
  const older = { ...filter, createdBefore: Math.min(createdBefore, createdAt + 1) };
  const [all, known] = await Promise.all([
    store.oversight.countTokens(filter, now, MOST),
    store.oversight.countTokens(older, now, MOST),
  ]);
  return Math.max(0, all - known);
}
