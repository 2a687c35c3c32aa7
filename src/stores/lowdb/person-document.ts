import type { Job } from '../../core/administration/job.ts';
import type { AuditEvent } from '../../core/audit/audit-event.ts';
import type { Notice } from '../../core/notices/notices.ts';
import type { Account } from '../../core/store/accounts.ts';
import type { Contact } from '../../core/store/contacts.ts';
import type { SealedRecord } from '../../core/store/records.ts';
import type { Watch } from '../../core/store/watches.ts';
import type { Instant, PersonId, Token } from '../../core/tokens/token.ts';

/** What was added since is optional, and let be by the versions before: all of them read each other's documents. */
export const DOCUMENT_VERSION = 1;

/** A notice with what only the store needs to know of it. */
export interface StoredNotice {
  readonly notice: Notice;
  /** End of the claim; present while the notice is `sending`. */
  readonly leaseUntil?: Instant;
}

/** Everything the store keeps of one person: the unit that is written at once. Never changed in place. */
export interface PersonDocument {
  readonly version: typeof DOCUMENT_VERSION;
  readonly person: PersonId;
  readonly contact?: Contact;
  readonly tokens: readonly Token[];
  readonly notices: readonly StoredNotice[];
  readonly records?: readonly SealedRecord[];
  readonly watch?: Watch;
  /** Absent in documents of before, and where nothing is known of the person's account in the directory. */
  readonly account?: Omit<Account, 'person'>;
  /** What an administrator asked for; absent for whoever never did. */
  readonly jobs?: readonly Job[];
  /** Audit events written with their change, and perhaps not in the journal yet. */
  readonly pendingEvents: readonly AuditEvent[];
}

/** One change of a document: gives the same document when there is nothing to write, throws when it is refused. */
export type Change<T> = (document: PersonDocument) => {
  readonly document: PersonDocument;
  readonly value: T;
};

/** The document of a person of whom nothing is known yet. */
export function emptyDocument({ tenantId, objectId }: PersonId): PersonDocument {
  return {
    version: DOCUMENT_VERSION,
    person: { tenantId, objectId },
    tokens: [],
    notices: [],
    pendingEvents: [],
  };
}

/** A copy as it will be read back from disk, so that memory holds exactly what the disk holds. */
export function asStored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
