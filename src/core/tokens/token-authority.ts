import type { Secret } from '../secrets/secret.ts';
import type { ScopeId } from './scopes.ts';
import type { Actor, AuthorityId, Instant, Organization, PersonId, SecretDigest, Token } from './token.ts';

/** What a token authority needs to know to issue a token. */
interface IssueRequest {
  readonly name: string;
  readonly organization: string;
  readonly scopes: readonly ScopeId[];
  readonly validTo: Instant;
}

/** What an authority returns for a new token. Nobody else has its secret. */
export interface Issued {
  readonly secret: Secret;
  /** The end that the authority granted, which may be earlier than the one asked for. */
  readonly validTo: Instant;
  readonly digest?: SecretDigest;
  readonly externalId?: string;
}

/** A token as its authority lists it. */
export interface ListedToken {
  readonly externalId: string;
  readonly name: string;
  readonly organization: string;
  readonly scopes: readonly ScopeId[];
  readonly createdAt: Instant;
  readonly validTo: Instant;
  readonly everywhere: boolean;
  /** The tool that probably made it, judging by its name. */
  readonly madeBy?: string;
}

/** A person's active tokens at an authority. */
export interface Listing {
  readonly tokens: readonly ListedToken[];
  /** The organizations that were read completely. In the others nobody knows which tokens are gone. */
  readonly complete: readonly string[];
}

/** Issues, renews and revokes tokens. Failures are `PatkeeperError`s; `sign-in-needed` when the person must sign in first. */
export interface TokenAuthority {
  readonly id: AuthorityId;
  organizations(actor: Actor): Promise<readonly Organization[]>;
  issue(actor: Actor, request: IssueRequest): Promise<Issued>;
  /** Changes the end of a token, also to an earlier one. Returns the end that was granted. The secret stays the same. */
  renew(actor: Actor, token: Token, validTo: Instant): Promise<Instant>;
  /**
   * Revokes a token; one that is already gone counts as revoked. Absent for an authority that issues nothing: only the owner
   * can end such a token, in the place where it was made.
   */
  revoke?(actor: Actor, token: Token): Promise<void>;
  /** Present where a token ends with what the store says of it: then nobody else has to be asked, one token after the other. */
  readonly endsInStore?: true;
  /** Lists a person's active tokens; absent where the store knows them all. */
  list?(person: PersonId): Promise<Listing>;
}

/** An authority that issues tokens, and so can also end them. */
export type IssuingAuthority = TokenAuthority & Required<Pick<TokenAuthority, 'revoke'>>;

/** Access tokens of signed-in people, for an authority that acts as them. */
export interface AccessTokens {
  /** A valid access token. Rejects with `sign-in-needed` when the person must sign in first. */
  forPerson(
    person: PersonId,
    options?: { /** Not the one at hand, which was refused. */ readonly fresh?: boolean },
  ): Promise<string>;
}
