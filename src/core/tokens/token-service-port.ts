import type { PatkeeperError } from '../errors.ts';
import type { Notice } from '../notices/notices.ts';
import type { Secret } from '../secrets/secret.ts';
import type { EventPage } from '../store/audit.ts';
import type { KnownPerson } from '../store/oversight.ts';
import type { Organizations } from './authority-table.ts';
import type { Lifespan, Policy } from './policy.ts';
import type { ScopeId } from './scopes.ts';
import type { Actor, AuthorityId, Instant, Token, TokenState } from './token.ts';
import type { Cause } from './why-stopped.ts';

/** What a person asks for in the create dialog. Nothing of it has been checked. */
export interface CreateInput {
  /** The form's one-time key. */
  readonly formKey: string;
  readonly name: string;
  readonly authority: AuthorityId;
  readonly organization: string;
  readonly scopes: readonly ScopeId[];
  readonly lifespan: Lifespan;
}

/** What a person asks for in the rotate dialog. The authority is that of the token that is replaced. */
export interface RotateInput {
  readonly tokenId: string;
  readonly formKey: string;
  readonly name: string;
  readonly organization: string;
  readonly scopes: readonly ScopeId[];
  readonly lifespan: Lifespan;
  /** How long the old token works beside the new one: 1 to 168 hours, never past its own end; 0 ends it at once. */
  readonly overlapHours: number;
  /**
   * After how many hours of silence the old token ends sooner, once the new one is used: 1 to 168, and only where it is known
   * when tokens are used. Left out, it doesn't.
   */
  readonly quietHours?: number;
}

/** A new token with its secret, and the one that it replaces. */
export interface Rotated {
  readonly token: Token;
  readonly secret: Secret;
  readonly old: Token;
}

/** What a person says of a token that was made elsewhere. */
export interface TrackInput {
  readonly formKey: string;
  readonly name: string;
  /** The organization where it is valid, or the name of the service in the person's own words. */
  readonly organization: string;
  readonly scopes: readonly string[];
  /** The last calendar day on which it works, `2026-12-31`, in the person's zone; without a zone, in UTC. */
  readonly date: string;
  readonly zone?: string | undefined;
}

/** What a person asks to see of their own tokens, a page at a time. */
export interface ListQuery {
  /** Words that the name, organization (id or display name) or scopes must contain; empty for all. */
  readonly words: string;
  /** What the person calls a scope; when left out, only its id is looked at. */
  readonly nameOfScope?: (id: ScopeId) => string;
  readonly state: TokenState | 'all';
  /** Counted from 0; a page past the end gives the last one. */
  readonly page: number;
}

/** One page of a list: active tokens first, the soonest to end before others; then the latest ended. */
export interface TokenPage {
  readonly tokens: readonly Token[];
  readonly page: number;
  /** At least 1: a list of nothing is one empty page. */
  readonly pages: number;
  /** Tokens that match, on all pages. */
  readonly total: number;
  /** Why an authority could not be asked for the latest: what is known from before is shown. */
  readonly problem?: PatkeeperError;
}

/** What a person looks for among all their tokens, counted from 0. */
export interface SearchQuery {
  readonly words: string;
  readonly nameOfScope?: (id: ScopeId) => string;
  readonly skip: number;
  readonly count: number;
}

/** A part of what a search found, in the order of a list. */
export interface SearchResult extends FoundTokens {
  /** Tokens that match, also those before and behind this part. */
  readonly total: number;
}

/** Tokens, and whether they may be all. */
export interface FoundTokens {
  readonly tokens: readonly Token[];
  /** Why an authority could not be asked for the latest: there may be more. */
  readonly problem?: PatkeeperError;
}

/** What a create form shows. */
export interface CreateOptions extends Organizations {
  /** How many of the tokens that a person may have the actor has already. */
  readonly held: number;
}

/** Why a token stopped working, as far as that is known. */
export interface Explanation {
  readonly token: Token;
  readonly cause: Cause;
  /** The token that replaced it, where one did and it is still known. */
  readonly successor?: Token;
  /** Why its authority could not be asked for the latest. */
  readonly problem?: PatkeeperError;
}

/** Who found the secret of a token, and where; the place is empty when nobody said. */
export interface Leak {
  readonly reporter: string;
  readonly place: string;
}

/** An application that is followed, and what it has at this moment, the soonest to end first. */
export interface FollowedApplication {
  readonly name: string;
  readonly tokens: readonly Token[];
}

/** What an actor can do with their own tokens. Every method rejects with a `PatkeeperError` when it can't. */
export interface TokenService {
  readonly policy: Policy;
  organizations(actor: Actor): Promise<Organizations>;
  /** How many of the tokens that a person may have the actor has already. Asks no authority. */
  countHeld(actor: Actor): Promise<number>;
  /** What the actor's create form shows: the organizations, and how many tokens they have. */
  createOptions(actor: Actor): Promise<CreateOptions>;
  /** Checks everything about a create that can be known before it, without the scopes when they are still to be chosen. */
  check(
    actor: Actor,
    input: Omit<CreateInput, 'scopes'> & { readonly scopes?: readonly ScopeId[] },
  ): Promise<void>;
  /** Creates a token. The same owner's same form key within a minute gives the same answer, secret included. */
  create(actor: Actor, input: CreateInput): Promise<{ readonly token: Token; readonly secret: Secret }>;
  /** The actor's tokens `skip` to `skip + count - 1` of those that match. */
  search(actor: Actor, query: SearchQuery): Promise<SearchResult>;
  list(actor: Actor, query: ListQuery): Promise<TokenPage>;
  /** All of the actor's active tokens, the soonest to expire first. */
  listActive(actor: Actor): Promise<FoundTokens>;
  get(actor: Actor, tokenId: string): Promise<Token>;
  /** The token that takes the place of one of the actor's own; undefined when none does, or it is gone. */
  successorOf(actor: Actor, token: Token): Promise<Token | undefined>;
  /** Why one of the actor's tokens stopped working. */
  explain(actor: Actor, tokenId: string): Promise<Explanation>;
  /** What the actor did, and what was done to their tokens, the latest first; `from` is the `next` of another page. */
  events(actor: Actor, page: { readonly limit: number; readonly from?: string }): Promise<EventPage>;
  /** The messages about one of the actor's tokens, whatever became of them, the latest due first, and the planned ones. */
  messages(
    actor: Actor,
    tokenId: string,
  ): Promise<{ readonly token: Token; readonly notices: readonly Notice[] }>;
  /** The messages to the actor that were given up, the latest first. */
  undelivered(actor: Actor): Promise<readonly Notice[]>;
  /**
   * The actor's tokens that a typed name means: the one of exactly that name, or else all whose names begin with it. Active ones
   * only if there are any, unless those that have ended are meant, too.
   */
  find(actor: Actor, name: string, asked?: { readonly endedToo?: boolean }): Promise<FoundTokens>;
  renew(actor: Actor, tokenId: string, lifespan: Lifespan): Promise<Token>;
  /** Replaces a token by a new one; both work until the overlap ends. A repeat of the form gives the same answer. */
  rotate(actor: Actor, input: RotateInput): Promise<Rotated>;
  /**
   * Lets a replaced token work for two days longer than `end`, within 7 days of its replacement and its own former end.
   * One that has another end by now is given as it is: this was done before.
   */
  extendOverlap(actor: Actor, tokenId: string, end: Instant): Promise<Token>;
  /** Takes a new token back whose secret reached nobody; the one that it replaced is as before. */
  secretNotDelivered(actor: Actor, tokenId: string): Promise<void>;
  /** Remembers a token that was made where Patkeeper can't make any. */
  track(actor: Actor, input: TrackInput): Promise<Token>;
  /** Whether the secrets and certificates of applications can be followed at all. */
  readonly followsApplications: boolean;
  /**
   * Follows the secrets and certificates of an application, by its application (client) id: each becomes a token that is
   * remembered, and new ones are added. Rejects with `not-found` for an application that isn't there, or of which the actor is no
   * owner, unless they are an administrator; with `refused` where nobody looks into the directory.
   */
  followApplication(actor: Actor, appId: string): Promise<FollowedApplication>;
  /** Notes that a found token is its owner's own. */
  recognize(actor: Actor, tokenId: string): Promise<Token>;
  /** False for a token that is only remembered here: revoking it means to forget it, and its secret works on. */
  canRevoke(token: Token): boolean;
  revoke(actor: Actor, tokenId: string): Promise<{ readonly token: Token; readonly already: boolean }>;
  /**
   * Revokes a token because somebody presented its secret to `service`; tells the owner with a `revoked` notice.
   * Idempotent: false when there was nothing left to revoke.
   */
  revokePresented(token: Token, service: string): Promise<boolean>;
  /**
   * Revokes a token because its secret was found; tells the owner with a `leaked` notice. Idempotent: false when there was
   * nothing left to revoke.
   */
  revokeLeaked(token: Token, leak: Leak): Promise<boolean>;
  /** Notes in the audit trail that the secret of a token was found that had ended before. */
  noteLeakOfEnded(token: Token, leak: Leak): Promise<void>;
  /** Notes that the actor still needs a token that nobody uses. One that has ended is given as it is. */
  keepIdle(actor: Actor, tokenId: string): Promise<Token>;
  /**
   * Notes that the actor knows that a token ends at `end`: nobody is reminded of that end any more. A token that has another end by
   * now is given as it is.
   */
  answerReminder(actor: Actor, tokenId: string, end: Instant): Promise<Token>;
  /**
   * People of the actor's own tenant whose names hold these words, or whose object id they are, and to whom the bot can write;
   * never the actor.
   */
  findReaders(actor: Actor, words: string): Promise<readonly KnownPerson[]>;
  /**
   * Makes somebody the second reader of an active token, and tells them once; undefined takes the second reader away. Rejects
   * with `invalid-input` whom the bot can't write to, or who has declined.
   */
  setReader(actor: Actor, tokenId: string, objectId: string | undefined): Promise<Token>;
  /**
   * The actor doesn't want to be the second reader of a token of `owner`, an object id of the same tenant; the owner is told.
   * Gives the token's name; undefined when they are its second reader no more. Whose reader they never were is `not-found`.
   */
  declineReader(actor: Actor, owner: string, tokenId: string): Promise<string | undefined>;
  /** Notes that the actor says that the secret of a token was stolen, and tells the administrators. */
  reportTheft(actor: Actor, tokenId: string): Promise<Token>;
  /** Revokes every active token that can be and existed at `asOf`, the moment when the question was shown. */
  revokeAll(actor: Actor, asOf: Instant): Promise<readonly Token[]>;
}
