import type { AccountStore } from './accounts.ts';
import type { AuditStore } from './audit.ts';
import type { ContactStore } from './contacts.ts';
import type { MarkStore } from './marks.ts';
import type { NoticeStore } from './notices.ts';
import type { OversightStore } from './oversight.ts';
import type { RateLimitStore } from './rate-limits.ts';
import type { RecordStore } from './records.ts';
import type { TokenStore } from './tokens.ts';
import type { WatchStore } from './watches.ts';

/**
 * Where everything lives that outlasts the process. Every call about a person's data names the owner.
 * A resolved write is durable. When the store can't answer, calls reject with `store-unavailable`.
 * Whoever needs some of it takes those parts only: `Pick<Store, 'tokens'>`.
 */
export interface Store {
  readonly tokens: TokenStore;
  readonly notices: NoticeStore;
  readonly contacts: ContactStore;
  readonly records: RecordStore;
  readonly watches: WatchStore;
  readonly accounts: AccountStore;
  readonly rateLimits: RateLimitStore;
  readonly audit: AuditStore;
  readonly marks: MarkStore;
  readonly oversight: OversightStore;
  /** Resolves when the store can read and write; rejects with `store-unavailable` when it can't. */
  check(): Promise<void>;
  /** Waits for running writes, then releases everything the store holds. */
  close(): Promise<void>;
}
