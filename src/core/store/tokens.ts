import type { Instant, PersonId, Token, TokenPlace, TokenRefusal, TokenUse } from '../tokens/token.ts';
import type { TokenChange, TokenInsert } from '../tokens/token-writes.ts';

/** Active tokens that are alike under a policy, whoever owns them. */
export interface ActiveCount extends Pick<Token, 'authority' | 'organization' | 'scopes'> {
  readonly tokens: number;
  /** Those of them that end after the latest end that was asked about. */
  readonly late: number;
}

/** How many tokens are active. */
export interface ActiveCounts {
  /** In groups that are alike under a policy. */
  readonly groups: readonly ActiveCount[];
  /** Those whose secrets were digested with each pepper, by its version. */
  readonly byPepper: ReadonlyMap<number, number>;
  /** How many people have more of those that hold a place (`holdsPlace`) than was asked about. */
  readonly peopleAbove: number;
}

/** Tokens' metadata. */
export interface TokenStore {
  /**
   * Writes a token, its notices and its audit event together.
   * Rejects with `form-used` when a token of this owner has the same form key, `name-taken` when an active one that holds
   * its place (`holdsPlace`) has the same folded name, `too-many-tokens` at the limit of those. Active means neither
   * revoked nor expired at `token.createdAt`. With `replaces` that token is changed in the same transaction and neither its
   * name nor its place counts; rejects with `not-active` when it is not active, and with `refused` (`alreadyRotating`) when
   * it is not `asRead`. A found copy of the same authority and external id is replaced, and its notices are dropped.
   */
  insert(insert: TokenInsert): Promise<void>;
  /**
   * Changes an active token; undefined, and nothing written, when the owner has no active token of that id that is `asRead`.
   * A notice that is there already is not added again, unless it was dropped: then it waits again, and its attempts go on
   * counting.
   */
  change(change: TokenChange): Promise<Token | undefined>;
  /** All tokens of an owner, the soonest to expire first, then by id. */
  list(owner: PersonId): Promise<readonly Token[]>;
  find(owner: PersonId, tokenId: string): Promise<Token | undefined>;
  /**
   * Finds a built-in token by the public part of its secret, whoever owns it. A store that has its tokens in memory answers
   * at once: verification has no time for more.
   */
  findBySelector(selector: string): Token | undefined | Promise<Token | undefined>;
  /**
   * Keeps when a token was last used, if that is later than what is kept. Writes nothing else; an unknown token is passed
   * over.
   */
  recordUse(owner: PersonId, tokenId: string, use: TokenUse): Promise<void>;
  /** Keeps why a token was last refused, in the same way. */
  recordRefusal(owner: PersonId, tokenId: string, refusal: TokenRefusal): Promise<void>;
  /** Remembers where a token was used, up to `MOST_PLACES` of each kind. Writes nothing else; an unknown token is passed over. */
  recordPlace(owner: PersonId, tokenId: string, place: TokenPlace): Promise<void>;
  /**
   * Up to `limit` active tokens that are verified here and that nobody made, renewed, used or kept later than `before`, in the
   * order of their ids, of those behind the id `after`.
   */
  listIdle(asked: {
    readonly now: Instant;
    readonly before: Instant;
    readonly after: string;
    readonly limit: number;
  }): Promise<readonly Token[]>;
  /** Up to `limit` active tokens that end sooner by evidence (`quietMs`), in the order of their ids, of those behind `after`. */
  listCuttingOver(asked: {
    readonly now: Instant;
    readonly after: string;
    readonly limit: number;
  }): Promise<readonly Token[]>;
  /** Counts the tokens that are active at `now`. It reads them all: for the start only. */
  countActive(asked: { now: Instant; latestEnd: Instant; mostPerPerson: number }): Promise<ActiveCounts>;
}
