import type { Notice } from './notices.ts';
import type { ScopeId } from './scopes.ts';
import type { Secret } from './secret.ts';
import type {
  Actor,
  AuthorityId,
  Instant,
  Organization,
  PersonId,
  SecretDigest,
  Token,
  TokenUse,
} from './token.ts';

export interface Clock {
  now(): Instant;
}

/** What a token authority needs to know to issue a token. */
export interface IssueRequest {
  readonly name: string;
  readonly organization: string;
  readonly scopes: readonly ScopeId[];
  readonly validTo: Instant;
}

export interface Issued {
  readonly secret: Secret;
  /** The end that the authority granted, which may be earlier than the one asked for. */
  readonly validTo: Instant;
  readonly digest?: SecretDigest;
}

/** Issues, renews and revokes tokens. Failures are `PatkeeperError`s. */
export interface TokenAuthority {
  readonly id: AuthorityId;
  organizations(actor: Actor): Promise<readonly Organization[]>;
  issue(actor: Actor, request: IssueRequest): Promise<Issued>;
  /** Gives the end that was granted. The secret stays the same. */
  renew(actor: Actor, token: Token, validTo: Instant): Promise<Instant>;
  revoke(actor: Actor, token: Token): Promise<void>;
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

export type AuditAction = 'create' | 'renew' | 'revoke' | 'refuse';

/** Who did what to which token, when and from where. Never holds a secret. */
export interface AuditEvent {
  readonly id: string;
  readonly at: Instant;
  readonly action: AuditAction;
  readonly actor: PersonId;
  readonly place: string;
  readonly owner: PersonId;
  readonly tokenId?: string;
  readonly tokenName?: string;
  /** For a refusal: what was tried and the error code. For the others: what changed. */
  readonly detail?: string;
}

/** A new token with everything that is written in the same transaction. */
export interface TokenInsert {
  readonly token: Token;
  readonly notices: readonly Notice[];
  readonly event: AuditEvent;
  /** Most active tokens that the owner may have, this one included. */
  readonly maxActive: number;
}

/** A change of one active token of one owner, with everything that is written in the same transaction. */
export interface TokenChange {
  readonly owner: PersonId;
  readonly tokenId: string;
  readonly now: Instant;
  readonly set:
    | { readonly validTo: Instant; readonly renewedAt: Instant }
    | { readonly revokedAt: Instant; readonly revokedBy?: string };
  readonly notices: readonly Notice[];
  /**
   * Open notices of the token are dropped with this reason: all of them by a revocation, also those being sent; its
   * reminders by a renewal, except those that are owed again.
   */
  readonly dropOpenNotices: string;
  readonly event: AuditEvent;
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
    };

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
  /** Marks a person as reachable again; every held notice is waiting, due at `now`. */
  setReachable(person: PersonId, now: Instant): Promise<void>;

  /**
   * Writes a token, its notices and its audit event together.
   * Rejects with `form-used` when a token of this owner has the same form key, `name-taken` when an active one has the
   * same folded name, `too-many-tokens` at the limit. Active means neither revoked nor expired at `token.createdAt`.
   */
  insertToken(insert: TokenInsert): Promise<void>;
  /**
   * Changes an active token; undefined, and nothing written, when the owner has no active token of that id. A renewal
   * drops the open `expiring` notices only. A notice that is there already is not added again, unless it was dropped:
   * then it waits again, and its attempts go on counting.
   */
  changeToken(change: TokenChange): Promise<Token | undefined>;
  /** All tokens of an owner, the soonest to expire first, then by id. */
  listTokens(owner: PersonId): Promise<readonly Token[]>;
  findToken(owner: PersonId, tokenId: string): Promise<Token | undefined>;
  /** Finds a built-in token by the public part of its secret, whoever owns it. */
  findTokenBySelector(selector: string): Promise<Token | undefined>;

  /**
   * Keeps when a token was last used, if that is later than what is kept. Writes nothing else; an unknown token is passed
   * over.
   */
  recordUse(owner: PersonId, tokenId: string, use: TokenUse): Promise<void>;

  /** Appends an audit event that changes no token. */
  recordEvent(event: AuditEvent): Promise<void>;

  /**
   * Takes up to `limit` notices that are waiting and due at `now`, or whose claim ran out; they are `sending` until
   * `now + leaseMs` and their attempts have grown by one. A claim that ran out counts as one ambiguous attempt.
   */
  claimDueNotices(claim: { now: Instant; leaseMs: number; limit: number }): Promise<readonly Notice[]>;
  /** Ends a claim. Does nothing when the notice was claimed again or dropped meanwhile. */
  settleNotice(notice: Notice, settlement: Settlement, now: Instant): Promise<void>;
  /** When the dispatcher has work next: the earliest due time or end of a claim; undefined when there is none. */
  nextNoticeAt(): Promise<Instant | undefined>;
  /** The notices of one token, for its card and for tests. */
  listNotices(owner: PersonId, tokenId: string): Promise<readonly Notice[]>;

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
  | { readonly outcome: 'unreachable'; readonly reason: string };

/** Writes to a person first. One attempt a call; never rejects for what the network or Teams did. */
export interface Messenger {
  sendNotice(contact: Contact, notice: Notice, token: Token): Promise<Delivery>;
}

/** The logger that the domain uses; values are redacted by the implementation. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
