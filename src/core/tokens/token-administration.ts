import type { AuthorityId, Organization, PersonId } from './token.ts';
import type { ListedToken } from './token-authority.ts';

/** Somebody in an organization, as its administrators see them. */
export interface Member {
  /** What the authority calls them. */
  readonly key: string;
  /** Who they are in Microsoft Entra, in the tenant of the administrator. */
  readonly objectId: string;
  readonly name: string;
  readonly email: string;
}

/** One page of an organization's people. */
export interface MemberPage {
  readonly members: readonly Member[];
  /** What the next page is asked for with; absent on the last one. */
  readonly next?: string;
}

/** A token of somebody, which may have ended. */
export interface MemberToken extends ListedToken {
  /** False once it was revoked, or works no more for another reason. */
  readonly isValid: boolean;
}

/**
 * Everybody's tokens in an authority's organizations, seen and ended as one of the organization's administrators. Failures are
 * `PatkeeperError`s: `authority-sign-in-needed` when the administrator must sign in there, `refused.not-token-administrator`
 * when they may not do this.
 */
export interface TokenAdministration {
  readonly id: AuthorityId;
  /** The organizations that this person is a member of, as the authority spells them. */
  organizations(administrator: PersonId): Promise<readonly Organization[]>;
  members(administrator: PersonId, organization: string, after?: string): Promise<MemberPage>;
  /** Those whose names or addresses begin with these words; the one with this object id, if it is one. */
  search(administrator: PersonId, organization: string, words: string): Promise<readonly Member[]>;
  /** Somebody by what the authority calls them; `not-found.member` for nobody. */
  member(administrator: PersonId, organization: string, key: string): Promise<Member>;
  tokensOf(administrator: PersonId, organization: string, key: string): Promise<readonly MemberToken[]>;
  /** Revokes tokens of anybody; those that are revoked already are no failure. It may take an hour until every server knows. */
  revoke(administrator: PersonId, organization: string, externalIds: readonly string[]): Promise<void>;
}
