import type { AuditEvent } from '../audit/audit-event.ts';
import type { Instant, PersonId } from '../tokens/token.ts';
import type { SyncChanges } from '../tokens/token-writes.ts';

/** The regular look at a person's tokens where they can also be made elsewhere. */
export interface Watch {
  readonly person: PersonId;
  readonly nextAt: Instant;
  /** The organizations whose tokens are known: one that is not among them is taken stock of first. */
  readonly stocked: readonly string[];
}

/** Whose tokens are looked at regularly, and what such a look brings. */
export interface WatchStore {
  /** Begins a watch. Of one that is there only the time is set: what is known stays. */
  save(watch: Watch): Promise<void>;
  find(person: PersonId): Promise<Watch | undefined>;
  delete(person: PersonId): Promise<void>;
  /** Takes up to `limit` watches that are due at `now`, the longest due first; each is due again at `now + leaseMs`. */
  claimDue(claim: { now: Instant; leaseMs: number; limit: number }): Promise<readonly Watch[]>;
  /** Says when a claimed watch is due next. Does nothing when it was claimed or begun again, or deleted, meanwhile. */
  settle(watch: Watch, nextAt: Instant): Promise<void>;
  /**
   * Writes what a look at an authority brought, and gives the audit events of it; notices follow the same rules as when a
   * token changes. Undefined, and nothing written, when the stock is not what was read.
   */
  syncTokens(sync: SyncChanges): Promise<readonly AuditEvent[] | undefined>;
}
