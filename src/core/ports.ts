import type { Notice, NoticeKind } from './notices/notices.ts';
import type { LaneRate } from './notices/rate-limit.ts';
import type { AuditEvent } from './tokens/audit-event.ts';
import type { Instant, PersonId, Token, TokenUse } from './tokens/token.ts';
import type { SyncChanges, TokenChange, TokenInsert } from './tokens/token-writes.ts';

/** What time it is: everything that depends on it asks here. */
export interface Clock {
  now(): Instant;
}

/** How to reach a person: what the latest authenticated activity said, as far as it is known. */
export interface Contact {
  readonly person: PersonId;
  readonly name: string;
  readonly locale: string;
  /** The Bot Connector that speaks for this person's Teams. */
  readonly serviceUrl: string;
  /** The person's and the bot's ids inside Teams. */
  readonly userId: string;
  readonly botId: string;
  /** The personal chat; absent until the person was seen in it or it was created. */
  readonly conversationId?: string;
  /** Why messages are held back; absent while the person can be reached. */
  readonly unreachable?: string;
}

/** What a record is kept for. */
export type RecordKind = 'sign-in' | 'pending-sign-in' | 'interrupted';

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

/** The regular look at a person's tokens where they can also be made elsewhere. */
export interface Watch {
  readonly person: PersonId;
  readonly nextAt: Instant;
  /** The organizations whose tokens are known: one that is not among them is taken stock of first. */
  readonly stocked: readonly string[];
}

/** Active tokens that are alike under a policy, whoever owns them. */
export interface ActiveCount extends Pick<Token, 'authority' | 'organization' | 'scopes'> {
  readonly tokens: number;
  /** Those of them that end after the latest end that was asked about. */
  readonly late: number;
}

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

/**
 * Where tokens' metadata, people, notices and audit events live. Every call about a person's data names the owner.
 * A resolved write is durable. When the store can't answer, calls reject with `store-unavailable`.
 */
export interface Store {
  /** Remembers how to reach a person; keeps a known conversation when the new contact has none. */
  saveContact(contact: Contact): Promise<void>;
  findContact(person: PersonId): Promise<Contact | undefined>;
  /** Marks a person as not reachable; their due notices are held when they are tried. */
  setUnreachable(person: PersonId, reason: string): Promise<void>;
  /** Marks a person as reachable again; every notice that is held, or waits because it was not taken, is due at `now`. */
  setReachable(person: PersonId, now: Instant): Promise<void>;
  /** Forgets a person's chat, unless another one has become known meanwhile. */
  forgetConversation(person: PersonId, conversationId: string): Promise<void>;

  /**
   * Writes a token, its notices and its audit event together.
   * Rejects with `form-used` when a token of this owner has the same form key, `name-taken` when an active one that holds
   * its place (`holdsPlace`) has the same folded name, `too-many-tokens` at the limit of those. Active means neither
   * revoked nor expired at `token.createdAt`. With `replaces` that token is changed in the same transaction and neither its
   * name nor its place counts; rejects with `not-active` when it is not active, and with `refused` (`alreadyRotating`) when
   * it is not `asRead`. A found copy of the same authority and external id is replaced, and its notices are dropped.
   */
  insertToken(insert: TokenInsert): Promise<void>;
  /**
   * Changes an active token; undefined, and nothing written, when the owner has no active token of that id that is `asRead`.
   * A notice that is there already is not added again, unless it was dropped: then it waits again, and its attempts go on
   * counting.
   */
  changeToken(change: TokenChange): Promise<Token | undefined>;
  /** All tokens of an owner, the soonest to expire first, then by id. */
  listTokens(owner: PersonId): Promise<readonly Token[]>;
  findToken(owner: PersonId, tokenId: string): Promise<Token | undefined>;
  /**
   * Finds a built-in token by the public part of its secret, whoever owns it. A store that has its tokens in memory answers
   * at once: verification has no time for more.
   */
  findTokenBySelector(selector: string): Token | undefined | Promise<Token | undefined>;

  /** How many tokens are active at `now` whose secrets were digested with each pepper, by its version. */
  countByPepper(now: Instant): Promise<ReadonlyMap<number, number>>;

  /** How many tokens are active at `now`, in groups that are alike under a policy. It reads them all: for the start only. */
  countActive(asked: { now: Instant; latestEnd: Instant }): Promise<readonly ActiveCount[]>;
  /** How many people have more than `most` active tokens that hold a place (`holdsPlace`). For the start only. */
  countPeopleAbove(most: number, now: Instant): Promise<number>;

  /**
   * Keeps when a token was last used, if that is later than what is kept. Writes nothing else; an unknown token is passed
   * over.
   */
  recordUse(owner: PersonId, tokenId: string, use: TokenUse): Promise<void>;

  /**
   * Writes what a look at an authority brought, and gives the audit events of it; notices follow the same rules as in
   * `changeToken`. Undefined, and nothing written, when the stock is not what was read.
   */
  syncTokens(sync: SyncChanges): Promise<readonly AuditEvent[] | undefined>;

  /** Keeps a record, in place of one of the same owner, kind and key. */
  saveRecord(record: SealedRecord): Promise<void>;
  findRecord(owner: PersonId, kind: RecordKind, key: string, now: Instant): Promise<SealedRecord | undefined>;
  /** Finds and deletes a record at once: of several callers one gets it. */
  takeRecord(owner: PersonId, kind: RecordKind, key: string, now: Instant): Promise<SealedRecord | undefined>;
  /** Deletes this very record; one that was kept in its place stays. */
  deleteRecord(record: SealedRecord): Promise<void>;
  /** Deletes all records of a person, or those of one kind. */
  deleteRecords(owner: PersonId, kind?: RecordKind): Promise<void>;
  /** Deletes everybody's records whose time is over, and gives how many. */
  deleteExpiredRecords(now: Instant): Promise<number>;

  /** Begins a watch. Of one that is there only the time is set: what is known stays. */
  saveWatch(watch: Watch): Promise<void>;
  findWatch(person: PersonId): Promise<Watch | undefined>;
  deleteWatch(person: PersonId): Promise<void>;
  /** Takes up to `limit` watches that are due at `now`, the longest due first; each is due again at `now + leaseMs`. */
  claimDueWatches(claim: { now: Instant; leaseMs: number; limit: number }): Promise<readonly Watch[]>;
  /** Says when a claimed watch is due next. Does nothing when it was claimed or begun again, or deleted, meanwhile. */
  settleWatch(watch: Watch, nextAt: Instant): Promise<void>;

  /**
   * True for the first call with this key, false for every other until `expiresAt`, so that what several processes are
   * asked at once is done once. A store of one process may forget its keys when it is closed.
   */
  claimKey(key: string, now: Instant, expiresAt: Instant): Promise<boolean>;

  /**
   * Takes the next place in a lane, shared by all processes, and gives when it is. A place later than `now + patienceMs` is
   * not taken: then that time only says when to ask again, and others' places are no later for the question.
   */
  takePlace(lane: string, now: Instant, rate: LaneRate, patienceMs: number): Promise<Instant>;
  /** No place that is taken in the lane from here on is before `until`. */
  blockLane(lane: string, until: Instant, rate: LaneRate): Promise<void>;

  /** Appends an audit event that changes no token. */
  recordEvent(event: AuditEvent): Promise<void>;

  /**
   * Takes up to `limit` notices that are waiting and due at `now`, or whose claim ran out; they are `sending` until
   * `now + leaseMs` and their attempts have grown by one. A claim that ran out counts as one ambiguous attempt.
   */
  claimDueNotices(claim: { now: Instant; leaseMs: number; limit: number }): Promise<readonly Notice[]>;
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
   * released by `setReachable`, or whoever looks afterwards finds its person reachable.
   */
  settleNotice(notice: Notice, settlement: Settlement, now: Instant): Promise<void>;
  /** When the dispatcher has work next: the earliest due time or end of a claim; undefined when there is none. */
  nextNoticeAt(): Promise<Instant | undefined>;
  /** A person's notices that were given up, the latest first; those of tokens that are gone are gone with them. */
  listFailedNotices(owner: PersonId): Promise<readonly Notice[]>;
  /** How many notices of all people have not got through, by kind and state; what is none is left out. */
  countUndelivered(): Promise<readonly UndeliveredCount[]>;
  /** The notices of one token, whatever became of them; for tests. */
  listNotices(owner: PersonId, tokenId: string): Promise<readonly Notice[]>;

  /** Whether these data ever served Teams: they are marked, or somebody is reached beyond this machine. */
  servedTeams(): Promise<boolean>;
  /** Marks the data, for ever, as data that served Teams. */
  markServedTeams(): Promise<void>;

  /** Resolves when the store can read and write; rejects with `store-unavailable` when it can't. */
  check(): Promise<void>;
  /** Waits for running writes, then releases everything the store holds. */
  close(): Promise<void>;
}

/** What became of one attempt to send. */
export type Delivery =
  | { readonly outcome: 'sent'; readonly conversationId: string }
  | { readonly outcome: 'not-sent'; readonly reason: string }
  /** Refused for what it is: the same again would be refused again. */
  | { readonly outcome: 'rejected'; readonly reason: string }
  | { readonly outcome: 'throttled'; readonly reason: string; readonly retryAfterMs: number }
  | { readonly outcome: 'ambiguous'; readonly reason: string }
  /** Teams knows no chat with this person just now, and gave no other one. */
  | { readonly outcome: 'no-chat'; readonly reason: string }
  /** They blocked or removed the bot: not until something changes. */
  | { readonly outcome: 'unreachable'; readonly reason: string };

/** Writes to a person first. One attempt a call; never rejects for what the network or Teams did. */
export interface Messenger {
  /** The token is absent for a notice that is about none. */
  sendNotice(contact: Contact, notice: Notice, token: Token | undefined): Promise<Delivery>;
}

/** The logger that the domain uses; values are redacted by the implementation. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
