import { type Instant, type PersonId, personKey, type Token } from '../../core/tokens/token.ts';
import { createDueIndex, type DueIndex } from './due-index.ts';
import { type Difference, difference } from './list-difference.ts';
import { claimableAt, earlyDueAt } from './notice-changes.ts';
import type { PersonDocument, StoredNotice } from './person-document.ts';
import { nextEndOfRecord } from './record-changes.ts';
import { createUndeliveredCounts, type UndeliveredCounts } from './undelivered-counts.ts';

/** A notice as the due index names it. */
export interface DueNotice {
  readonly person: PersonId;
  readonly id: string;
}

/** A watch as the due index names it. */
export interface DueWatch {
  readonly person: PersonId;
}

/** A person with a record whose time is over. */
export interface DueRecords {
  readonly person: PersonId;
}

/** What is due, of all people. */
export interface Due<T> extends Pick<DueIndex<T>, 'take' | 'nextAt'> {
  /** Puts back what was taken, as it stands now. */
  putBack(value: T): void;
}

/** The indexes over everyone's documents. */
export interface PeopleIndexes {
  readonly dueNotices: Due<DueNotice>;
  /** A tenant's notices that may be claimed before their time. */
  notTaken(tenantId: string): Due<DueNotice>;
  readonly dueWatches: Due<DueWatch>;
  /** By the end of the first record of each person. */
  readonly dueRecords: Due<DueRecords>;
  readonly undelivered: Pick<UndeliveredCounts, 'all'>;
  findTokenBySelector(selector: string): Token | undefined;
  /** Follows a document that has reached the disk, or was read from it. */
  follow(next: PersonDocument, previous?: PersonDocument): void;
}

/** Empty indexes; `documentOf` gives the document that a person has at that moment. */
export function createPeopleIndexes(
  documentOf: (person: PersonId) => PersonDocument | undefined,
): PeopleIndexes {
  const selectors = new Map<string, Token>();
  const notices = createDueIndex<DueNotice>();
  const early = new Map<string, DueIndex<DueNotice>>();
  const watches = createDueIndex<DueWatch>();
  const ends = createDueIndex<DueRecords>();
  const undelivered = createUndeliveredCounts();

  function earlyOf(tenantId: string): DueIndex<DueNotice> {
    const key = tenantId.toLowerCase();
    const index = early.get(key) ?? createDueIndex<DueNotice>();
    early.set(key, index);
    return index;
  }

  function setNotice(notice: DueNotice, stored?: StoredNotice): void {
    const key = `${personKey(notice.person)} ${notice.id}`;
    notices.set(key, stored && claimableAt(stored), notice);
    earlyOf(notice.person.tenantId).set(key, stored && earlyDueAt(stored), notice);
  }

  /** Puts back what was taken out of either index, as it stands now. */
  function putBackNotice(notice: DueNotice): void {
    const kept = documentOf(notice.person)?.notices.find((one) => one.notice.id === notice.id);
    if (kept !== undefined) setNotice(notice, kept);
  }

  function setWatch({ person }: DueWatch, at: Instant | undefined): void {
    watches.set(personKey(person), at, { person });
  }

  function setEnd(person: PersonId, document: PersonDocument | undefined): void {
    ends.set(personKey(person), document && nextEndOfRecord(document), { person });
  }

  function followSelectors({ added, removed }: Difference<Token>): void {
    const now = idsOf(added);
    for (const { id, digest } of removed) {
      if (digest !== undefined && !now.has(id)) selectors.delete(digest.selector);
    }
    for (const token of added) if (token.digest !== undefined) selectors.set(token.digest.selector, token);
  }

  function followNotices(person: PersonId, change: Difference<StoredNotice>): void {
    undelivered.follow(change);
    for (const stored of change.added) setNotice({ person, id: stored.notice.id }, stored);
    const now = idsOf(change.added.map(({ notice }) => notice));
    for (const { notice } of change.removed) {
      if (!now.has(notice.id)) setNotice({ person, id: notice.id });
    }
  }

  return {
    dueNotices: { ...notices, putBack: putBackNotice },
    notTaken: (tenantId) => ({ ...earlyOf(tenantId), putBack: putBackNotice }),
    undelivered,
    dueWatches: {
      ...watches,
      putBack: (watch) => setWatch(watch, documentOf(watch.person)?.watch?.nextAt),
    },
    dueRecords: {
      ...ends,
      putBack: ({ person }) => setEnd(person, documentOf(person)),
    },
    findTokenBySelector: (selector) => selectors.get(selector),
    follow: (next, previous) => {
      followSelectors(difference(next.tokens, previous?.tokens));
      followNotices(next.person, difference(next.notices, previous?.notices));
      if (next.watch !== previous?.watch) setWatch(next, next.watch?.nextAt);
      if (next.records !== previous?.records) setEnd(next.person, next);
    },
  };
}

function idsOf(things: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(things.map(({ id }) => id));
}
