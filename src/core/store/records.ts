import type { Instant, PersonId } from '../tokens/token.ts';

/** What a record is kept for. */
export type RecordKind =
  | 'sign-in'
  | 'pending-sign-in'
  | 'interrupted'
  | 'admin-sign-in'
  | 'admin-azure-devops';

/**
 * Something kept for a person that only whoever keeps it can read. Its key lives on, so one that was deleted, taken or
 * replaced is nowhere in the store any more when the call resolves.
 */
export interface SealedRecord {
  readonly owner: PersonId;
  readonly kind: RecordKind;
  /** Unique for its owner and kind. */
  readonly key: string;
  /** Encrypted. */
  readonly sealed: string;
  /** From then on it is as if it were not there. */
  readonly expiresAt?: Instant;
}

/** Sealed records: sign-ins, and what a sign-in interrupted. */
export interface RecordStore {
  /** Keeps a record, in place of one of the same owner, kind and key. */
  save(record: SealedRecord): Promise<void>;
  find(owner: PersonId, kind: RecordKind, key: string, now: Instant): Promise<SealedRecord | undefined>;
  /** Finds and deletes a record at once: of several callers one gets it. */
  take(owner: PersonId, kind: RecordKind, key: string, now: Instant): Promise<SealedRecord | undefined>;
  /** Deletes this very record; one that was kept in its place stays. */
  delete(record: SealedRecord): Promise<void>;
  /** Deletes all records of a person, or those of one kind. */
  deleteAll(owner: PersonId, kind?: RecordKind): Promise<void>;
  /** Deletes everybody's records whose time is over, and gives how many. */
  deleteExpired(now: Instant): Promise<number>;
}
