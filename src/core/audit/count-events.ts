import type { Store } from '../store/store.ts';
import type { AuditAction } from './audit-event.ts';

/** What writes audit events. */
type Writers = Pick<Store, 'tokens' | 'watches' | 'audit'>;

/**
 * The same parts of the store, which tell of every audit event that is written through them; for metrics. A refusal is told
 * of even when it could not be written. Of what a look at an authority brought, each event is told of once it is written.
 */
export function countEvents(
  { tokens, watches, audit }: Writers,
  count: (action: AuditAction) => void,
): Writers {
  return {
    tokens: {
      ...tokens,
      async insert(insert) {
        await tokens.insert(insert);
        count(insert.event.action);
      },
      async change(change) {
        const changed = await tokens.change(change);
        if (changed !== undefined) count(change.event.action);
        return changed;
      },
    },
    audit: {
      ...audit,
      async record(event) {
        count(event.action);
        await audit.record(event);
      },
    },
    watches: {
      ...watches,
      async syncTokens(sync) {
        const events = await watches.syncTokens(sync);
        for (const { action } of events ?? []) count(action);
        return events;
      },
    },
  };
}
