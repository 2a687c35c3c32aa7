import type { Store } from '../ports.ts';
import type { AuditAction } from './audit-event.ts';

/**
 * The same store, which tells of every audit event that is written through it; for metrics. A refusal is told of even when
 * it could not be written. Of what a look at an authority brought, each event is told of once it is written.
 */
export function countEvents(store: Store, count: (action: AuditAction) => void): Store {
  return {
    ...store,
    async insertToken(insert) {
      await store.insertToken(insert);
      count(insert.event.action);
    },
    async changeToken(change) {
      const changed = await store.changeToken(change);
      if (changed !== undefined) count(change.event.action);
      return changed;
    },
    async syncTokens(sync) {
      const events = await store.syncTokens(sync);
      for (const { action } of events ?? []) count(action);
      return events;
    },
    async recordEvent(event) {
      count(event.action);
      await store.recordEvent(event);
    },
  };
}
