import type { Notice, NoticeKind } from '../notices/notices.ts';
import type { Instant, PersonId } from '../tokens/token.ts';

/** What became of a claimed notice. */
export type Settlement =
  | { readonly state: 'sent' }
  | { readonly state: 'dropped' | 'failed' | 'held'; readonly reason: string }
  | {
      readonly state: 'waiting';
      readonly dueAt: Instant;
      readonly reason: string;
      readonly ambiguous: boolean;
      /** Present when Teams did not take the message: from then on `notTakenSince` says since when. */
      readonly notTaken?: true;
      /** Present when it may be tried before `dueAt`, should Teams take other messages. */
      readonly mayBeEarly?: true;
    };

/** How many messages have not got through, of one kind. */
export interface UndeliveredCount {
  readonly kind: NoticeKind;
  /** `retried`: waiting, after an attempt that failed. */
  readonly state: 'failed' | 'held' | 'retried';
  readonly count: number;
}

/** Which notices are asked for; all of it must be true. What is left out doesn't matter. */
export interface NoticeQuery {
  readonly owner?: PersonId;
  readonly tokenId?: string;
  /** It has not got through: it was given up, is held, or was tried in vain. */
  readonly undelivered?: true;
  /** It was due by then. */
  readonly dueBy?: Instant;
  readonly after?: NoticeKey;
  readonly limit: number;
}

/** The last notice of a page: the next page begins behind it. */
export interface NoticeKey {
  readonly dueAt: Instant;
  readonly id: string;
}

/** The messages that are owed. They are written with the change of a token that owes them. */
export interface NoticeStore {
  /**
   * Takes up to `limit` notices that are waiting and due at `now`, or whose claim ran out; they are `sending` until
   * `now + leaseMs` and their attempts have grown by one. A claim that ran out counts as one ambiguous attempt.
   */
  claimDue(claim: { now: Instant; leaseMs: number; limit: number }): Promise<readonly Notice[]>;
  /**
   * Takes up to `limit` notices of a tenant before their time, the longest due first, of those that
   * may be early (`mayBeEarly`): Teams did not take them, and takes others now.
   */
  claimNotTaken(claim: {
    tenantId: string;
    now: Instant;
    leaseMs: number;
    limit: number;
  }): Promise<readonly Notice[]>;
  /**
   * Ends a claim. Does nothing when the notice was claimed again or dropped meanwhile. One that is settled as held is either
   * released by `setReachable` of its person's contact, or whoever looks afterwards finds the person reachable.
   */
  settle(notice: Notice, settlement: Settlement, now: Instant): Promise<void>;
  /**
   * Adds a notice about a token, whatever state the token is in, and gives whether it did. It doesn't when the notice is there
   * already, when an open one of the same token and kind is there, or one that was due less than `quietMs` ago.
   */
  owe(notice: Notice, asked: { readonly now: Instant; readonly quietMs: number }): Promise<boolean>;
  /** When the dispatcher has work next: the earliest due time or end of a claim; undefined when there is none. */
  nextAt(): Promise<Instant | undefined>;
  /** A person's notices that were given up, the latest first; those of tokens that are gone are gone with them. */
  listFailed(owner: PersonId): Promise<readonly Notice[]>;
  /** Notices whatever became of them, the latest due first, then by id. */
  list(query: NoticeQuery): Promise<readonly Notice[]>;
  /**
   * Makes a person's notices due at `now` that are held, given up or wait because they were not taken, whether the person
   * counts as reachable or not: that is found out anew. Gives how many those were.
   */
  tryAgain(owner: PersonId, now: Instant): Promise<number>;
  /** How many notices of all people have not got through, by kind and state; what is none is left out. */
  countUndelivered(): Promise<readonly UndeliveredCount[]>;
}
