import { Gauge, type Registry } from 'prom-client';
import type { Leaving } from '../core/store/accounts.ts';
import { withDeadline } from '../core/timing/deadline.ts';

/** A scrape is worth more than this one number. */
const ASKED_MS = 2_000;
const STATES: readonly Leaving['state'][] = ['held', 'refused', 'returned', 'spared'];

/** Puts into a registry how many people have left, by what is done with their tokens. */
export function addLeaverMetrics(
  registry: Registry,
  listLeaving: () => Promise<readonly { readonly leaving?: Leaving }[]>,
): void {
  new Gauge({
    name: 'patkeeper_leavers',
    help:
      'People whose account is disabled or deleted, by state: held (too many at once, an administrator has to agree), refused (their ' +
      'tokens), returned (the account is active again), spared (an administrator said so). Replicas on one database all report the same; absent while the store does not answer.',
    labelNames: ['state'] as const,
    registers: [registry],
    async collect() {
      this.reset();
      const all = await withDeadline(listLeaving(), ASKED_MS).catch(() => undefined);
      if (all === undefined) return;
      for (const state of STATES)
        this.set({ state }, all.filter(({ leaving }) => leaving?.state === state).length);
    },
  });
}
